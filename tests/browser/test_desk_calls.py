"""Nobody waits unseen at the desk: left messages, unread marks, one call a customer, a list that stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from playwright.sync_api import Page, expect

from tests.browser.conftest import WCAG, keep_screenshot, violations, wait_until
from tests.browser.desk import CASE, DeskSite, take_over

NewPage = Callable[..., Page]

LISTEN = """
window.tones = 0;
window.notices = [];
AudioContext.prototype.createOscillator = new Proxy(AudioContext.prototype.createOscillator, {
  apply(make, audio, given) { window.tones += 1; return Reflect.apply(make, audio, given); },
});
window.Notification = class {
  static permission = 'default';
  static async requestPermission() { window.asked = (window.asked ?? 0) + 1; this.permission = 'granted'; }
  constructor(title, options) { window.notices.push(options.body); }
  close() {}
};
document.hasFocus = () => false;
"""


def listening(page: Page) -> Page:
    """The page loaded anew, keeping count of what calls the agent."""
    page.add_init_script(LISTEN)
    page.reload()
    page.locator(".queue").wait_for()
    return page


def leave_message(desk: DeskSite, id: str, text: str) -> None:
    desk.run(desk.chat.leave_message(id, {"text": text, "contact": "138-0013-8000"}))


def test_a_left_message_is_seen_taken_and_answered(new_page: NewPage, desk: DeskSite) -> None:
    id = desk.customer("退款多久到账")
    page = new_page(desk.link())
    leave_message(desk, id, "发票开错了，请回电")
    page.get_by_role("button", name="1 条留言等回复").click()
    expect(page).to_have_title("(1 条留言) 坐席工作台")
    task = page.locator(".task", has_text="发票开错了")
    expect(task).to_contain_text("138-0013-8000")
    expect(task).to_contain_text("已等")
    task.get_by_role("button", name="我来办").click()
    task.get_by_label("写回复").fill("已经重开了")
    page.reload()
    page.get_by_role("button", name=re.compile("^留言")).click()
    expect(task.get_by_label("写回复")).to_have_value("已经重开了")
    task.get_by_role("button", name="发送").click()
    page.get_by_text("没有等回复的留言").wait_for()
    expect(page).to_have_title("坐席工作台")
    assert desk.told(id) == ["已经重开了"]
    page.get_by_text("已回复的留言").click()
    expect(page.locator(".answered .task")).to_contain_text("小李")


def test_an_answer_that_is_late_is_marked_by_the_target_of_the_next_response(
    new_page: NewPage, desk: DeskSite
) -> None:
    first = desk.customer(CASE, waits=True)
    page = new_page(desk.link(), viewport={"width": 1280, "height": 800})
    take_over(page)
    page.keyboard.type("您好")
    page.keyboard.press("Control+Enter")
    page.locator(".from-agent").wait_for()
    desk.say(first, "能退多少")
    desk.customer("还没有人理我", waits=True)
    page.clock.set_fixed_time(datetime.now(timezone.utc) + timedelta(seconds=150))
    expect(page.locator(".conversation-head .wait")).to_contain_text("超时待回复 2:3")
    expect(page.locator(".row .wait")).to_contain_text("已等 2:")  # three minutes for the first word
    expect(page.locator(".row .wait")).not_to_contain_text("超时")
    page.get_by_role("button", name=re.compile("^我的")).click()
    expect(page.locator(".row .wait")).to_contain_text("超时待回复")
    for width, height in ((1280, 800), (390, 844), (320, 256)):
        page.set_viewport_size({"width": width, "height": height})
        keep_screenshot(page, f"desk-late-{width}")
        assert violations(page, WCAG) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_an_agent_does_not_look_at_is_marked_unread(new_page: NewPage, desk: DeskSite) -> None:
    first = desk.customer(CASE, waits=True)
    page = new_page(desk.link())
    take_over(page)
    expect(page).to_have_title("坐席工作台")
    desk.customer("第二位", waits=True)
    page.locator(".row", has_text="第二位").click()
    for text in ("还在吗", "请快一点"):
        desk.say(first, text)
    expect(page).to_have_title("(1 位在等，1 位有新消息) 坐席工作台")
    page.get_by_role("button", name=re.compile("^我的")).click()
    expect(page.locator(".row .count")).to_have_text("2条未读")
    page.locator(".row").first.click()
    expect(page.locator(".row .count")).to_have_count(0)
    expect(page).to_have_title("(1 位在等) 坐席工作台")


def test_agents_are_asked_once_whether_to_be_called(new_page: NewPage, desk: DeskSite) -> None:
    page = listening(new_page(desk.link()))
    page.get_by_role("button", name="要提醒").click()
    expect(page.locator(".ask")).to_have_count(0)
    assert page.evaluate("asked") == 1
    page.reload()
    page.locator(".queue input").wait_for()
    expect(page.locator(".ask")).to_have_count(0)


def test_a_customer_calls_once_whatever_he_says_until_he_is_seen(new_page: NewPage, desk: DeskSite) -> None:
    mine = desk.customer(CASE, waits=True)
    page = listening(new_page(desk.link()))
    page.get_by_role("button", name="要提醒").click()
    take_over(page)
    other = desk.customer(waits=True)
    for text in ("在吗", "等了半天了", "有人吗"):
        desk.say(other, text)
    page.locator(".row", has_text="有人吗").click()
    for text in ("我这边怎么样了", "在吗", "请回一下"):
        desk.say(mine, text)
    wait_until(page, "notices.length >= 2")
    expect(page).to_have_title("(1 位在等，1 位有新消息) 坐席工作台")
    assert page.evaluate("[tones, notices.length]") == [2, 2]
    assert page.evaluate("notices[1].startsWith('您的客户来消息了')")


def test_of_several_tabs_one_calls(new_page: NewPage, desk: DeskSite) -> None:
    one = listening(new_page(desk.link()))
    one.get_by_role("button", name="要提醒").click()
    other = one.context.new_page()
    other.add_init_script(LISTEN)
    other.goto(desk.link())
    other.locator(".queue input").wait_for()
    other.wait_for_timeout(300)
    desk.customer("有人吗", waits=True)
    for page in (one, other):
        page.locator(".row", has_text="有人吗").wait_for()
    wait_until(one, "tones === 1")
    assert other.evaluate("tones") == 0


def test_the_list_stays_put_under_the_pointer(new_page: NewPage, desk: DeskSite) -> None:
    ids = [desk.customer(f"{n}客户", waits=True) for n in "甲乙丙"]
    page = new_page(desk.link())
    page.locator(".row").nth(2).wait_for()
    page.locator(".row").nth(1).hover()
    desk.run(desk.chat.cancel_request(ids[0]))
    page.get_by_role("button", name="等待中 2").wait_for()
    expect(page.locator(".row").nth(1)).to_contain_text("乙客户")
    desk.customer("第四位", waits=True)
    expect(page.locator(".row").nth(3)).to_contain_text("第四位")
    page.locator(".bar h1").hover()
    expect(page.locator(".row")).to_have_count(3)
    expect(page.locator(".row").first).to_contain_text("乙客户")


def test_of_ones_own_customers_who_waits_longest_is_on_top(new_page: NewPage, desk: DeskSite) -> None:
    ids = [desk.customer(text, waits=True) for text in ("先来的", "后来的")]
    page = new_page(desk.link())
    for text in ("先来的", "后来的"):
        take_over(page)
        page.locator(".transcript", has_text=text).wait_for()
        page.keyboard.type("您好")
        page.keyboard.press("Control+Enter")
        page.locator(".from-agent").wait_for()
        expect(page.get_by_role("textbox", name="回复客户")).to_have_value("")
        page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^我的")).click()
    rows = page.locator(".row")
    for id, text in ((ids[0], "先问"), (ids[1], "后问"), (ids[0], "再问")):
        desk.say(id, text)  # the latest word brings nobody down
    expect(rows.nth(0)).to_contain_text("再问")
    expect(rows.nth(1)).to_contain_text("后问")
