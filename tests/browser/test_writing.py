"""Writing: by keyboard alone, inside an IME, with suggestions, with a draft."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import bot_says, say
from tests.browser.mock import MockChat, turn


def said(mock: MockChat) -> list[str]:
    return [message["text"] for message in mock.messages if message["from"] == "customer"]


def test_enter_sends_and_shift_enter_begins_a_line(chat: Page, mock: MockChat) -> None:
    chat.keyboard.type("第一行")
    chat.keyboard.press("Shift+Enter")
    chat.keyboard.type("第二行")
    chat.keyboard.press("Enter")
    bot_says(chat, "怎么找人")
    assert said(mock) == ["第一行\n第二行"]


def test_enter_inside_an_ime_does_not_send(chat: Page, mock: MockChat) -> None:
    ime = chat.context.new_cdp_session(chat)
    ime.send("Input.imeSetComposition", {"text": "tuik", "selectionStart": 4, "selectionEnd": 4})
    field = chat.get_by_role("combobox", name="输入消息")
    expect(field).to_have_value("tuik")
    # What Chromium sends for the Enter that takes the IME's proposal.
    field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True})
    chat.wait_for_timeout(400)
    assert said(mock) == []
    expect(chat.get_by_role("listbox")).to_have_count(0)
    ime.send("Input.insertText", {"text": "退款"})
    chat.get_by_role("listbox").wait_for()
    chat.keyboard.press("Escape")
    chat.keyboard.press("Enter")
    bot_says(chat, "怎么找人")
    assert said(mock) == ["退款"]


def test_a_suggestion_is_taken_with_the_arrow_keys(chat: Page, mock: MockChat) -> None:
    chat.keyboard.type("到账")
    chat.get_by_role("option", name="退款多久到账").wait_for()
    chat.keyboard.press("ArrowDown")
    expect(chat.get_by_role("option", name="退款多久到账")).to_have_attribute("aria-selected", "true")
    chat.keyboard.press("Enter")
    bot_says(chat, "怎么找人")
    assert said(mock) == ["退款多久到账"]


def test_escape_shuts_the_suggestions_first_and_then_the_chat(chat: Page) -> None:
    chat.keyboard.type("到账")
    chat.get_by_role("listbox").wait_for()
    chat.keyboard.press("Escape")
    expect(chat.get_by_role("listbox")).to_have_count(0)
    expect(chat.get_by_role("dialog")).to_be_visible()
    chat.keyboard.press("Escape")
    expect(chat.get_by_role("dialog")).to_have_count(0)
    expect(chat.get_by_role("button", name="联系退款助手")).to_be_focused()


def test_everything_is_reached_by_the_keyboard(chat: Page, mock: MockChat) -> None:
    mock.answer = lambda _: turn("clarify")
    say(chat, "云服务器")
    bot_says(chat, "您是想问下面哪个")
    mock.answer = lambda text: [{"text": f"听到：{text}"}]
    chat.get_by_role("combobox", name="输入消息").focus()
    reached = []
    for _ in range(20):
        chat.keyboard.press("Shift+Tab")
        reached.append(chat.evaluate("document.activeElement.shadowRoot?.activeElement?.innerText"))
        if reached[-1] == "流量包能退吗":
            break
    chat.keyboard.press("Enter")
    bot_says(chat, "听到：流量包能退吗")


def test_a_draft_is_kept(chat: Page) -> None:
    chat.keyboard.type("写到一半")
    chat.reload()
    chat.locator(".launcher").click()
    expect(chat.get_by_role("combobox", name="输入消息")).to_have_value("写到一半")


def test_a_message_too_long_is_kept_back(chat: Page, mock: MockChat) -> None:
    say(chat, "长" * 2001)
    chat.get_by_text("最多 2000 个字").wait_for()
    expect(chat.get_by_role("button", name="发送")).to_be_disabled()
    assert said(mock) == []


def test_the_focus_goes_on_to_the_field_when_what_had_it_is_gone(chat: Page) -> None:
    field = chat.get_by_role("combobox", name="输入消息")
    for button in (
        chat.get_by_role("button", name="不同意"),
        chat.get_by_role("button", name="退款多久到账", exact=True),
    ):
        button.focus()
        chat.keyboard.press("Enter")
        expect(button).to_have_count(0)
        expect(field).to_be_focused()
    chat.get_by_role("button", name="更多").click()
    chat.get_by_role("button", name="留言").click()
    chat.get_by_role("button", name="取消").focus()
    chat.keyboard.press("Enter")
    expect(field).to_be_focused()
