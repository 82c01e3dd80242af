"""Macros at the desk: written, found by name, filled in from the case, and never sent with a gap."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WCAG, keep_screenshot, violations
from tests.browser.desk import CASE, DeskSite, take_over

NewPage = Callable[..., Page]

SIZES = {"wide": (1280, 800), "phone": (390, 844), "tiny": (320, 256)}


def write(page: Page, name: str, text: str, *, shared: bool = False) -> None:
    page.get_by_role("button", name="新建").click()
    page.get_by_label("名称").fill(name)
    page.get_by_label("内容").fill(text)
    if shared:
        page.get_by_role("checkbox", name="大家共用").check()
    page.get_by_role("button", name="保存").click()
    page.locator(".macros article", has_text=name).wait_for()


def look(page: Page) -> None:
    page.locator(".bar").get_by_role("button", name="快捷回复").click()
    page.get_by_role("heading", name="快捷回复").wait_for()


def test_a_macro_is_written_found_by_name_and_its_gap_filled_in(new_page: NewPage, desk: DeskSite) -> None:
    customer = desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    look(page)
    page.get_by_role("button", name="新建").click()
    page.get_by_label("名称").fill("办理 · 算好了")
    page.get_by_label("内容").fill("{坐席}核对过，")
    page.get_by_role("button", name="{产品}").click()
    page.keyboard.type("退")
    page.get_by_role("button", name="{金额}").click()
    page.reload()
    page.get_by_role("button", name="新建").click()
    expect(page.get_by_label("内容")).to_have_value("{坐席}核对过，{产品}退{金额}")
    page.get_by_role("button", name="保存").click()
    page.locator(".macros article", has_text="办理 · 算好了").wait_for()
    page.locator(".bar").get_by_role("button", name="对话").click()
    take_over(page)
    page.keyboard.press("/")
    page.get_by_role("combobox", name="搜索快捷回复").wait_for()
    page.keyboard.type("算好")
    page.keyboard.press("Enter")
    composer = page.get_by_role("textbox", name="回复客户")
    expect(composer).to_have_value("小李核对过，云服务器退【请填写：金额】")
    page.get_by_role("button", name="还有 1 处没填").wait_for()
    page.keyboard.press("Control+Enter")
    expect(composer).to_have_value("小李核对过，云服务器退【请填写：金额】")
    assert desk.told(customer) == []
    page.keyboard.type("八十元")  # over the gap, which is selected
    expect(page.get_by_role("button", name="处没填")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(composer).to_have_value("")
    assert desk.told(customer) == ["小李核对过，云服务器退八十元"]


def test_shared_ones_are_kept_by_supervisors_and_found_by_all(new_page: NewPage, desk: DeskSite) -> None:
    boss, agent = new_page(desk.link("老王", role="supervisor")), new_page(desk.link("小李"))
    look(boss)
    write(boss, "结束 · 新年", "新年快乐", shared=True)
    look(agent)
    shared = agent.locator(".macros article", has_text="结束 · 新年")
    shared.wait_for()
    expect(shared.get_by_role("button")).to_have_count(0)
    expect(agent.get_by_role("checkbox", name="大家共用")).to_have_count(0)
    kept = boss.locator(".macros article", has_text="结束 · 新年")
    kept.get_by_role("button", name="修改").click()
    boss.get_by_label("名称").fill("结束 · 春节")
    boss.get_by_role("button", name="保存").click()
    kept = boss.locator(".macros article", has_text="结束 · 春节")
    kept.get_by_role("button", name="删除").click()
    boss.get_by_text("删除后大家都用不到").wait_for()
    kept.get_by_role("button", name="不删").click()
    kept.get_by_role("button", name="删除").click()
    kept.get_by_role("button", name="删除").click()
    expect(kept).to_have_count(0)


@pytest.mark.parametrize("size", SIZES)
def test_looks(new_page: NewPage, desk: DeskSite, size: str) -> None:
    width, height = SIZES[size]
    page = new_page(
        desk.link("老王", role="supervisor").replace("/desk#", "/desk/macros#"),
        viewport={"width": width, "height": height},
    )
    page.get_by_role("button", name="修改").first.click()
    page.get_by_label("内容").wait_for()
    page.get_by_role("button", name="删除").first.click()
    keep_screenshot(page, f"desk-macros-{size}")
    assert violations(page, WCAG) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="删除", exact=True).scroll_into_view_if_needed()
