"""The supervisor's figures of any days, and as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.desk import CASE, DeskSite


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
    assert lines[1:3] == ["项目,名称,数值", "对话,,0"]
