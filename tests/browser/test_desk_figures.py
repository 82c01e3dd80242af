"""The supervisor's figures of any days, and as a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from refundbot.settings import SHANGHAI
from tests.browser.conftest import WCAG, keep_screenshot, violations
from tests.browser.desk import CASE, DeskSite, open_next, take_over

SIZES = {"wide": (1280, 800), "phone": (390, 844), "tiny": (320, 256)}


def test_figures_are_of_any_days_and_saved_as_csv(new_page: Callable[..., Page], desk: DeskSite) -> None:
    desk.customer(CASE, waits=True)
    page = new_page(desk.link(role="supervisor").replace("/desk#", "/desk/figures#"))
    page.get_by_label("到哪天").wait_for()
    page.get_by_label("从哪天").fill("2020-01-01")
    page.get_by_role("heading", name="2020-01-01 到").wait_for()
    page.get_by_label("到哪天").fill("2020-01-31")
    page.get_by_role("heading", name="2020-01-01 到 2020-01-31 的数据").wait_for()
    expect(page.locator(".tile", has=page.get_by_text("对话", exact=True)).locator(".figure")).to_have_text(
        "0"
    )
    page.get_by_label("到哪天").fill("2019-12-31")
    page.get_by_role("heading", name="2019-12-31 的数据").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载 CSV").click()
    assert saved.value.suggested_filename == "数据 2019-12-31.csv"
    lines = Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("日期和钟点都是北京时间（UTC+8）")
    assert lines[1:3] == ["项目,名称,指标,数值", "对话,,次数,0"]
    assert "后续响应,,目标,120" in lines


def test_a_transcript_goes_by_the_clock_of_shanghai_and_says_so_elsewhere(
    new_page: Callable[..., Page], desk: DeskSite
) -> None:
    desk.customer(CASE, waits=True)
    said = datetime.now(SHANGHAI)
    page = new_page(desk.link(), timezone_id="America/New_York")
    open_next(page)
    clocks = {f"{said - timedelta(minutes=ago):%H:%M}" for ago in range(3)}
    assert page.locator(".from-customer .small").inner_text() in clocks
    expect(page.locator(".transcript")).to_contain_text("时间都是北京时间（UTC+8）")
    here = new_page(desk.link())
    open_next(here)
    expect(here.locator(".from-customer .small")).to_be_visible()
    expect(here.locator(".transcript")).not_to_contain_text("北京时间")


@pytest.mark.parametrize("size", SIZES)
def test_what_agents_and_teams_did_and_how_answers_were_taken_stands_in_tables(
    new_page: Callable[..., Page], desk: DeskSite, size: str
) -> None:
    desk.customer(CASE, waits=True)
    agent = new_page(desk.link("小陈", team="售后一组"))
    take_over(agent)
    agent.keyboard.type("您好")
    agent.keyboard.press("Control+Enter")
    agent.locator(".from-agent").wait_for()
    width, height = SIZES[size]
    link = desk.link("老王", role="supervisor").replace("/desk#", "/desk/figures#")
    page = new_page(link, viewport={"width": width, "height": height})
    agents = page.get_by_role("region", name="坐席")
    expect(agents.get_by_role("row", name="小陈（售后一组）")).to_contain_text("达标 100%")
    expect(page.get_by_role("region", name="组").get_by_role("row", name="售后一组")).to_be_attached()
    expect(page.get_by_text("日期和钟点都是北京时间（UTC+8）")).to_be_attached()
    expect(agents.get_by_role("columnheader", name="后续响应")).to_be_attached()
    expect(page.get_by_role("heading", name="后续响应")).to_be_attached()
    keep_screenshot(page, f"desk-figures-{size}")
    agents.scroll_into_view_if_needed()
    agents.evaluate("one => one.scrollIntoView()")
    keep_screenshot(page, f"desk-figures-tables-{size}")
    expect(agents.get_by_role("row", name="小陈（售后一组）")).to_be_in_viewport()
    assert violations(page, WCAG) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
