"""Hostile words of customers, in every place of the desk, are shown and never run; supervisors' work."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import DeskSite, open_next, take_over

NewPage = Callable[..., Page]

HOSTILE = [
    "<img src=x onerror=window.hurt=1><script>window.hurt=1</script>",
    "[点我](javascript:window.hurt=1) **粗** `代码` <b>b</b>",
    "\u202e反过来\u202d \u2067right\u2069 \u200f",
    "退" * 30 + "W" * 1500,
]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("text", HOSTILE, ids=["html", "markdown", "direction", "long"])
def test_nothing_is_run_and_nothing_grows_sideways(
    text: str, width: int, new_page: NewPage, desk: DeskSite
) -> None:
    id = desk.customer(text, waits=True)
    page = new_page(desk.link(role="supervisor"), bypass_csp=True, viewport={"width": width, "height": 800})
    page.locator(".row").wait_for()
    assert fits(page)
    take_over(page)
    page.locator(".from-customer").wait_for()
    page.keyboard.type(text[:200])
    desk.say(id, text)
    page.locator(".from-customer").nth(1).wait_for()
    page.keyboard.press("Control+Enter")
    page.locator(".moved").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator(".from-agent").wait_for()
    page.keyboard.press("Alt+m")
    page.keyboard.type(text[:200])
    page.keyboard.press("Control+Enter")
    page.locator("aside.note").wait_for()
    page.keyboard.press("Alt+l")
    page.keyboard.type(text[:30])
    page.keyboard.press("Enter")
    page.locator(".conversation .tags .tag").wait_for()
    assert fits(page)
    assert page.evaluate("window.hurt") is None
    assert page.locator("main img, main script").count() == 0
    links = page.locator(".transcript a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(links) <= {"https:", "http:", "tel:"}


@pytest.fixture(autouse=True)
def conflicts_are_asked_for(complaints: list[str]) -> object:
    """The browser reports the 409 of the stale draft by itself."""
    yield
    complaints[:] = [line for line in complaints if "409" not in line]


def fits(page: Page) -> bool:
    wide = "box => box.scrollWidth <= box.clientWidth"
    boxes = page.locator("html, .queue, .conversation, .transcript, .advice").all()
    return all(box.evaluate(wide) for box in boxes)


def test_a_supervisor_assigns_the_right_topic(new_page: NewPage, desk: DeskSite) -> None:
    desk.ask_again(f"{HOSTILE[0]}退款几天到")
    page = new_page(desk.link(role="supervisor"), bypass_csp=True)
    page.get_by_role("button", name="待审问法").click()
    item = page.locator(".review article", has_text="退款几天到")
    expect(item.locator(".nearest li").first).to_be_visible()
    item.get_by_label("要学的问法").fill("退款几天能到")
    item.get_by_role("combobox", name="其他话题").select_option(label="退款多久到账")
    item.get_by_role("button", name="定为这个话题").click()
    page.get_by_text("已定为“退款多久到账”").wait_for()
    expect(item).to_have_count(0)
    assert page.evaluate("window.hurt") is None


def test_an_agent_sees_neither_figures_nor_review(new_page: NewPage, desk: DeskSite) -> None:
    page = new_page(desk.link(role="agent").replace("/desk#", "/desk/figures#"))
    page.get_by_text("现在没有客户在等").wait_for()
    assert page.get_by_role("button", name="数据").count() == 0


def test_a_supervisor_gives_a_talk_to_another_agent(new_page: NewPage, desk: DeskSite) -> None:
    new_page(desk.link("小王")).get_by_role(
        "button", name="等待中"
    ).wait_for()  # the roster knows who was here
    desk.customer("在吗", waits=True)
    page = new_page(desk.link(role="supervisor"))
    open_next(page)
    page.keyboard.press("g")
    page.get_by_role("dialog").get_by_role("button", name="小王").click()
    page.locator(".conversation .status", has_text="小王 接待中").wait_for()
