"""A connection that comes late, breaks, or is one of several."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import bot_says, reconnect, say, wait_until
from tests.browser.mock import MockChat, turn


def times_said(mock: MockChat, text: str) -> int:
    return sum(message["text"] == text and message["from"] == "customer" for message in mock.messages)


def test_the_panel_is_painted_before_the_server_answers(
    new_page: Callable[..., Page], mock: MockChat
) -> None:
    page = new_page(f"{mock.url}/chat/demo")
    held: list[Route] = []
    page.route("**/chat/session", lambda route: held.append(route))
    page.locator(".launcher").click()
    page.get_by_text("一个机器人").wait_for()
    expect(page.get_by_role("textbox", name="输入消息")).to_be_focused()
    say(page, "还没连上就说")
    page.get_by_text("发送中").wait_for()
    assert mock.posted == []
    held[0].continue_()
    bot_says(page, "怎么找人")
    assert times_said(mock, "还没连上就说") == 1


def test_what_is_said_while_offline_is_sent_once(chat: Page, mock: MockChat) -> None:
    mock.cut()
    chat.get_by_text("暂时连不上").wait_for()
    say(chat, "断网时说的话")
    chat.get_by_text("等待网络，连上后自动发送").wait_for()
    mock.restore()
    reconnect(chat)
    bot_says(chat, "怎么找人")
    expect(chat.get_by_text("暂时连不上")).to_have_count(0)
    assert times_said(mock, "断网时说的话") == 1


def test_what_is_said_while_offline_survives_a_reload(chat: Page, mock: MockChat) -> None:
    chat.route("**/chat/socket.io/**", lambda route: route.abort())
    mock.cut()
    say(chat, "刷新前说的话")
    chat.get_by_text("等待网络").wait_for()
    mock.restore()
    chat.unroute("**/chat/socket.io/**")
    chat.reload()
    bot_says(chat, "怎么找人")
    assert times_said(mock, "刷新前说的话") == 1


def test_the_gap_is_fetched(chat: Page, mock: MockChat) -> None:
    mock.cut()
    chat.get_by_text("暂时连不上").wait_for()
    mock.messages.clear()
    mock.say({"text": "断线时来的消息"})
    mock.restore()
    reconnect(chat)
    bot_says(chat, "断线时来的消息")


def test_a_refused_message_can_be_sent_again_or_dropped(chat: Page, mock: MockChat) -> None:
    mock.refusal = {"code": "rate_limited", "text": "说得太快了，请稍等几秒再发。"}
    say(chat, "太快了")
    chat.get_by_text("说得太快了").wait_for()
    mock.refusal = None
    chat.get_by_role("button", name="重发").click()
    bot_says(chat, "怎么找人")
    mock.refusal = {"code": "too_long", "text": "太长了。"}
    say(chat, "不要了")
    chat.get_by_role("button", name="撤掉").click()
    expect(chat.get_by_text("不要了")).to_have_count(0)
    assert (times_said(mock, "太快了"), times_said(mock, "不要了")) == (1, 0)


def test_a_reload_keeps_the_history(chat: Page, mock: MockChat) -> None:
    say(chat, "流量包能退吗")
    bot_says(chat, "怎么找人")
    chat.reload()
    bot_says(chat, "怎么找人")
    assert chat.locator(".mine .bubble").all_inner_texts() == ["流量包能退吗"]
    assert [body["token"] for kind, body in mock.posted if kind == "session"] == [None, "token"]


def test_earlier_messages_are_fetched_when_wanted(new_page: Callable[..., Page], mock: MockChat) -> None:
    mock.say(*({"text": f"第{number}条。"} for number in range(1, 41)))
    page = new_page(f"{mock.url}/chat")
    page.get_by_text("第40条。").wait_for()
    assert page.get_by_text("第1条。").count() == 0
    page.get_by_role("button", name="查看更早的消息").click()
    page.get_by_text("第1条。").wait_for()
    expect(page.get_by_text("第11条。")).to_be_in_viewport()


def test_two_tabs_are_in_step(chat: Page, mock: MockChat) -> None:
    other = chat.context.new_page()
    other.goto(f"{mock.url}/chat")
    other.get_by_role("button", name="流量包能退吗").wait_for()
    say(chat, "在第一页说的")
    for page in (chat, other):
        bot_says(page, "怎么找人")
        assert page.locator(".mine .bubble").all_inner_texts() == ["在第一页说的"]


def test_unread_messages_are_counted_until_seen(chat: Page, mock: MockChat) -> None:
    chat.keyboard.press("Escape")
    mock.say({"text": "一"}, {"text": "二"})
    chat.get_by_role("button", name="2 条未读消息").click()
    bot_says(chat, "二")
    chat.keyboard.press("Escape")
    expect(chat.get_by_role("button", name="联系退款助手", exact=True)).to_be_visible()


def test_a_person_can_be_asked_for_without_a_connection(chat: Page, mock: MockChat) -> None:
    chat.route("**/chat/handoff", lambda route: route.abort())
    mock.cut()
    chat.get_by_text("暂时连不上").wait_for()
    chat.get_by_role("button", name="转人工").click()
    chat.get_by_role("heading", name="留言给客服").wait_for()


def test_a_person_can_be_asked_for_before_there_is_a_session(
    new_page: Callable[..., Page], mock: MockChat
) -> None:
    page = new_page(f"{mock.url}/chat/demo")
    waiting: list[Route] = []
    page.route("**/chat/session", lambda route: waiting.append(route))
    page.locator(".launcher").click()
    page.get_by_role("button", name="转人工").click()
    page.wait_for_timeout(300)
    for route in waiting:
        route.continue_()
    mock.wait_for_post("handoff")
    expect(page.get_by_role("heading", name="留言给客服")).to_have_count(0)


def test_an_answer_during_a_pause_is_not_scrolled_away(chat: Page, mock: MockChat) -> None:
    mock.say(*turn("full_refund"))
    bot_says(chat, "可以全额退")
    chat.locator(".log").evaluate("log => new Promise(done => { log.onscroll = done; log.scrollTo(0, 0) })")
    mock.say(*turn("answer"))
    chat.get_by_role("button", name="有新消息").click()
    expect(chat.locator(".log").get_by_text("怎么找人")).to_be_in_viewport()


def test_waiting_for_a_person_can_be_given_up(chat: Page, mock: MockChat) -> None:
    chat.get_by_role("button", name="转人工").click()
    chat.locator(".log").get_by_text("已为您排队转人工").wait_for()
    chat.get_by_role("button", name="取消排队").click()
    chat.locator(".log").get_by_text("已取消排队").wait_for()
    say(chat, "流量包能退吗")
    bot_says(chat, "怎么找人")


def test_a_conversation_that_the_server_no_longer_has_is_not_mixed_with_a_new_one(
    chat: Page, mock: MockChat
) -> None:
    say(chat, "旧的对话")
    bot_says(chat, "怎么找人")
    mock.cut()
    mock.messages.clear()
    mock.session = {"conversation_id": "c2"}
    mock.restore()
    chat.reload()
    chat.get_by_role("button", name="怎么申请退款").wait_for()
    expect(chat.get_by_text("旧的对话")).to_have_count(0)


def test_an_expired_token_is_exchanged_and_the_message_sent(chat: Page, mock: MockChat) -> None:
    mock.refusal = {"code": "expired", "text": "登录凭证已过期，请刷新页面。"}
    chat.route("**/chat/session", lambda route: (setattr(mock, "refusal", None), route.continue_()))
    say(chat, "凭证过期时说的话")
    bot_says(chat, "怎么找人")
    assert times_said(mock, "凭证过期时说的话") == 1


def test_more_than_one_page_of_missed_messages_is_fetched(chat: Page, mock: MockChat) -> None:
    mock.cut()
    chat.get_by_text("暂时连不上").wait_for()
    mock.say(*({"text": f"第{number}条。"} for number in range(1, 121)))
    mock.restore()
    reconnect(chat)
    bot_says(chat, "第120条。")
    expect(chat.get_by_text("第1条。")).to_have_count(1)


def test_what_is_pushed_meanwhile_does_not_hide_what_is_missing(chat: Page, mock: MockChat) -> None:
    mock.cut()
    chat.get_by_text("暂时连不上").wait_for()
    mock.say(*({"text": f"第{number}条。"} for number in range(1, 121)))
    mock.while_resuming = lambda: [{"text": "刚来的消息"}]
    mock.restore()
    reconnect(chat)
    bot_says(chat, "刚来的消息")
    for number in (50, 51, 120):
        expect(chat.get_by_text(f"第{number}条。", exact=True)).to_have_count(1)


def test_a_token_that_is_refused_for_ever_is_not_asked_for_in_a_rush(chat: Page, mock: MockChat) -> None:
    mock.refuses_tokens = True
    mock.cut()
    mock.restore()
    mock.posted.clear()
    chat.wait_for_timeout(3000)
    sessions = [kind for kind, _ in mock.posted if kind == "session"]
    assert 1 <= len(sessions) <= 3


def test_two_tabs_keep_one_outbox(chat: Page, mock: MockChat) -> None:
    other = chat.context.new_page()
    other.goto(f"{mock.url}/chat")
    other.get_by_role("button", name="流量包能退吗").wait_for()
    mock.cut()
    for page, text in ((chat, "第一页说的"), (other, "第二页说的")):
        page.get_by_text("暂时连不上").wait_for()
        say(page, text)
        page.get_by_text("等待网络").last.wait_for()
    chat.close()
    mock.restore()
    reconnect(other)
    bot_says(other, "怎么找人")
    wait_until(other, "!localStorage['refund-chat.outbox']")
    assert (times_said(mock, "第一页说的"), times_said(mock, "第二页说的")) == (1, 1)


def test_two_tabs_opened_together_begin_one_conversation(chat: Page, mock: MockChat) -> None:
    chat.evaluate("RefundChat.remove()")
    chat.evaluate("localStorage.clear()")
    mock.posted.clear()
    mock.conversations = 0
    held: list[Route] = []
    tabs = [chat.context.new_page(), chat.context.new_page()]
    for tab in tabs:
        tab.route("**/chat/session", lambda route: held.append(route))
        tab.goto(f"{mock.url}/chat")
        tab.get_by_text("一个机器人").wait_for()
    tabs[1].wait_for_timeout(500)
    assert len(held) == 1
    held[0].continue_()
    tabs[1].wait_for_timeout(500)
    held[1].continue_()
    for tab in tabs:
        tab.get_by_role("button", name="怎么申请退款").wait_for()
    assert [body["token"] for kind, body in mock.posted if kind == "session"] == [None, "token"]


def test_what_one_tab_has_seen_is_read_in_the_other(chat: Page, mock: MockChat) -> None:
    other = chat.context.new_page()
    other.goto(f"{mock.url}/chat/demo")
    other.locator(".launcher").click()
    for page in (chat, other):
        page.keyboard.press("Escape")
    mock.say({"text": "一"}, {"text": "二"})
    for page in (chat, other):
        page.get_by_role("button", name="2 条未读消息").wait_for()
    chat.locator(".launcher").click()
    expect(other.get_by_role("button", name="联系退款助手", exact=True)).to_be_visible()


def test_what_is_erased_in_one_tab_is_gone_from_the_other_and_both_begin_one_anew(
    chat: Page, mock: MockChat
) -> None:
    other = chat.context.new_page()
    other.goto(f"{mock.url}/chat")
    say(chat, "流量包能退吗")
    bot_says(other, "怎么找人")
    mock.messages.clear()
    mock.push("message", {"seq": 0, "from": "system", "code": "erased", "text": "已删除"})
    for page in (chat, other):
        expect(page.locator(".mine")).to_have_count(0)
        page.get_by_role("button", name="怎么申请退款").wait_for()
    mock.wait_for_post("session", 4)
    assert mock.conversations == 2
    assert chat.evaluate("localStorage['refund-chat.conversation']") == '"c2"'


def test_who_signs_out_before_the_talk_has_come_never_sees_it(chat: Page, mock: MockChat) -> None:
    say(chat, "流量包能退吗")
    bot_says(chat, "怎么找人")
    held: list[Route] = []
    chat.route("**/chat/session", lambda route: route.continue_() if held else held.append(route))
    with chat.expect_request("**/chat/session"):
        chat.reload()
    chat.evaluate("void RefundChat.identify('signed-by-the-site')")
    chat.evaluate("void RefundChat.identify(null)")
    mock.messages.clear()
    held[0].continue_()
    chat.get_by_role("button", name="怎么申请退款").wait_for()
    expect(chat.locator(".mine")).to_have_count(0)
    assert mock.conversations == 2
    assert [body["token"] for kind, body in mock.posted if kind == "session"][-1] is None


def test_a_tab_follows_when_another_signs_out(chat: Page, mock: MockChat) -> None:
    other = chat.context.new_page()
    other.goto(f"{mock.url}/chat")
    say(chat, "流量包能退吗")
    bot_says(other, "怎么找人")
    chat.evaluate("RefundChat.identify('signed-by-the-site')")
    mock.messages.clear()
    chat.evaluate("RefundChat.identify(null)")
    expect(other.locator(".mine")).to_have_count(0)


def test_a_message_of_a_tab_that_is_closed_is_sent_by_the_other(chat: Page, mock: MockChat) -> None:
    other = chat.context.new_page()
    other.goto(f"{mock.url}/chat")
    other.get_by_role("button", name="流量包能退吗").wait_for()
    chat.evaluate("() => { WebSocket.prototype.send = () => {} }")
    say(chat, "关页前说的话")
    other.get_by_text("关页前说的话").wait_for()
    chat.close()
    bot_says(other, "怎么找人")
    assert times_said(mock, "关页前说的话") == 1
