"""Writing: by keyboard alone, inside an IME, with suggestions, with a draft."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import bot_says, reconnect, say
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
    field = chat.get_by_role("textbox", name="输入消息")
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
    chat.get_by_role("textbox", name="输入消息").focus()
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
    expect(chat.get_by_role("textbox", name="输入消息")).to_have_value("写到一半")


def test_a_message_too_long_is_kept_back(chat: Page, mock: MockChat) -> None:
    say(chat, "长" * 2001)
    chat.get_by_text("最多 2000 个字").wait_for()
    expect(chat.get_by_role("button", name="发送")).to_be_disabled()
    assert said(mock) == []


def test_the_focus_goes_on_to_the_field_when_what_had_it_is_gone(chat: Page) -> None:
    field = chat.get_by_role("textbox", name="输入消息")
    button = chat.get_by_role("button", name="退款多久到账", exact=True)
    button.focus()
    chat.keyboard.press("Enter")
    expect(button).to_have_count(0)
    expect(field).to_be_focused()
    chat.get_by_role("button", name="更多").click()
    chat.get_by_role("button", name="留言").click()
    chat.get_by_role("button", name="取消").focus()
    chat.keyboard.press("Enter")
    expect(field).to_be_focused()


def test_the_arrows_let_go_of_a_draft_that_no_suggestion_covers(chat: Page, mock: MockChat) -> None:
    chat.keyboard.type("我买的流量包怎么退")
    chat.get_by_role("listbox").wait_for()
    chat.keyboard.press("ArrowDown")
    expect(chat.locator("[aria-selected=true]")).to_have_count(0)
    chat.keyboard.press("Enter")
    bot_says(chat, "怎么找人")
    assert said(mock) == ["我买的流量包怎么退"]


@pytest.mark.parametrize("key", ["ArrowLeft", "Home", "Shift"])
def test_a_key_pressed_since_lets_go_of_the_chosen_suggestion(key: str, chat: Page, mock: MockChat) -> None:
    chat.keyboard.type("到账")
    chat.get_by_role("listbox").wait_for()
    chat.keyboard.press("ArrowDown")
    chat.keyboard.press(key)
    chat.keyboard.press("Enter")
    bot_says(chat, "怎么找人")
    assert said(mock) == ["到账"]


def test_the_arrows_move_the_caret_in_a_draft_of_several_lines(chat: Page, mock: MockChat) -> None:
    chat.keyboard.type("退款")
    chat.keyboard.press("Shift+Enter")
    chat.keyboard.type("到账")
    chat.get_by_role("listbox").wait_for()
    chat.keyboard.press("ArrowUp")
    chat.keyboard.type("多久")
    chat.keyboard.press("Enter")
    bot_says(chat, "怎么找人")
    assert said(mock) == ["退款多久\n到账"]


def test_a_suggestion_that_is_tapped_leaves_what_it_does_not_say(chat: Page, mock: MockChat) -> None:
    field = chat.get_by_role("textbox", name="输入消息")
    for draft, left in (("我买的流量包怎么退", "我买的流量包怎么退"), ("流量包", "")):
        field.fill(draft)
        chat.get_by_role("option", name="流量包能退吗").click()
        bot_says(chat, "怎么找人")
        expect(field).to_have_value(left)
    expect(chat.locator(".mine")).to_have_count(2)
    while len(said(mock)) < 2:  # shown before it is sent
        chat.wait_for_timeout(10)
    assert said(mock) == ["流量包能退吗", "流量包能退吗"]


def test_a_finger_drawn_off_a_suggestion_sends_nothing(chat: Page, mock: MockChat) -> None:
    chat.keyboard.type("到账")
    option = chat.get_by_role("option", name="退款多久到账").bounding_box()
    assert option
    chat.mouse.move(option["x"] + 20, option["y"] + 10)
    chat.mouse.down()
    chat.mouse.move(option["x"] + 20, option["y"] - 200)
    chat.mouse.up()
    expect(chat.get_by_role("textbox", name="输入消息")).to_have_value("到账")
    expect(chat.locator(".mine")).to_have_count(0)
    assert said(mock) == []


ESCAPE_OF_AN_IME = {"key": "Escape", "keyCode": 229, "isComposing": True, "bubbles": True, "composed": True}


def test_escape_inside_an_ime_is_the_imes(chat: Page) -> None:
    chat.get_by_role("textbox", name="输入消息").dispatch_event("keydown", ESCAPE_OF_AN_IME)
    expect(chat.get_by_role("dialog")).to_be_visible()
    chat.get_by_role("button", name="更多").click()
    chat.get_by_role("button", name="留言").click()
    chat.get_by_label("想说的事").dispatch_event("keydown", ESCAPE_OF_AN_IME)
    expect(chat.get_by_label("想说的事")).to_be_visible()


def leave_a_message(page: Page) -> None:
    page.get_by_role("button", name="更多").click()
    page.get_by_role("button", name="留言").click()


def test_a_form_keeps_its_words(chat: Page) -> None:
    leave_a_message(chat)
    chat.get_by_label("想说的事").fill("退款没到账")
    chat.get_by_label("怎么联系您").fill("someone@example.com")
    chat.keyboard.press("Escape")
    leave_a_message(chat)
    expect(chat.get_by_label("想说的事")).to_have_value("退款没到账")
    chat.get_by_role("button", name="收起").first.click()
    chat.reload()
    chat.locator(".launcher").click()
    leave_a_message(chat)
    expect(chat.get_by_label("想说的事")).to_have_value("退款没到账")
    expect(chat.get_by_label("怎么联系您")).to_have_value("someone@example.com")


def test_a_word_on_the_rating_is_kept(chat: Page, mock: MockChat) -> None:
    mock.set_status("closed")
    chat.get_by_role("radio", name="5 星").check()
    chat.get_by_role("textbox", name="想说的话").fill("很清楚")
    chat.get_by_role("button", name="收起").first.click()
    chat.locator(".launcher").click()
    chat.get_by_role("radio", name="5 星").check()
    expect(chat.get_by_role("textbox", name="想说的话")).to_have_value("很清楚")


def test_what_is_pasted_is_not_cut_off_unseen(chat: Page, mock: MockChat) -> None:
    leave_a_message(chat)
    chat.get_by_label("想说的事").focus()
    chat.keyboard.insert_text("长" * 2001)
    chat.get_by_label("怎么联系您").fill("someone@example.com")
    chat.get_by_role("button", name="提交留言").click()
    chat.get_by_text("最多 2000 个字").wait_for()
    assert len(chat.get_by_label("想说的事").input_value()) == 2001


def test_a_draft_is_of_its_tab(chat: Page, mock: MockChat) -> None:
    other = chat.context.new_page()
    other.goto(f"{mock.url}/chat")
    other.get_by_role("textbox", name="输入消息").fill("第二页写的")
    chat.get_by_role("textbox", name="输入消息").fill("第一页写的")
    other.reload()
    expect(other.get_by_role("textbox", name="输入消息")).to_have_value("第二页写的")


def test_a_message_that_storage_has_no_room_for_stays_until_it_is_acknowledged(
    chat: Page, mock: MockChat
) -> None:
    mock.cut()
    chat.get_by_text("暂时连不上").wait_for()
    say(chat, "存得下的话")
    expect(chat.get_by_text("浏览器存不下了")).to_have_count(0)
    chat.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') } }"
    )
    for text in ("存不下的第一句", "存不下的第二句"):
        say(chat, text)
    chat.get_by_text("浏览器存不下了，发出之前请别关掉这个页面").last.wait_for()
    mock.restore()
    reconnect(chat)
    bot_says(chat, "怎么找人")
    expect(chat.get_by_text("等待网络")).to_have_count(0)
    assert said(mock) == ["存得下的话", "存不下的第一句", "存不下的第二句"]
    expect(chat.get_by_text("浏览器存不下了")).to_have_count(0)
