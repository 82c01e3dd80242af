"""What was ordered and never paid is cancelled: nothing was charged, and nothing is promised back."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("昨晚拍了台云服务器还没付款，不想要了", "policy.failed_order"),
        ("刚刚下单买了RDS，钱还没给呢，不要了咋办", "process.apply"),
        ("早上下单了块云硬盘，没付钱，想退", CHECK),
        ("i ordered a server but have not paid, cancel it", None),
    ],
)
async def test_an_order_that_was_never_paid_is_cancelled(talk, text: str, topic: str | None) -> None:
    (reply,), state = await talk((text, topic))
    said = "".join(reply.texts)
    assert "没付款不会扣钱" in said
    assert "费用中心 > 我的订单" in said
    assert state.check is None


async def test_what_becomes_of_it_is_of_that_order(talk) -> None:
    (_, left), _ = await talk(
        ("昨晚拍了台云服务器还没付款，不想要了", CHECK), ("放着不管会扣钱吗", "charge.unexpected")
    )
    assert "不管它" in "".join(left.texts)


@pytest.mark.parametrize(
    "text",
    [
        "前天新买的包年云服务器，有个升配单没付款，680块，名额有",
        "22号下了单没付款，23号才付的，包年云服务器900，新买的，名额有",
    ],
)
async def test_what_was_paid_is_checked(talk, text: str) -> None:
    (reply,), _ = await talk((text, CHECK))
    assert "没付款不会扣钱" not in "".join(reply.texts)


@pytest.mark.parametrize(
    "text",
    [
        "订单写的待支付 我没付钱 花呗额度不够",
        "单子显示未付款，当时没付成，不要了",
        "其实没付款，订单一直待支付呢",
    ],
)
async def test_a_price_told_before_was_not_paid(talk, text: str) -> None:
    (_, reply), state = await talk(("昨天下单了一年的云服务器 398", CHECK), (text, CHECK))
    assert "没付款不会扣钱" in "".join(reply.texts)
    assert state.check is None


@pytest.mark.parametrize("text", ["有个升配单还没付款", "有别的订单待支付，我没付钱"])
async def test_another_order_that_waits_is_in_the_way(talk, text: str) -> None:
    _, state = await talk(("昨天微信付的，一年的云服务器 398", CHECK), (text, CHECK))
    assert state.check.facts["pending_transaction"] is True
