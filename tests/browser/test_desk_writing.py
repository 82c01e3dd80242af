"""What an agent writes: an input method's keys, digits, and drafts that outlive tab and sign-in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import CASE, DeskSite, take_over

NewPage = Callable[..., Page]


def composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="回复客户")


def composing(field: Locator, key: str, **more: Any) -> None:
    """A key that an input method takes, as a browser tells the page."""
    field.dispatch_event(
        "keydown", {"key": key, "isComposing": True, "bubbles": True, "cancelable": True, **more}
    )


ENDING = {"isComposing": False, "keyCode": 229}
"""Of the key that ends a composition, in Safari."""


@pytest.mark.parametrize("more", [{}, ENDING], ids=["composing", "ending"])
def test_an_input_methods_keys_are_its_own(new_page: NewPage, desk: DeskSite, more: dict[str, Any]) -> None:
    id = desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    take_over(page)
    field = composer(page)
    for key in ("1", "/", "Escape"):
        composing(field, key, **more)
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    field.fill("ni hao")
    composing(field, "Escape", **more)
    composing(field, "Enter", ctrlKey=True, **more)
    expect(field).to_have_value("ni hao")
    page.keyboard.press("Alt+m")
    note = page.get_by_role("textbox", name="内部备注")
    note.fill("bei zhu")
    for key in ("Enter", "Escape"):
        composing(note, key, ctrlKey=True, **more)
    expect(note).to_have_value("bei zhu")
    tag = page.get_by_label("加标签")
    tag.fill("da e")
    for key in ("Enter", "Escape"):
        composing(tag, key, **more)
    expect(tag).to_have_value("da e")
    expect(tag).to_be_focused()
    composing(page.get_by_label("搜索对话"), "n", altKey=True, code="KeyN", **more)
    page.keyboard.press("Alt+r")
    page.get_by_role("button", name="快捷回复 /").click()
    sought = page.get_by_label("搜索快捷回复")
    for key in ("Enter", "ArrowDown"):
        composing(sought, key, **more)
    chosen = page.get_by_role("listbox", name="快捷回复").get_by_role("option").first
    expect(chosen).to_have_attribute("aria-selected", "true")
    assert desk.told(id) == []
    expect(page.locator("aside.note")).to_have_count(0)


@pytest.mark.parametrize("typed", ["100元", "3天内", "12", "2。", "1 2"])
def test_a_digit_before_something_is_a_digit(new_page: NewPage, desk: DeskSite, typed: str) -> None:
    desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    take_over(page)
    page.keyboard.type(typed)
    page.wait_for_timeout(500)
    expect(composer(page)).to_have_value(typed)


def test_a_digit_alone_or_with_alt_puts_in_a_suggestion(new_page: NewPage, desk: DeskSite) -> None:
    desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    take_over(page)
    page.keyboard.press("1")
    expect(composer(page)).to_have_value(re.compile("可以全额退"))
    page.keyboard.press("Escape")
    expect(composer(page)).to_have_value("")
    page.keyboard.type("您好")
    page.keyboard.press("Alt+1")
    expect(composer(page)).to_have_value(re.compile("可以全额退"))


def test_drafts_of_replies_and_notes_are_in_every_tab_and_outlive_it(
    new_page: NewPage, desk: DeskSite
) -> None:
    id = desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    take_over(page)
    page.keyboard.type("写到一半的回复")
    page.keyboard.press("Alt+m")
    page.keyboard.type("写到一半的备注")
    page.get_by_role("button", name="退出登录").click()
    page.get_by_label("坐席令牌").wait_for()
    other = page.context.new_page()
    page.close()
    other.goto(desk.link(query=f"/c/{id}"))
    expect(composer(other)).to_have_value("写到一半的回复")
    other.keyboard.press("Alt+m")
    expect(other.get_by_role("textbox", name="内部备注")).to_have_value("写到一半的备注")
    third = other.context.new_page()
    third.goto(desk.link(query=f"/c/{id}"))
    expect(composer(third)).to_have_value("写到一半的回复")
    composer(third).fill("接着写")
    other.keyboard.press("Alt+r")
    expect(composer(other)).to_have_value("接着写")


def test_whoever_signs_in_next_at_the_same_machine_finds_no_draft(new_page: NewPage, desk: DeskSite) -> None:
    id = desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    take_over(page)
    page.keyboard.type("小李的草稿")
    page.get_by_role("button", name="退出登录").click()
    page.get_by_label("坐席令牌").wait_for()
    page.goto("about:blank")
    page.goto(desk.link("小王", query=f"/c/{id}"))
    page.get_by_text("另一位坐席正在接待").wait_for()
    expect(composer(page)).to_have_value("")
