"""The agents' desk: signing in, by keyboard alone, customer and agent side by side, drafts that are stale."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import bot_says, say
from tests.browser.desk import CASE, DeskSite, open_next, take_over

NewPage = Callable[..., Page]


def composer(page: Page) -> object:
    return page.get_by_role("textbox", name="回复客户")


def test_only_an_agents_token_lets_in(new_page: NewPage, desk: DeskSite, complaints: list[str]) -> None:
    page = new_page(f"{desk.url}/desk")
    page.keyboard.type("no token")
    page.keyboard.press("Enter")
    page.get_by_text("坐席令牌无效").wait_for()
    link = desk.link()
    page.get_by_label("坐席令牌").fill(link.partition("=")[2])
    page.keyboard.press("Enter")
    page.get_by_text("现在没有客户在等").wait_for()
    page.reload()
    page.get_by_text("现在没有客户在等").wait_for()
    page.get_by_role("button", name="退出登录").click()
    page.get_by_label("坐席令牌").wait_for()
    page.reload()
    page.get_by_label("坐席令牌").wait_for()
    complaints.clear()  # the browser reports the 401 that was asked for


def test_a_link_signs_in_and_leaves_no_token_in_the_address(new_page: NewPage, desk: DeskSite) -> None:
    page = new_page(desk.link())
    page.get_by_text("小李").wait_for()
    assert page.url == f"{desk.url}/desk"


def test_a_new_agent_answers_with_a_verdict_by_keyboard_alone(new_page: NewPage, desk: DeskSite) -> None:
    customer = desk.customer(CASE, waits=True)
    page = new_page(f"{desk.url}/desk")
    page.keyboard.insert_text(desk.link().partition("=")[2])  # pasted
    page.keyboard.press("Enter")
    page.get_by_role("button", name="等待中 1").wait_for()
    page.keyboard.press("n")
    expect(page.locator(".transcript")).to_contain_text(CASE)
    page.keyboard.press("t")
    page.locator(".suggestions li").first.wait_for()
    page.keyboard.press("Alt+w")
    expect(page.locator(".proof")).to_be_focused()
    expect(page.locator(".proof .outcome")).to_have_text("全额退")
    page.keyboard.press("r")
    page.keyboard.press("1")
    expect(composer(page)).not_to_have_value("")
    page.keyboard.press("Control+Enter")
    expect(composer(page)).to_have_value("")
    (told,) = desk.told(customer)
    assert "可以全额退" in told


def test_keys_pressed_while_taking_over_are_not_lost(new_page: NewPage, desk: DeskSite) -> None:
    desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    page.get_by_role("button", name="等待中 1").wait_for()
    page.keyboard.press("n")
    page.locator(".suggestions li").first.wait_for()
    held: list[Route] = []
    page.route("**/take-over?*", lambda route: held.append(route))
    with page.expect_request("**/take-over?*"):
        page.keyboard.press("t")
    page.keyboard.press("1")
    expect(composer(page)).to_have_value("")  # not theirs yet
    held[0].continue_()
    expect(composer(page)).not_to_have_value("")


def test_keys_pressed_while_a_customer_is_being_opened_are_meant_for_him(
    new_page: NewPage, desk: DeskSite
) -> None:
    desk.customer(CASE, waits=True)
    desk.customer("后来的客户", waits=True)
    page = new_page(desk.link())
    held = open_then_hold_the_next(page, "后来的客户")
    page.keyboard.press("t")
    held.continue_()
    expect(page.locator(".transcript")).to_contain_text(CASE)
    expect(page.locator(".conversation .status")).to_have_text("小李 接待中")


def test_keys_pressed_for_a_customer_who_is_not_there_are_not_done_to_another(
    new_page: NewPage, desk: DeskSite
) -> None:
    desk.customer("机器人的客户")
    page = new_page(desk.link())
    held = open_then_hold_the_next(page, "机器人的客户")
    acts: list[str] = []
    page.on("request", lambda request: acts.append(request.url.rpartition("/")[2].partition("?")[0]))
    page.keyboard.press("t")
    held.continue_()
    page.get_by_text("现在没有客户在等").wait_for()
    with page.expect_request("**/take-over?*"):
        page.keyboard.press("t")
    assert acts.count("take-over") == 1


def test_who_chooses_another_than_the_customer_being_opened_stays_with_him(
    new_page: NewPage, desk: DeskSite
) -> None:
    for said in (CASE, "第二位客户", "第三位客户"):
        desk.customer(said, waits=True)
    page = new_page(desk.link())
    held = open_then_hold_the_next(page, "第二位客户")
    page.locator(".row", has_text="第三位客户").click()
    page.keyboard.press("t")
    expect(page.locator(".conversation .status")).to_have_text("小李 接待中")
    with page.expect_response(held.request.url):
        held.continue_()
    page.keyboard.press("Alt+r")
    page.locator("#composer:focus").wait_for()
    expect(page.locator(".transcript")).to_contain_text("第三位客户")


def open_then_hold_the_next(page: Page, said: str) -> Route:
    """Opens who has said it, then asks for the next customer; the answer is held until it is let go."""
    page.get_by_role("button", name="全部").click()  # the list, which may ask too, asks for others than these
    page.locator(".row", has_text=said).click()
    expect(page.locator(".transcript")).to_contain_text(said)
    held: list[Route] = []
    waiting = re.compile("status=queued")
    page.route(waiting, lambda route: held.append(route))
    with page.expect_request(waiting):
        page.keyboard.press("n")
    while not held:
        page.wait_for_timeout(10)
    return held[0]


def test_every_reason_is_opened_to_value_source_and_date(new_page: NewPage, desk: DeskSite) -> None:
    desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    open_next(page)
    proof = page.locator(".proof")
    proof.wait_for()
    for summary in proof.locator("summary").all():
        if summary.evaluate("one => !one.parentElement.open"):
            summary.click()
    parameter = proof.locator(".parameters li", has_text="五天").first
    expect(parameter).to_contain_text("5")
    assert re.search(r"[a-z]+[._][a-z_]+", proof.inner_text()) is None  # no raw ids
    expect(parameter.locator("a")).to_have_attribute("href", re.compile("^https://"))
    expect(parameter).to_contain_text(re.compile(r"日期未注明|\d{4}"))


def test_customer_and_agent_side_by_side(new_page: NewPage, desk: DeskSite) -> None:
    agent = new_page(desk.link())
    customer = new_page(f"{desk.url}/chat")
    say(customer, CASE)
    bot_says(customer, "您说")
    customer.get_by_role("button", name="转人工").first.click()
    agent.get_by_role("button", name="等待中 1").wait_for()
    expect(agent).to_have_title("(1 位在等) 坐席工作台")
    expect(agent.locator("[aria-live=polite]")).to_contain_text("新客户在等")
    expect(agent.locator(".row-text")).to_have_text(CASE)  # neither the system's notice nor the bot's answer
    expect(agent.locator(".brief")).to_have_text("查一查我这单能不能退全额退")
    take_over(agent)
    customer.get_by_text("小李").first.wait_for()
    agent.keyboard.press("2")
    agent.keyboard.press("Control+Enter")
    customer.locator(".from-agent").wait_for()
    say(customer, "再问一句")
    agent.locator(".from-customer", has_text="再问一句").wait_for()
    expect(agent.locator(".conversation .wait")).to_contain_text("待回复")
    agent.keyboard.press("Alt+b")
    agent.get_by_text("机器人接待").first.wait_for()
    say(customer, "机器人还在吗")
    bot_says(customer, "您说：机器人还在吗")
    agent.locator(".from-bot", has_text="机器人还在吗").wait_for()
    agent.keyboard.press("Alt+t")
    agent.get_by_text("小李 接待中").first.wait_for()
    agent.keyboard.press("Alt+e")
    agent.get_by_role("button", name="确定").press("Enter")
    customer.get_by_role("button", name="5 星").or_(customer.get_by_role("radio", name="5 星")).first.click()
    customer.get_by_role("button", name="提交").click()
    expect(agent.locator(".conversation .status")).to_have_text("已结束")


def test_a_stale_draft_shows_what_came_in_and_lets_the_agent_decide(
    new_page: NewPage, desk: DeskSite, complaints: list[str]
) -> None:
    customer = desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    take_over(page)
    page.keyboard.type("您好，可以退")
    desk.say(customer, "等等，我买的是流量包")
    page.locator(".from-customer", has_text="流量包").wait_for()
    page.keyboard.press("Control+Enter")
    moved = page.locator(".moved")
    expect(moved).to_contain_text("等等，我买的是流量包")
    assert desk.told(customer) == []
    page.keyboard.press("Escape")
    expect(moved).to_have_count(0)
    expect(composer(page)).to_have_value("您好，可以退")
    desk.say(customer, "在吗")
    page.locator(".from-customer", has_text="在吗").wait_for()
    page.keyboard.press("Control+Enter")
    moved.wait_for()
    page.keyboard.press("Control+Enter")
    expect(composer(page)).to_have_value("")
    assert desk.told(customer) == ["您好，可以退"]
    complaints.clear()  # the browser reports the 409 that was asked for


def test_two_agents_at_once(new_page: NewPage, desk: DeskSite, complaints: list[str]) -> None:
    desk.customer(CASE, waits=True)
    one, other = new_page(desk.link("小李")), new_page(desk.link("小王"))
    open_next(other)
    take_over(one)
    other.locator(".conversation .status", has_text="小李 接待中").wait_for()
    expect(other.get_by_text("另一位坐席正在接待")).to_be_visible()
    expect(composer(other)).not_to_be_editable()
    other.keyboard.press("t")
    other.get_by_text("请先和他商量").wait_for()
    complaints.clear()


def test_a_rejected_draft_can_be_had_back(new_page: NewPage, desk: DeskSite) -> None:
    desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    take_over(page)
    page.keyboard.press("1")
    page.keyboard.press("Control+End")
    page.keyboard.type("（已核对）")
    page.keyboard.press("Escape")
    expect(composer(page)).to_have_value("")
    page.get_by_role("button", name="取回刚才的草稿").click()
    expect(composer(page)).to_have_value(re.compile("（已核对）$"))
    page.reload()
    open_mine(page)
    expect(composer(page)).to_have_value(re.compile("（已核对）$"))


def open_mine(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^我的")).click()
    page.locator(".row").first.click()


def test_notes_tags_and_canned_replies(new_page: NewPage, desk: DeskSite) -> None:
    customer = desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    take_over(page)
    page.keyboard.press("/")
    page.get_by_role("combobox", name="搜索快捷回复").wait_for()
    page.keyboard.type("工单")
    page.keyboard.press("Enter")
    expect(composer(page)).to_have_value(re.compile("新建工单"))
    page.keyboard.press("Control+Enter")
    expect(composer(page)).to_have_value("")
    page.keyboard.press("Alt+m")
    page.keyboard.type("客户很急")
    page.keyboard.press("Control+Enter")
    page.locator("aside.note", has_text="客户很急").wait_for()
    page.keyboard.press("Alt+l")
    page.keyboard.type("大额")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="去掉标签 大额").wait_for()
    assert not any("客户很急" in told for told in desk.told(customer))


def test_what_was_missed_while_the_line_was_cut_is_fetched(
    new_page: NewPage, desk: DeskSite, complaints: list[str]
) -> None:
    customer = desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    take_over(page)
    page.context.set_offline(True)
    page.get_by_text("网络断了").wait_for()
    page.keyboard.type("写到一半")
    desk.say(customer, "断线时说的话")
    page.context.set_offline(False)
    page.locator(".from-customer", has_text="断线时说的话").wait_for()
    expect(composer(page)).to_have_value("写到一半")
    complaints.clear()


def test_only_a_supervisor_is_shown_why_the_bot_answered_so(new_page: NewPage, desk: DeskSite) -> None:
    desk.customer_whose_message_is_kept(CASE)
    agent, supervisor = new_page(desk.link()), new_page(desk.link("老王", role="supervisor"))
    for page in (agent, supervisor):
        open_next(page)
        page.locator(".from-bot").wait_for()
    expect(agent.get_by_text("为什么这样答")).to_have_count(0)
    why = supervisor.locator(".from-bot details", has_text="为什么这样答")
    expect(why.get_by_text("开始查这一单")).to_have_count(0)
    why.locator("summary").click()
    expect(why.get_by_text("开始查这一单")).to_be_visible()
    expect(why.get_by_text("（原话“云服务器”")).to_be_visible()
