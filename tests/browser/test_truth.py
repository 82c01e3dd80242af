"""Only true things are said: who is there, what has ended, what is lost and what is not."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import bot_says, say
from tests.browser.mock import MockChat


def test_a_sentence_after_the_end_opens_the_talk_again(chat: Page, mock: MockChat) -> None:
    other = chat.context.new_page()
    other.goto(f"{mock.url}/chat")
    say(chat, "流量包能退吗")
    bot_says(chat, "怎么找人")
    chat.get_by_role("button", name="更多").click()
    chat.get_by_role("button", name="结束对话").click()
    for page in (chat, other):
        page.get_by_role("radio", name="4 星").wait_for()
        expect(page.locator(".bar")).to_contain_text("对话已结束")
    say(chat, "还有一个问题")
    for page in (chat, other):
        expect(page.locator(".bar")).to_contain_text("每个结论都注明出处")
        expect(page.get_by_role("radio")).to_have_count(0)
    mock.set_status("closed")
    chat.get_by_role("radio", name="4 星").wait_for()


def test_a_customer_token_that_is_refused_leaves_a_talk_without_a_name(chat: Page, mock: MockChat) -> None:
    warned: list[str] = []
    chat.on("console", lambda line: warned.append(line.text) if line.type == "warning" else None)
    mock.disowned = {"expired"}
    refused = chat.evaluate("RefundChat.identify('expired').then(() => null, error => error.message)")
    assert refused == "登录凭证无效，请刷新页面。"
    assert warned == ["refund-chat: the customer token was refused; the talk goes on without a name."]
    say(chat, "流量包能退吗")
    bot_says(chat, "怎么找人")
    chat.evaluate("document.querySelector('refund-chat').remove()")
    chat.evaluate(
        "() => { const chat = document.createElement('refund-chat');"
        " chat.setAttribute('customer-token', 'expired'); chat.setAttribute('open', '');"
        " document.body.append(chat) }"
    )
    bot_says(chat, "怎么找人")
    say(chat, "还能问吗")
    expect(chat.locator(".mine")).to_have_count(2)
    expect(chat.get_by_text("等待网络")).to_have_count(0)
    expect(chat.get_by_text("暂时连不上")).to_have_count(0)


def test_who_waits_where_nobody_is_on_duty_is_told_so_with_hours_and_hotline(
    chat: Page, mock: MockChat
) -> None:
    mock.duty = {"position": 1, "off_duty": {"hours": "工作日 9:00-18:00", "hotline": "4000-955-988"}}
    chat.get_by_role("button", name="转人工").click()
    queued = chat.locator(".queued")
    expect(queued).to_contain_text("现在没有客服在岗")
    expect(queued).to_contain_text("工作日 9:00-18:00")
    expect(queued.get_by_role("link", name="4000-955-988")).to_be_visible()
    expect(chat.get_by_text("马上轮到您")).to_have_count(0)
    expect(chat.locator(".bar")).to_contain_text("现在没有客服在岗")
    expect(chat.locator(".bar")).not_to_contain_text("正在为您转接人工")
    mock.push("queue", {"position": 1, "off_duty": None})
    expect(queued).to_contain_text("马上轮到您")


def test_a_server_that_is_silent_is_not_called_a_broken_network(chat: Page, mock: MockChat) -> None:
    mock.cut()
    chat.get_by_text("暂时连不上，正在重试").wait_for()
    expect(chat.get_by_text("网络断了")).to_have_count(0)


def test_who_leaves_a_message_is_told_where_the_answer_comes(
    new_page: Callable[..., Page], mock: MockChat
) -> None:
    mock.session = {"consent": True}
    page = new_page(f"{mock.url}/chat")
    page.get_by_role("button", name="更多").click()
    page.get_by_role("button", name="留言").click()
    page.get_by_label("想说的事").fill("退款没到账")
    page.get_by_label("怎么联系您").fill("someone@example.com")
    page.get_by_role("button", name="提交留言").click()
    page.get_by_text("会发到这里，或按您留的方式（someone@example.com）告诉您").wait_for()
