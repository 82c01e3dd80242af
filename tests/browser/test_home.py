"""The widget in pages that swap, isolate, mirror and style: at home in any, and gone without a trace."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import bot_says, say, wait_until
from tests.browser.mock import MockChat

SWAP = """() => {
  const body = document.createElement('body');
  body.innerHTML = '<main><h1>下一页</h1></main>';
  document.documentElement.replaceChild(body, document.body);
}"""
"""What Turbo does at a visit."""


def serve(page: Page, mock: MockChat, html: str) -> None:
    """Opens a page of a site of one's own, on the chat's host."""
    page.route(
        "**/site",
        lambda route: route.fulfill(body=f"<!doctype html>{html}", content_type="text/html; charset=utf-8"),
    )
    page.goto(f"{mock.url}/site")


@pytest.mark.parametrize("swap", [SWAP, "document.body.innerHTML = '<main>下一页</main>'"])
def test_it_outlives_a_swapped_body(swap: str, chat: Page, mock: MockChat) -> None:
    say(chat, "流量包能退吗")
    bot_says(chat, "怎么找人")
    chat.evaluate(swap)
    bot_says(chat, "怎么找人")
    mock.say({"text": "换页后来的。"})
    bot_says(chat, "换页后来的。")
    assert chat.locator("refund-chat").count() == 1
    chat.evaluate("RefundChat.close()")
    expect(chat.get_by_role("dialog")).to_have_count(0)


def test_the_element_of_the_next_page_takes_the_place_of_the_last(chat: Page, mock: MockChat) -> None:
    chat.evaluate(
        "() => { const body = document.createElement('body');"
        " body.innerHTML = '<refund-chat open></refund-chat>';"
        " document.documentElement.replaceChild(body, document.body) }"
    )
    say(chat, "流量包能退吗")
    bot_says(chat, "怎么找人")
    assert chat.locator("refund-chat").count() == 1
    assert chat.evaluate("RefundChat === document.querySelector('refund-chat')")


def test_what_is_taken_out_of_the_page_leaves_nothing_open(chat: Page, mock: MockChat) -> None:
    wait_until(chat, "document.querySelector('refund-chat')")
    mock.wait_until(lambda: mock.connected() == 1)  # those of tests before may still be leaving
    chat.evaluate("() => { window.chat = RefundChat; RefundChat.remove() }")
    mock.wait_until(lambda: mock.connected() == 0)
    chat.wait_for_timeout(1500)
    assert mock.connected() == 0
    chat.evaluate("document.body.append(chat)")
    mock.wait_until(lambda: mock.connected() == 1)
    say(chat, "又放回来")
    bot_says(chat, "怎么找人")


def test_attributes_may_be_set_later(chat: Page, mock: MockChat) -> None:
    chat.evaluate("RefundChat.setAttribute('theme', 'dark')")
    expect(chat.locator(".root.dark")).to_be_attached()
    chat.evaluate("RefundChat.setAttribute('locale', 'en')")
    chat.get_by_role("button", name="Human agent").wait_for()
    chat.evaluate("RefundChat.setAttribute('customer-token', 'signed-later')")
    assert mock.wait_for_post("session", 2)[-1]["customer_token"] == "signed-later"
    chat.evaluate("RefundChat.setAttribute('side', 'left')")
    box = chat.locator(".launcher").bounding_box()
    assert box
    assert box["x"] == 24
    chat.evaluate("RefundChat.setAttribute('launcher', 'none')")
    expect(chat.locator(".launcher")).to_be_hidden()
    chat.evaluate("RefundChat.setAttribute('hidden', '')")
    expect(chat.locator("dialog")).to_have_count(0)
    chat.evaluate("() => { RefundChat.removeAttribute('hidden'); RefundChat.setAttribute('open', '') }")
    expect(chat.get_by_role("dialog")).to_be_visible()


def test_what_is_asked_before_it_stands_in_the_page_is_done_then(chat: Page, mock: MockChat) -> None:
    chat.evaluate(
        "() => { RefundChat.remove(); const chat = document.createElement('refund-chat');"
        " chat.identify('signed-early'); chat.ask('先问的话'); document.body.append(chat) }"
    )
    bot_says(chat, "怎么找人")
    assert mock.messages[0]["text"] == "先问的话"
    assert mock.wait_for_post("session", 2)[-1]["customer_token"] == "signed-early"


def test_the_script_may_be_a_module(new_page: Callable[..., Page], mock: MockChat) -> None:
    page = new_page("about:blank")
    script = f'<script type="module" src="{mock.url}/chat/widget.js" data-locale="en"></script>'
    page.route("**/other-host", lambda route: route.fulfill(body=f"<!doctype html>{script}"))
    page.goto(f"{mock.url}/other-host")
    page.get_by_role("button", name="Ask the refund assistant").click()
    mock.wait_until_connected()


def test_a_mirrored_page_does_not_mirror_the_chat(new_page: Callable[..., Page], mock: MockChat) -> None:
    page = new_page("about:blank")
    style = (
        "body > * { position: relative; z-index: 1; opacity: .5; transform: rotate(1deg) }"
        " .cover { position: fixed; inset: 0; z-index: 10; transform: none; background: teal }"
        " html { letter-spacing: 9px; text-align: right; cursor: wait; visibility: hidden }"
    )
    serve(
        page,
        mock,
        f'<html dir="rtl" lang="zh-CN"><style>{style}</style><body><div class="cover"></div>'
        f'<script src="{mock.url}/chat/widget.js"></script></body></html>',
    )
    page.locator(".launcher").click()
    page.get_by_role("button", name="怎么申请退款").wait_for()
    host, bar = page.locator("refund-chat"), page.locator(".bar")
    for property_, value in (("direction", "ltr"), ("letter-spacing", "normal"), ("text-align", "start")):
        expect(bar).to_have_css(property_, value)
    for property_, value in (("position", "static"), ("opacity", "1"), ("transform", "none")):
        expect(host).to_have_css(property_, value)


def test_it_is_open_on_the_next_page_and_leaves_the_focus_there(chat: Page, mock: MockChat) -> None:
    chat.goto(f"{mock.url}/chat/demo?next")
    chat.get_by_role("button", name="怎么申请退款").wait_for()
    assert chat.evaluate("document.activeElement === document.body")
    chat.get_by_role("button", name="收起").first.click()
    chat.reload()
    expect(chat.locator(".launcher")).to_have_attribute("aria-expanded", "false")


def test_a_phone_shows_the_next_page_first(new_page: Callable[..., Page], mock: MockChat) -> None:
    page = new_page(f"{mock.url}/chat/demo", viewport={"width": 390, "height": 844})
    page.locator(".launcher").click()
    page.get_by_role("button", name="怎么申请退款").wait_for()
    page.reload()
    expect(page.locator(".launcher")).to_have_attribute("aria-expanded", "false")


def test_the_focus_goes_back_to_the_button_that_opened_it(
    new_page: Callable[..., Page], mock: MockChat
) -> None:
    page = new_page(f"{mock.url}/chat/demo")
    button = page.get_by_role("button", name="问退款助手").first
    button.click()
    bot_says(page, "怎么找人")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_an_isolated_page_may_embed_it(new_page: Callable[..., Page], mock: MockChat) -> None:
    page = new_page(mock.url.replace("127.0.0.1", "localhost") + "/isolated")
    assert page.evaluate("crossOriginIsolated")
    page.locator(".launcher").wait_for()
