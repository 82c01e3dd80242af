"""Conversations of the past are found by the days on which something was said, beside words and tags."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import keep_screenshot, violations
from tests.browser.desk import DeskSite


def test_a_conversation_is_found_by_its_days(new_page: Callable[..., Page], desk: DeskSite) -> None:
    desk.customer("订单 CS2611000777 退款没到账")
    page = new_page(desk.link())
    page.get_by_role("button", name="全部").click()
    page.get_by_role("searchbox", name="搜索对话").fill("CS2611000777")
    rows = page.locator(".row")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="按日期找").click()
    expect(rows).to_have_count(1)
    page.get_by_label("到哪天").fill("2020-01-31")
    page.get_by_text("没有找到").wait_for()
    page.get_by_label("从哪天").fill("2019-12-01")
    expect(page.get_by_label("到哪天")).to_have_value("2020-01-31")
    assert violations(page) == []
    keep_screenshot(page, "desk-days")
    page.get_by_role("button", name="不限日期").click()
    expect(rows).to_have_count(1)
    expect(page.get_by_label("从哪天")).to_have_count(0)
