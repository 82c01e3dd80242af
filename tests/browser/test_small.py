"""Small windows and assistive technology: everything can be reached, and each message is told once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import bot_says, say, violations, wait_until
from tests.browser.mock import MockChat

SMALLEST = {"viewport": {"width": 320, "height": 256}}
"""A window of 1280 by 1024 at 400 % (WCAG 1.4.10)."""


@pytest.fixture
def small(new_page: Callable[..., Page], mock: MockChat) -> Page:
    mock.session = {"banner": "演示环境：订单是示例数据，不是真实订单。"}
    page = new_page(f"{mock.url}/chat/demo", **SMALLEST)
    page.locator(".launcher").click()
    page.get_by_role("button", name="怎么申请退款").wait_for()
    mock.wait_until_connected()
    return page


def is_reached(control: Locator) -> None:
    """Scrolled to, it lies in the window, and nothing lies over it."""
    control.scroll_into_view_if_needed()
    expect(control).to_be_in_viewport(ratio=0.95)
    control.click(trial=True)


def test_all_of_a_queue_is_reached_in_the_smallest_window(small: Page, mock: MockChat) -> None:
    small.get_by_role("button", name="转人工").click()
    small.locator(".log").get_by_text("已为您排队转人工").wait_for()
    for name in ("取消排队", "留言", "更多", "收起"):
        is_reached(small.get_by_role("button", name=name).last)
    assert violations(small) == []


def test_all_of_the_menu_is_reached_in_the_smallest_window(small: Page) -> None:
    small.get_by_role("button", name="更多").click()
    small.get_by_role("button", name="删除我的记录").click()
    for name in ("不删", "删除"):
        is_reached(small.get_by_role("button", name=name, exact=True))
    is_reached(small.get_by_label("语言"))


def test_all_of_a_form_is_reached_in_the_smallest_window(small: Page) -> None:
    small.get_by_role("button", name="更多").click()
    small.get_by_role("button", name="留言").click()
    for field in (
        small.get_by_label("想说的事"),
        small.get_by_label("怎么联系您"),
        small.get_by_label("同意"),
    ):
        is_reached(field)
    for name in ("取消", "提交留言"):
        is_reached(small.get_by_role("button", name=name))


def test_the_rating_and_what_was_wrong_come_into_sight(small: Page, mock: MockChat) -> None:
    say(small, "流量包能退吗")
    bot_says(small, "怎么找人")
    small.get_by_role("button", name="没用").click()
    expect(small.get_by_role("button", name="没说全")).to_be_in_viewport(ratio=0.9)
    mock.set_status("closed")
    small.get_by_role("radio", name="4 星").check()
    expect(small.get_by_role("button", name="提交评价")).to_be_in_viewport(ratio=0.9)


def test_suggestions_lie_within_the_smallest_window(small: Page) -> None:
    small.get_by_role("textbox", name="输入消息").fill("退款")
    for option in small.get_by_role("option").all():
        is_reached(option)


def test_what_fills_the_window_shuts_out_the_page_behind(small: Page) -> None:
    expect(small.locator("dialog")).to_have_attribute("open", "")
    assert small.evaluate(
        "document.querySelector('refund-chat').shadowRoot.querySelector('dialog:modal') !== null"
    )
    small.evaluate("document.querySelector('[data-ask]').focus()")
    assert small.evaluate("document.activeElement.localName") == "refund-chat"
    small.mouse.move(160, 20)
    small.mouse.wheel(0, 400)
    small.wait_for_timeout(100)
    assert small.evaluate("scrollY") == 0
    small.set_viewport_size({"width": 1280, "height": 800})
    expect(small.get_by_role("dialog")).to_be_visible()
    small.evaluate("document.querySelector('[data-ask]').focus()")
    assert small.evaluate("document.activeElement.localName") == "button"
    small.mouse.move(160, 300)
    assert small.evaluate("document.documentElement.style.overflow") == ""


def test_escape_shuts_what_fills_the_window(small: Page) -> None:
    small.get_by_role("textbox", name="输入消息").press("Escape")
    expect(small.get_by_role("dialog")).to_have_count(0)
    assert small.evaluate("document.documentElement.style.overflow") == ""


def told(page: Page) -> list[str]:
    """What every live region has told since the page was opened, in order."""
    return page.evaluate("told")


def listen(page: Page) -> None:
    """Hears what screen readers would be told: what is added to a live region."""
    page.evaluate(
        """() => {
          window.told = [];
          const live = (node) => {
            for (let at = node; at; at = at.parentElement) {
              const set = at.getAttribute?.('aria-live');
              if (set) return set !== 'off';
              if (['status', 'alert', 'log'].includes(at.getAttribute?.('role'))) return true;
            }
            return false;
          };
          new MutationObserver((changes) => {
            for (const { addedNodes } of changes) for (const node of addedNodes)
              if (live(node.nodeType === 1 ? node : node.parentElement) && node.textContent.trim())
                told.push(node.textContent.trim());
          }).observe(document.querySelector('refund-chat').shadowRoot, { childList: true, subtree: true });
        }"""
    )


def test_each_message_is_told_once(chat: Page, mock: MockChat) -> None:
    listen(chat)
    mock.answer = lambda _: [{"text": "第一句。"}, {"text": "第二句。"}]
    say(chat, "退款多久到账")
    bot_says(chat, "第二句。")
    chat.get_by_role("button", name="转人工").click()
    chat.locator(".log").get_by_text("已为您排队转人工").wait_for()
    chat.get_by_text("前面还有 2 位").wait_for()
    for text in ("第一句。", "第二句。", "已为您排队转人工，请稍候。"):
        assert [line for line in told(chat) if text in line] == [text]
    assert [line for line in told(chat) if "退款多久到账" in line] == []


def test_the_past_is_not_read_out(new_page: Callable[..., Page], mock: MockChat) -> None:
    mock.say(*({"text": f"第{number}条。"} for number in range(1, 41)))
    page = new_page("about:blank")
    page.goto(f"{mock.url}/chat/demo")
    wait_until(page, "document.querySelector('refund-chat')?.shadowRoot")
    listen(page)
    page.locator(".launcher").click()
    page.get_by_text("第40条。").wait_for()
    mock.wait_until_connected()
    page.get_by_role("button", name="查看更早的消息").click()
    page.get_by_text("第1条。").wait_for()
    mock.say({"text": "新来的。"})
    page.locator(".announcer").get_by_text("新来的。").wait_for(state="attached")
    assert [line for line in told(page) if "条。" in line] == []


def test_forced_colours_keep_what_is_chosen_apart(new_page: Callable[..., Page], mock: MockChat) -> None:
    page = new_page(f"{mock.url}/chat/demo", forced_colors="active")
    page.locator(".launcher").click()
    mock.wait_until_connected()
    page.get_by_role("textbox", name="输入消息").fill("退款")
    page.get_by_role("listbox").wait_for()
    page.keyboard.press("ArrowDown")
    grounds = page.get_by_role("option").evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert len(set(grounds)) == 2
    page.keyboard.press("Escape")
    say(page, "流量包能退吗")
    bot_says(page, "怎么找人")
    expect(page.locator(".answer .bubble").last).to_have_css("border-top-style", "solid")
