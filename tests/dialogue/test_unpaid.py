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
