"""What people expect of a chat: to keep it, to be called back to it, to be asked, and only once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import bot_says, keep_screenshot, say, violations, wait_until
from tests.browser.mock import MockChat, turn

NOON = datetime(2026, 11, 23, 15, 30, tzinfo=timezone.utc)
"""Half an hour before midnight in Shanghai."""

COUNT_TONES = """
() => {
  window.tones = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...given) {
    window.tones += 1;
    return start.apply(this, given);
  };
}
"""


def leave(page: Page, hidden: bool) -> None:
    """Looks at another page of the browser, or comes back."""
    page.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
        " Object.defineProperty(document, 'visibilityState',"
        " { value: hidden ? 'hidden' : 'visible', configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')) }",
        hidden,
    )


def test_the_whole_talk_is_saved_with_the_times_of_a_named_zone(
    new_page: Callable[..., Page], mock: MockChat
) -> None:
    for number in range(40):
        at = (NOON + timedelta(minutes=number)).isoformat()
        mock.say({"from": "customer", "text": f"第{number}句", "at": at})
    page = new_page(f"{mock.url}/chat", timezone_id="America/New_York")
    page.get_by_text("第39句").wait_for()
    expect(page.get_by_text("第9句", exact=True)).to_have_count(0)
    page.get_by_role("button", name="更多").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载对话记录").click()
    assert saved.value.suggested_filename == "退款助手.txt"
    lines = Path(saved.value.path()).read_text(encoding="utf-8").splitlines()
    assert lines[1].endswith("保存，时间都是北京时间（UTC+8）。")
    assert lines[3:5] == ["2026-11-23", "23:30 我：第0句"]
    assert lines[lines.index("2026-11-24") + 1] == "00:00 我：第30句"
    assert lines[-1] == "00:09 我：第39句"


def test_times_are_those_of_one_zone_which_is_named_where_the_reader_has_another_and_in_print(
    new_page: Callable[..., Page], mock: MockChat
) -> None:
    mock.say({"from": "customer", "text": "第一句", "at": NOON.isoformat()})
    mock.say({"from": "customer", "text": "第二句", "at": (NOON + timedelta(hours=1)).isoformat()})
    away = new_page(f"{mock.url}/chat", timezone_id="America/New_York")
    here = new_page(f"{mock.url}/chat")
    for page in (away, here):
        page.clock.set_fixed_time(datetime(2026, 11, 25, 4, 0, tzinfo=timezone.utc))
        page.reload()
        page.get_by_text("第二句").wait_for()
        expect(page.locator(".turn-place > .line")).to_have_text(["11-23", "昨天"])
        expect(page.locator(".mine .small").first).to_contain_text("23:30")
        page.emulate_media(media="print")
        expect(page.get_by_text("时间都是北京时间（UTC+8）")).to_be_visible()
        page.emulate_media(media="screen")
    expect(away.get_by_text("时间都是北京时间（UTC+8）")).to_be_visible()
    expect(here.get_by_text("时间都是北京时间（UTC+8）")).to_be_hidden()
    for width, height in ((1280, 800), (390, 844), (320, 256)):
        away.set_viewport_size({"width": width, "height": height})
        keep_screenshot(away, f"chat-zone-{width}")
        assert violations(away) == []


def test_the_title_tells_of_an_answer_to_who_is_away(chat: Page, mock: MockChat) -> None:
    own = chat.title()
    mock.say({"text": "在看的时候来的。"})
    bot_says(chat, "在看的时候来的。")
    assert chat.title() == own
    leave(chat, hidden=True)
    mock.say({"text": "第一条。"})
    wait_until(chat, "own => document.title === `（1 条新消息）${own}`", arg=own)
    mock.say({"text": "第二条。"})
    wait_until(chat, "own => document.title === `（2 条新消息）${own}`", arg=own)
    leave(chat, hidden=False)
    wait_until(chat, "own => document.title === own", arg=own)


def test_a_tone_tells_of_an_answer_to_who_is_away_once_until_they_look_and_can_be_had_not(
    chat: Page, mock: MockChat
) -> None:
    chat.evaluate(COUNT_TONES)
    mock.say({"text": "在看的时候来的。"})
    bot_says(chat, "在看的时候来的。")
    leave(chat, hidden=True)
    mock.say({"text": "第一条。"}, {"text": "第二条。"})
    bot_says(chat, "第二条。")
    assert chat.evaluate("tones") == 1
    leave(chat, hidden=False)
    chat.get_by_role("button", name="更多").click()
    chat.get_by_label("新消息提示音").uncheck()
    for width, height in ((1280, 800), (390, 844), (320, 256)):
        chat.set_viewport_size({"width": width, "height": height})
        keep_screenshot(chat, f"chat-menu-{width}")
        assert violations(chat) == []
    chat.keyboard.press("Escape")
    leave(chat, hidden=True)
    mock.say({"text": "第三条。"})
    wait_until(chat, "document.title.startsWith('（1 条新消息）')")
    assert chat.evaluate("tones") == 1


def test_a_title_that_the_page_has_changed_meanwhile_stays(chat: Page, mock: MockChat) -> None:
    leave(chat, hidden=True)
    mock.say({"text": "离开时来的。"})
    wait_until(chat, "document.title.startsWith('（1 条新消息）')")
    chat.evaluate("document.title = '另一页'")
    leave(chat, hidden=False)
    expect(chat.locator(".badge")).to_have_count(0)
    assert chat.title() == "另一页"


def test_consent_is_asked_in_a_line_before_a_contact_is_stored(chat: Page, mock: MockChat) -> None:
    expect(chat.get_by_text("对话会保存，号码会打码。")).to_be_visible()
    expect(chat.get_by_role("button", name="同意")).to_have_count(0)
    chat.get_by_role("button", name="更多").click()
    chat.get_by_role("button", name="留言").click()
    chat.get_by_label("想说的事").fill("退款没到账")
    chat.get_by_label("怎么联系您").fill("someone@example.com")
    chat.get_by_role("button", name="提交留言").click()
    chat.get_by_text("请先勾选同意").wait_for()
    expect(chat.get_by_label("同意")).to_be_focused()
    assert {kind for kind, _ in mock.posted} == {"session"}
    chat.get_by_label("同意").check()
    chat.get_by_role("button", name="提交留言").click()
    chat.get_by_text("留言已收到").wait_for()
    assert [kind for kind, _ in mock.posted] == ["session", "consent", "leave-message"]
    chat.get_by_role("button", name="更多").click()
    chat.get_by_role("button", name="留言").click()
    expect(chat.get_by_label("怎么联系您")).to_be_visible()
    expect(chat.get_by_label("同意")).to_have_count(0)
    chat.get_by_role("button", name="取消").click()
    chat.get_by_role("button", name="更多").click()
    chat.locator(".menu").get_by_role("button", name="隐私说明").click()
    chat.get_by_role("button", name="撤回同意").click()
    assert mock.wait_for_post("consent", 2)[-1] == {"granted": False}


def test_the_notice_is_the_operators_where_there_is_one(
    new_page: Callable[..., Page], mock: MockChat
) -> None:
    mock.session = {"privacy_page": "https://shop.example/privacy"}
    page = new_page(f"{mock.url}/chat")
    link = page.get_by_role("link", name="隐私说明")
    expect(link).to_have_attribute("href", "https://shop.example/privacy")


def test_the_rating_is_asked_once_for_a_talk(chat: Page, mock: MockChat) -> None:
    say(chat, "流量包能退吗")
    bot_says(chat, "怎么找人")
    expect(chat.get_by_role("radio")).to_have_count(0)
    mock.set_status("closed")
    chat.get_by_role("button", name="不评价").click()
    expect(chat.get_by_role("radio")).to_have_count(0)
    chat.reload()
    bot_says(chat, "怎么找人")
    expect(chat.get_by_text("对话已结束")).to_be_visible()
    expect(chat.get_by_role("radio")).to_have_count(0)
    say(chat, "还有一个问题")
    expect(chat.locator(".answer .judge")).to_have_count(2)
    mock.set_status("closed")
    chat.get_by_role("radio", name="4 星").wait_for()


def test_who_takes_leave_is_asked_for_a_rating(chat: Page, mock: MockChat) -> None:
    envelope = {**turn("answer")[-1]["envelope"], "kind": "smalltalk", "topic": "smalltalk.thanks"}
    mock.answer = lambda _: [{"text": "不客气。", "envelope": envelope}]
    say(chat, "谢谢")
    chat.get_by_role("radio", name="5 星").check()
    chat.get_by_role("button", name="提交评价").click()
    chat.get_by_text("谢谢您的评价").wait_for()
    mock.set_status("closed")
    expect(chat.get_by_text("对话已结束")).to_be_visible()
    expect(chat.get_by_role("radio")).to_have_count(0)
