"""Capacity and giving by itself: the agent and the customer are told, one too many asks for a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WCAG, keep_screenshot, violations
from tests.browser.desk import CASE, DeskSite, desk_site, open_next, take_over

NewPage = Callable[..., Page]
SIZES = ((1280, 800), (390, 844), (320, 256))


@pytest.fixture
def full_desk(tmp_path: Path) -> Iterator[DeskSite]:
    """An agent is to have one customer at most."""
    with desk_site(tmp_path, agent_capacity=1) as site:
        yield site


@pytest.fixture
def giving_desk(tmp_path: Path) -> Iterator[DeskSite]:
    """Customers who wait are given to agents, one at most to each."""
    with desk_site(tmp_path, agent_capacity=1, assigns=True) as site:
        yield site


def test_one_too_many_is_taken_only_after_a_word(new_page: NewPage, full_desk: DeskSite) -> None:
    full_desk.customer(CASE, waits=True)
    full_desk.customer("别的客户", waits=True)
    page = new_page(full_desk.link())
    take_over(page)
    page.keyboard.press("Alt+n")
    expect(page.locator(".transcript")).to_contain_text("别的客户")
    page.keyboard.press("Alt+t")
    dialog = page.get_by_role("dialog", name="已到上限")
    expect(dialog).to_contain_text("您接待的客户已到上限 1 位")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        keep_screenshot(page, f"desk-full-{width}")
        expect(dialog.get_by_role("button", name="仍要接入")).to_be_in_viewport()
        assert violations(page, WCAG) == []
    page.set_viewport_size({"width": 1280, "height": 800})
    dialog.get_by_role("button", name="取消").click()
    expect(page.locator(".conversation .status")).to_have_text("等人工")
    page.get_by_role("button", name="接入 T").click()
    dialog.get_by_role("button", name="仍要接入").click()
    expect(page.locator(".conversation .status")).to_have_text("小李 接待中")
    expect(page.get_by_role("textbox", name="回复客户")).to_be_focused()


def test_a_colleague_is_sought_and_one_with_enough_is_given_more_only_after_a_word(
    new_page: NewPage, full_desk: DeskSite
) -> None:
    full_desk.customer(CASE, waits=True)
    full_desk.customer("别的客户", waits=True)
    one, other = new_page(full_desk.link("小李")), new_page(full_desk.link("小王", team="华东"))
    take_over(other)
    new_page(full_desk.link("小陈")).locator(".row").first.wait_for()
    open_next(one)
    one.keyboard.press("g")
    dialog = one.get_by_role("dialog", name="转派给")
    expect(dialog.locator("li")).to_have_count(4)  # a team, three agents
    expect(dialog.get_by_role("button", name="小王")).to_contain_text("正在接待 1 位，已到上限 1 位")
    expect(dialog.get_by_role("button", name="小陈")).to_contain_text("正在接待 0 位，上限 1 位")
    dialog.get_by_role("searchbox").fill("华东")
    expect(dialog.locator("li")).to_have_count(2)
    for width, height in SIZES:
        one.set_viewport_size({"width": width, "height": height})
        keep_screenshot(one, f"desk-assign-search-{width}")
        assert violations(one, WCAG) == []
        assert one.evaluate("document.documentElement.scrollWidth <= innerWidth")
    dialog.get_by_role("searchbox").fill("没有这个人")
    expect(dialog).to_contain_text("没有找到")
    dialog.get_by_role("searchbox").fill("小王")
    dialog.get_by_role("button", name="小王").click()
    asked = one.get_by_role("dialog", name="已到上限")
    expect(asked).to_contain_text("这位坐席接待的客户已到上限")
    asked.get_by_role("button", name="仍要转派").click()
    other.get_by_text("转给您了").wait_for()
    expect(one.locator(".conversation .status")).to_have_text("小王 接待中")


def test_who_waits_is_given_to_the_agent_who_is_there_and_both_are_told(
    new_page: NewPage, giving_desk: DeskSite
) -> None:
    page = new_page(giving_desk.link())
    page.get_by_role("button", name="等待中 0").wait_for()
    given = giving_desk.customer(CASE, waits=True)
    page.get_by_text("转给您了").wait_for()
    page.get_by_role("button", name="我的 1").click()
    expect(page.locator(".row")).to_contain_text("小李 接待中")
    history = giving_desk.run(giving_desk.chat.history(given, {}))["messages"]
    assert any("小李" in message["text"] for message in history if message["from"] == "system")
    giving_desk.customer("第二位", waits=True)
    page.get_by_role("button", name="等待中 1").wait_for()  # the agent has as many as they are to have
    expect(page.locator(".tabs").get_by_role("button", name="我的")).to_contain_text("我的 1")
    page.locator(".row").first.click()
    page.keyboard.press("e")
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    page.get_by_role("button", name="等待中 0").wait_for()
    page.get_by_text("转给您了").wait_for()
