"""Every state of the desk: no violation of WCAG 2.2 AA, nothing wider than the screen, and a picture."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import WCAG, keep_screenshot, violations
from tests.browser.desk import CASE, DeskSite, open_next, take_over

Scene = Callable[[Page, DeskSite], None]

WIDE = {"viewport": {"width": 1280, "height": 800}}
SIDEBAR = {"viewport": {"width": 360, "height": 720}}


def nobody_waits(page: Page, _: DeskSite) -> None:
    page.get_by_text("现在没有客户在等").wait_for()


def waiting(page: Page, desk: DeskSite) -> None:
    for text in ("退款三天了还没到", "流量包没用完能退吗"):
        desk.customer(text, waits=True)
    page.locator(".row").nth(1).wait_for()


def case(page: Page, desk: DeskSite) -> None:
    desk.customer(CASE, waits=True)
    open_next(page)
    page.locator(".proof").wait_for(state="attached")


def drafted(page: Page, desk: DeskSite) -> None:
    desk.customer(CASE, waits=True)
    take_over(page)
    page.keyboard.press("1")
    page.get_by_text("来自建议").wait_for()


def noted(page: Page, desk: DeskSite) -> None:
    desk.customer(CASE, waits=True)
    take_over(page)
    page.keyboard.press("Alt+m")
    page.keyboard.type("等财务核实")
    page.keyboard.press("Control+Enter")
    page.locator("aside.note").wait_for()


def stale(page: Page, desk: DeskSite) -> None:
    id = desk.customer(CASE, waits=True)
    take_over(page)
    page.keyboard.type("您好")
    desk.say(id, "还有一个问题")
    page.locator(".from-customer", has_text="还有一个问题").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator(".moved").wait_for()


def advised_anew(page: Page, desk: DeskSite) -> None:
    id = desk.customer(CASE, waits=True)
    open_next(page)
    page.locator(".proof").wait_for(state="attached")
    page.locator('.advice[aria-busy="false"]').wait_for(state="attached")
    page.route("**/suggest", lambda _: None)
    desk.say(id, "还有一个问题")
    page.locator('.advice[aria-busy="true"]').wait_for(state="attached")


def help_shown(page: Page, desk: DeskSite) -> None:
    nobody_waits(page, desk)
    page.keyboard.press("?")
    page.get_by_role("dialog", name="快捷键").wait_for()


def canned(page: Page, desk: DeskSite) -> None:
    desk.customer(CASE, waits=True)
    take_over(page)
    page.keyboard.press("/")
    page.get_by_role("listbox", name="快捷回复").get_by_role("option").first.wait_for()


def assigning(page: Page, desk: DeskSite) -> None:
    case(page, desk)
    page.keyboard.press("g")
    page.get_by_role("dialog", name="转派给").wait_for()


def resolving(page: Page, desk: DeskSite) -> None:
    drafted(page, desk)
    page.keyboard.press("Alt+e")
    page.get_by_role("dialog", name="结束对话").wait_for()


def why(page: Page, desk: DeskSite) -> None:
    desk.customer_whose_message_is_kept(CASE)
    open_next(page)
    page.get_by_text("为什么这样答").click()
    page.get_by_text("开始查这一单").wait_for()


def figures(page: Page, desk: DeskSite) -> None:
    id = desk.customer(CASE, waits=True)
    desk.customer("流量包能退吗", "退款多久到账")
    desk.run(desk.chat.rate(id, {"stars": 4}))
    page.get_by_role("button", name="数据").click()
    page.locator("figure svg").first.wait_for()
    page.locator("figure summary").first.click()
    page.get_by_label("从哪天").fill("2026-01-01")
    page.get_by_role("heading", name="2026-01-01 到").wait_for()


def review(page: Page, desk: DeskSite) -> None:
    desk.ask_again("我想问点别的")
    page.get_by_role("button", name="待审问法").click()
    page.locator(".review article").first.wait_for()


SCENES: list[Scene] = [
    nobody_waits,
    waiting,
    case,
    drafted,
    noted,
    stale,
    advised_anew,
    help_shown,
    canned,
    assigning,
    resolving,
    why,
    figures,
    review,
]
NARROW: list[Scene] = [waiting, case, drafted, stale, canned, why, figures, review]


@pytest.mark.parametrize("scene", SCENES)
def test_at_a_desks_screen(
    scene: Scene, new_page: Callable[..., Page], desk: DeskSite, complaints: list[str]
) -> None:
    page = new_page(desk.link(role="supervisor"), **WIDE)
    scene(page, desk)
    _judge(page, f"desk-{scene.__name__}")
    complaints.clear()  # a 409 that was asked for


@pytest.mark.parametrize("scene", NARROW)
def test_in_a_sidebar(
    scene: Scene, new_page: Callable[..., Page], desk: DeskSite, complaints: list[str]
) -> None:
    page = new_page(desk.link(role="supervisor"), **SIDEBAR)
    scene(page, desk)
    _judge(page, f"desk-narrow-{scene.__name__}")
    if scene is case:
        page.get_by_role("button", name="建议", exact=True).click()
        _judge(page, "desk-narrow-advice")
    complaints.clear()


def test_in_the_dark(new_page: Callable[..., Page], desk: DeskSite) -> None:
    page = new_page(desk.link(), color_scheme="dark", **WIDE)
    drafted(page, desk)
    _judge(page, "desk-dark")


def test_signing_in(new_page: Callable[..., Page], desk: DeskSite) -> None:
    page = new_page(f"{desk.url}/desk", **WIDE)
    page.get_by_label("坐席令牌").wait_for()
    _judge(page, "desk-sign-in")


def _judge(page: Page, name: str) -> None:
    keep_screenshot(page, name)
    assert violations(page, WCAG) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
