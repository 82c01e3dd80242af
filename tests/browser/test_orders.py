"""The customer's orders as cards: what each is, all of them by search and 更多, apart from the answers."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import bot_says, say, violations
from tests.browser.mock import MockChat, turn

ORDERS: list[dict[str, Any]] = [
    {
        "number": f"CS26110004{place:02}",
        "title": "共享流量包 500GB" if place == 15 else f"弹性云服务器 {place}",
        "sample": True,
        "date": None if place == 1 else f"2026年6月{place}日",
        "price": "80.00 元",
        "state": "已经生效",
    }
    for place in range(1, 17)
]


def ask(page: Page, mock: MockChat) -> None:
    """Has the bot put the orders before the customer, the first as a choice as well."""
    (*texts, last) = turn("question")
    first = {"id": "first", "title": f"弹性云服务器 1 {ORDERS[0]['number']}"}
    last = {**last, "choices": [first, *last["choices"]], "envelope": {**last["envelope"], "orders": ORDERS}}
    mock.answer = lambda text: [*texts, last] if text == "我的订单能退吗" else turn("answer")
    say(page, "我的订单能退吗")
    bot_says(page, "您想退的是什么产品")


def test_an_order_is_a_card_with_name_date_price_and_state(chat: Page, mock: MockChat) -> None:
    ask(chat, mock)
    cards = chat.get_by_role("region", name="您的订单").get_by_role("button")
    expect(cards).to_have_count(5)  # four, and 更多
    expect(cards.nth(1)).to_have_text("弹性云服务器 2示例数据2026年6月2日 · 80.00 元 · 已经生效CS2611000402")
    expect(cards.nth(0)).to_contain_text("80.00 元 · 已经生效")
    expect(chat.get_by_role("group", name="可以这样回答").get_by_text("CS26110004")).to_have_count(0)
    expect(chat.get_by_role("button", name="云硬盘")).to_be_visible()
    assert violations(chat) == []


def test_all_orders_are_reached_by_search_and_by_more(chat: Page, mock: MockChat) -> None:
    ask(chat, mock)
    orders = chat.get_by_role("region", name="您的订单")
    orders.get_by_role("button", name="更多（还有 12 单）").click()
    orders.get_by_role("button", name="更多（还有 2 单）").click()
    expect(orders.get_by_role("button")).to_have_count(16)
    orders.get_by_role("searchbox").fill("流量包")
    expect(orders.get_by_role("button")).to_have_count(1)
    expect(orders.get_by_role("status")).to_have_text("找到 1 单")
    orders.get_by_role("searchbox").fill("没有这种")
    expect(orders.get_by_role("status")).to_have_text("找到 0 单")
    orders.get_by_role("searchbox").fill("6月15日")
    orders.get_by_role("button").click()
    bot_says(chat, "怎么找人")
    expect(chat.locator(".mine .bubble").last).to_have_text("CS2611000415")
    expect(orders).to_have_count(0)


def test_an_order_that_was_offered_as_a_choice_is_taken_as_one(chat: Page, mock: MockChat) -> None:
    ask(chat, mock)
    chat.get_by_role("region", name="您的订单").get_by_role("button").first.click()
    bot_says(chat, "怎么找人")
    expect(chat.locator(".mine .bubble").last).to_have_text("弹性云服务器 1 CS2611000401")
