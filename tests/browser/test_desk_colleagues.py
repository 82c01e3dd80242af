"""Colleagues and proof: handing over by choosing, what decides reads first, a customer's other talks."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import WCAG, keep_screenshot, violations
from tests.browser.desk import CASE, DeskSite, open_next, take_over

NewPage = Callable[..., Page]


def test_a_conversation_is_handed_over_by_choosing_with_notice_and_back(
    new_page: NewPage, desk: DeskSite
) -> None:
    desk.customer(CASE, waits=True)
    one, other = new_page(desk.link("小李")), new_page(desk.link("小王"))
    other.get_by_role("button", name="等待中 1").wait_for()
    take_over(one)
    one.keyboard.press("Alt+g")
    choice = one.get_by_role("dialog").get_by_role("button", name="小王")
    expect(choice).to_contain_text("在正在接待 0 位")
    choice.click()
    other.get_by_text("转给您了").wait_for()
    other.get_by_role("button", name="我的 1").click()
    other.locator(".row").first.click()
    expect(other.locator(".conversation .status")).to_have_text("小王 接待中")
    other.keyboard.press("g")
    other.get_by_role("dialog").get_by_role("button", name="小李").click()
    one.get_by_text("转给您了").wait_for()


def test_what_decides_is_read_first_and_the_rest_is_folded(new_page: NewPage, desk: DeskSite) -> None:
    desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    open_next(page)
    proof = page.locator(".proof")
    proof.wait_for()
    shown = [one for one in proof.locator(".criteria > li").all() if one.is_visible()]
    assert shown
    assert all("决定结果" in one.inner_text() for one in shown)
    proof.get_by_text("其余").click()
    assert len([one for one in proof.locator(".criteria > li").all() if one.is_visible()]) > len(shown)
    headings = page.locator(".advice .part > h3").all_inner_texts()
    assert headings[0] == "摘要"


def test_new_suggestions_are_told(new_page: NewPage, desk: DeskSite) -> None:
    id = desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    take_over(page)
    expect(page.locator(".updated")).to_have_text("")
    desk.say(id, "我还有一个流量包，上周买的，没用过，能退吗")
    expect(page.locator(".updated")).to_have_text("客户有新消息，建议已更新")


def test_the_customers_other_conversations_are_at_hand(new_page: NewPage, desk: DeskSite) -> None:
    desk.customer("上个月问过的事")
    desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    open_next(page)
    page.get_by_text("这位客户以前的对话").click()
    page.locator(".told button", has_text="上个月问过的事").or_(
        page.locator(".told button", has_text="您说：上个月问过的事")
    ).first.click()
    expect(page.locator(".transcript")).to_contain_text("上个月问过的事")


def test_a_customer_is_given_to_a_team_and_found_by_it(new_page: NewPage, desk: DeskSite) -> None:
    given = desk.customer(CASE, waits=True)
    desk.customer("别的客户", waits=True)
    one = new_page(desk.link("小李", team="华东"))
    other = new_page(desk.link("小王", team="华北"))
    other.get_by_role("combobox", name="组").wait_for()
    one.reload()  # the other's team is known now
    take_over(one)
    one.keyboard.press("Alt+g")
    dialog = one.get_by_role("dialog", name="转派给")
    dialog.get_by_role("button", name="华北（组）").wait_for()
    keep_screenshot(one, "desk-assigning-team")
    dialog.get_by_role("button", name="华北（组）").click()
    expect(one.locator(".conversation .status")).to_have_text("等人工")
    expect(other.locator(".row")).to_have_count(2)
    other.reload()
    other.get_by_role("combobox", name="组").select_option("华北")
    expect(other.locator(".row")).to_have_count(1)
    expect(other.locator(".row")).to_contain_text("转给华北")
    for width, height in ((1280, 800), (390, 844), (320, 256)):
        other.set_viewport_size({"width": width, "height": height})
        keep_screenshot(other, f"desk-queue-of-team-{width}")
        assert violations(other, WCAG) == []
        assert other.evaluate("document.documentElement.scrollWidth <= innerWidth")
    other.keyboard.press("Escape")
    other.locator(".row").click()
    other.get_by_role("button", name="接入").click()
    expect(other.locator(".conversation .status")).to_have_text("小王 接待中")
    history = desk.run(desk.chat.history(given, {}))
    assert "已为您转到 华北 ，请稍候。" in [message["text"] for message in history["messages"]]
