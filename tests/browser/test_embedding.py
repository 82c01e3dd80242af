"""The widget in somebody's page: one script tag, its interface, theming, languages, screens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import bot_says, keep_screenshot, say, violations, wait_until
from tests.browser.mock import MockChat, turn

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
ZOOMED = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}
"""A window of 1280 by 800 at 200 %."""
SMALL = {"viewport": {"width": 320, "height": 568}}


def test_the_page_asks_no_other_host(new_page: Callable[..., Page], mock: MockChat) -> None:
    page = new_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{mock.url}/chat/demo")
    page.locator(".launcher").click()
    say(page, "流量包能退吗")
    bot_says(page, "怎么找人")
    assert asked
    assert [url for url in asked if not url.startswith((mock.url, "data:"))] == []


def test_a_strict_content_security_policy_has_nothing_to_say(
    chat: Page, mock: MockChat, complaints: list[str]
) -> None:
    chat.evaluate(
        "window.refused = [];"
        " addEventListener('securitypolicyviolation', event => refused.push(event.violatedDirective))"
    )
    mock.answer = lambda _: turn("full_refund")
    say(chat, "订单能退吗")
    bot_says(chat, "可以全额退")
    chat.get_by_role("button", name="更多").click()
    assert chat.evaluate("refused") == []
    assert complaints == []
    # The policy is in force: what it forbids is refused.
    chat.evaluate("document.body.setAttribute('style', 'color: red')")
    wait_until(chat, "refused.length > 0")
    complaints.clear()


@pytest.fixture
def heard(chat: Page) -> Callable[[], list[list[object]]]:
    """What the page hears of the chat from now on."""
    chat.evaluate(
        "() => { window.heard = []; for (const name of ['open', 'close', 'message', 'status', 'unread'])"
        " RefundChat.on(name, detail => heard.push([name, detail?.text ?? detail])) }"
    )
    return lambda: chat.evaluate("heard")


def test_the_interface_for_scripts(
    chat: Page, mock: MockChat, heard: Callable[[], list[list[object]]]
) -> None:
    chat.evaluate("RefundChat.close()")
    expect(chat.get_by_role("dialog")).to_have_count(0)
    chat.evaluate("RefundChat.ask('流量包能退吗')")
    bot_says(chat, "怎么找人")
    mock.set_status("queued")
    chat.get_by_text("正在为您转接人工").first.wait_for()
    quiet = ("message", "unread")
    assert [event for event in heard() if event[0] not in quiet] == [
        ["close", None],
        ["open", None],
        ["status", "queued"],
    ]
    assert [text for name, text in heard() if name == "message"] == [mock.messages[-1]["text"]]


def test_a_customer_is_made_known_by_the_sites_token(chat: Page, mock: MockChat) -> None:
    chat.evaluate("RefundChat.identify('signed-by-the-site')")
    last = mock.posted[-1][1]
    assert (last["token"], last["customer_token"]) == ("token", "signed-by-the-site")


def test_who_signs_out_leaves_nothing_to_the_next(chat: Page, mock: MockChat) -> None:
    chat.evaluate("RefundChat.identify('signed-by-the-site')")
    say(chat, "流量包能退吗")
    bot_says(chat, "怎么找人")
    mock.messages.clear()
    mock.session = {"conversation_id": "c2"}
    chat.evaluate("RefundChat.identify(null)")
    chat.get_by_role("button", name="怎么申请退款").wait_for()
    expect(chat.locator(".mine")).to_have_count(0)
    last = [body for kind, body in mock.posted if kind == "session"][-1]
    assert (last["token"], last["customer_token"]) == (None, None)


def test_a_button_of_the_page_asks(new_page: Callable[..., Page], mock: MockChat) -> None:
    page = new_page(f"{mock.url}/chat/demo")
    page.get_by_role("button", name="问退款助手").first.click()
    bot_says(page, "怎么找人")
    assert mock.messages[0]["text"] == "订单 CS2611000101 能退吗"


def test_colours_are_set_by_variables(chat: Page) -> None:
    chat.evaluate("document.documentElement.style.setProperty('--refund-chat-accent', 'rgb(120, 20, 90)')")
    expect(chat.locator(".launcher")).to_have_css("background-color", "rgb(120, 20, 90)")


def test_the_page_does_not_reach_into_the_widget(chat: Page) -> None:
    before = chat.locator(".bar").evaluate("bar => getComputedStyle(bar).font")
    chat.evaluate(
        "() => { const sheet = new CSSStyleSheet();"
        " sheet.replaceSync('* { font: 40px serif; display: block } p { color: red }');"
        " document.adoptedStyleSheets = [sheet]; document.documentElement.style.fontSize = '10px' }"
    )
    assert chat.locator(".bar").evaluate("bar => getComputedStyle(bar).font") == before


@pytest.mark.parametrize(
    ("locale", "name", "agent"),
    [("zh-TW", "聯絡退款助手", "轉人工"), ("en-US", "Ask the refund assistant", "Human agent")],
)
def test_other_languages(
    locale: str, name: str, agent: str, new_page: Callable[..., Page], mock: MockChat
) -> None:
    page = new_page("about:blank")
    page.route(
        "**/chat/demo",
        lambda route: route.fulfill(
            response=(fetched := route.fetch()),
            body=fetched.text().replace('lang="zh-CN"', f'lang="{locale}"'),
        ),
    )
    page.goto(f"{mock.url}/chat/demo")
    page.get_by_role("button", name=name).click()
    page.get_by_role("button", name=agent).wait_for()
    mock.answer = lambda _: turn("full_refund")
    say_in(page, "CS2611000101")
    bot_says(page, "可以全额退")
    assert violations(page) == []
    keep_screenshot(page, f"language-{locale}")


def say_in(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")


def test_language_theme_and_size_are_chosen_and_kept(chat: Page) -> None:
    chat.get_by_role("button", name="更多").click()
    chat.get_by_label("外观").select_option("dark")
    chat.get_by_label("大字").check()
    chat.get_by_label("语言").select_option("en")
    chat.get_by_role("button", name="Human agent").wait_for()
    chat.reload()
    chat.get_by_role("button", name="Human agent").wait_for()
    expect(chat.locator(".root.dark.large")).to_be_attached()
    assert violations(chat) == []
    keep_screenshot(chat, "large-dark-english")


@pytest.mark.parametrize(("name", "look"), [("phone", PHONE), ("zoomed", ZOOMED), ("small", SMALL)])
def test_small_screens_are_filled(
    name: str, look: dict[str, object], new_page: Callable[..., Page], mock: MockChat
) -> None:
    page = new_page(f"{mock.url}/chat/demo", **look)
    page.locator(".launcher").click()
    page.get_by_role("button", name="怎么申请退款").wait_for()
    keep_screenshot(page, f"{name}-welcome")
    mock.answer = lambda _: turn("full_refund")
    say(page, "订单能退吗")
    bot_says(page, "可以全额退")
    box, window = page.get_by_role("dialog").bounding_box(), page.viewport_size
    assert box
    assert window
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, window["width"], window["height"])
    log = page.locator(".log").evaluate("log => [log.scrollWidth, log.clientWidth]")
    assert log[0] == log[1]
    for button in ("转人工", "收起", "发送"):
        expect(page.get_by_role("button", name=button)).to_be_in_viewport()
    assert violations(page) == []
    keep_screenshot(page, f"{name}-verdict")


def test_the_panel_follows_the_keyboard_of_a_phone(new_page: Callable[..., Page], mock: MockChat) -> None:
    page = new_page(f"{mock.url}/chat/demo", **PHONE)
    page.locator(".launcher").click()
    page.evaluate(
        "() => { Object.defineProperty(visualViewport, 'height', { value: 420 });"
        " visualViewport.dispatchEvent(new Event('resize')) }"
    )
    expect(page.get_by_role("dialog")).to_have_css("height", "420px")
    expect(page.get_by_role("textbox", name="输入消息")).to_be_in_viewport()


def test_who_reads_the_end_still_does_once_the_keyboard_has_come_up(
    new_page: Callable[..., Page], mock: MockChat
) -> None:
    for number in range(20):
        mock.say({"from": "customer", "text": f"第{number}句"})
    page = new_page(f"{mock.url}/chat/demo", **PHONE)
    page.locator(".launcher").click()
    expect(page.get_by_text("第19句")).to_be_in_viewport()
    page.set_viewport_size({"width": 390, "height": 420})
    expect(page.get_by_text("第19句")).to_be_in_viewport()
    page.locator(".log").evaluate("log => { log.scrollTop = 0 }")
    expect(page.get_by_text("第19句")).not_to_be_in_viewport()
    page.set_viewport_size({"width": 390, "height": 600})
    expect(page.get_by_text("第19句")).not_to_be_in_viewport()


def test_the_full_page(new_page: Callable[..., Page], mock: MockChat) -> None:
    page = new_page(f"{mock.url}/chat", viewport={"width": 1280, "height": 800})
    page.get_by_role("button", name="怎么申请退款").wait_for()
    mock.answer = lambda _: turn("full_refund")
    say(page, "订单能退吗")
    bot_says(page, "可以全额退")
    assert page.locator(".launcher").count() == 0
    assert violations(page) == []
    keep_screenshot(page, "page")


def test_a_message_is_left_and_a_talk_rated(chat: Page, mock: MockChat) -> None:
    chat.get_by_role("button", name="更多").click()
    chat.get_by_role("button", name="留言").click()
    chat.get_by_label("同意").check()
    chat.get_by_label("想说的事").fill("订单 CS2611000101 退款没到账")
    chat.get_by_label("怎么联系您").fill("不是号码")
    chat.get_by_role("button", name="提交留言").click()
    chat.get_by_text("请填写手机号或邮箱").wait_for()
    chat.get_by_label("怎么联系您").fill("someone@example.com")
    chat.get_by_role("button", name="提交留言").click()
    chat.get_by_text("留言已收到").wait_for()
    left = {"text": "订单 CS2611000101 退款没到账", "contact": "someone@example.com"}
    assert mock.wait_for_post("leave-message") == [left]
    mock.set_status("closed")
    chat.get_by_role("radio", name="5 星").check()
    chat.get_by_role("textbox", name="想说的话").fill("很清楚")
    chat.get_by_role("button", name="提交评价").click()
    chat.get_by_text("谢谢您的评价").wait_for()
    assert mock.wait_for_post("rating") == [{"stars": 5, "comment": "很清楚"}]
    chat.reload()
    chat.get_by_text("对话已结束").wait_for()
    expect(chat.get_by_role("radio")).to_have_count(0)


def test_records_are_erased_here_and_there(chat: Page, mock: MockChat) -> None:
    say(chat, "流量包能退吗")
    bot_says(chat, "怎么找人")
    chat.get_by_role("button", name="更多").click()
    chat.get_by_role("button", name="删除我的记录").click()
    mock.messages.clear()
    chat.get_by_role("button", name="删除", exact=True).click()
    assert mock.wait_for_post("me") == [{}]
    expect(chat.locator(".mine")).to_have_count(0)
    wait_until(chat, "localStorage['refund-chat.token']")
    kept = chat.evaluate("Object.keys(localStorage).sort()")
    assert kept == ["refund-chat.conversation", "refund-chat.opening", "refund-chat.token"]
