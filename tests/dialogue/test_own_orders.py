"""The customer's own orders: put before them as cards, asked for, and none of them."""

from __future__ import annotations

import pytest
from jsonschema import validate

from refundbot.replies.envelope import schema

CHECK = "eligibility.check"
FIND = "process.find_entry"
UNSURE = ("不清楚", "dialogue.unsure")
OPEN = ("我的订单能退吗", CHECK)


def titles(reply) -> list[str]:
    return [button.title for button in reply.buttons]


async def test_orders_come_as_cards_with_name_date_price_and_state(talk) -> None:
    (reply,), _ = await talk(OPEN, customer="demo")
    validate(reply.envelope, schema())
    cards = {card["number"]: card for card in reply.envelope["orders"]}
    assert cards["CS2611000101"] == {
        "number": "CS2611000101",
        "title": "弹性云服务器 2核4G 包月",
        "sample": True,
        "date": "2026年6月22日",
        "price": "80.00 元",
        "state": "已经生效",
    }
    assert len(cards) > 40
    assert sum(any(title.endswith(number) for number in cards) for title in titles(reply)) == 5
    assert "都不是" in titles(reply)


async def test_who_is_not_signed_in_is_shown_no_order(talk) -> None:
    (reply,), _ = await talk(OPEN)
    assert "orders" not in reply.envelope
    assert "都不是" not in titles(reply)


@pytest.mark.parametrize("text", ["忘了订单号", "订单号在哪里看", "还有别的订单吗", "我名下有哪些订单"])
async def test_orders_that_are_asked_for_are_shown_and_the_question_stays(talk, text) -> None:
    (_, reply), state = await talk(OPEN, (text, FIND), customer="demo")
    assert reply.envelope["orders"]
    assert "费用中心 > 我的订单" in reply.texts[0]
    assert "您想退的是什么产品？" in "".join(reply.texts)
    assert (state.check.asked, state.check.not_known) == ("product", ())


@pytest.mark.parametrize("text", ["忘了订单号", "订单号在哪里看", "还有别的订单吗"])
async def test_whose_orders_cannot_be_read_is_told_where_they_stand(talk, text) -> None:
    for before in ((), (OPEN,)):
        replies, state = await talk(*before, (text, FIND))
        assert "登录以后我才能查订单" in replies[-1].texts[0]
        assert "每张订单都写着订单号" in "".join(replies[-1].texts)
        assert state.check is None or state.check.asked == "product"


async def test_of_other_orders_the_one_talked_of_is_none(talk) -> None:
    (verdict, reply), state = await talk(
        ("订单CS2611000101能退吗", CHECK), ("还有别的订单吗", None), customer="demo"
    )
    assert verdict.envelope["kind"] == "verdict"
    numbers = [card["number"] for card in reply.envelope["orders"]]
    assert numbers
    assert "CS2611000101" not in numbers
    assert state.check.order_number == "CS2611000101"


async def test_a_fact_of_one_order_is_not_carried_to_the_next(talk) -> None:
    _, alone = await talk(("CS2611000301", CHECK), customer="demo")
    _, after = await talk(
        ("订单CS2611000101能退吗", CHECK),
        ("还有别的订单吗", None),
        ("CS2611000301", CHECK),
        customer="demo",
    )
    assert after.check.facts == alone.check.facts


@pytest.mark.parametrize("text", ["都不是", "这些都不是", "没有我要退的"])
async def test_none_of_the_orders_goes_on_without_them(talk, text) -> None:
    (_, reply), state = await talk(OPEN, (text, "dialogue.deny"), customer="demo")
    assert "那就不是这些单子" in reply.texts[0]
    assert "orders" not in reply.envelope
    assert state.check.misses == 0
    assert state.check.asked == "product"


@pytest.mark.parametrize("customer", [None, "demo"])
async def test_who_knows_nothing_is_told_the_way_on_and_no_list_of_outcomes(talk, customer) -> None:
    replies, state = await talk(OPEN, *[UNSURE] * 4, customer=customer)
    assert [reply.envelope["kind"] for reply in replies] == ["question"] * 5
    told = "".join(replies[-1].texts)
    assert "可能" not in told
    for way in ("订单号", "费用中心 > 订单管理 > 退订与退换货", "4000-955-988"):
        assert way in told
    assert "转人工" in titles(replies[-1])
    assert ("orders" in replies[-1].envelope) is (customer is not None)
    assert state.check is None
