"""Of what an order cost of which only some go back, what goes back is worth its share."""

from __future__ import annotations

from decimal import Decimal

import pytest

from refundbot.dialogue.state import Check
from refundbot.dialogue.sums_taken import with_the_price_of_all
from refundbot.understanding.facts import Fact

CHECK = "eligibility.check"
TOLD = "dialogue.inform"


def _paid(state) -> object:
    return state.check.facts.get("paid_amount")


@pytest.mark.parametrize(
    "told",
    [
        ("一个订单里买了6台云服务器 只退其中2台", "昨天上午开通的，新买的包年，总价9000"),
        ("一个订单里买了6台云服务器", "昨天上午开通的，新买的包年，总价9000", "只退其中2台"),
        ("买了6台云服务器", "总价9000，每台1500", "留4台，只退其中2台"),
        ("云服务器一单买了6台，6台一共9000，只退2台",),
    ],
)
async def test_of_the_price_of_all_the_part_counts(talk, told: tuple[str, ...]) -> None:
    _, state = await talk(*((text, CHECK if i == 0 else TOLD) for i, text in enumerate(told)))
    assert (state.check.facts["quantity"], _paid(state)) == (2, "3000")


async def test_a_sum_that_is_told_of_the_part_is_its_own(talk) -> None:
    _, state = await talk(("买了6台云服务器，只退其中2台", CHECK), ("这2台一共2800", TOLD))
    assert _paid(state) == "2800"


async def test_what_does_not_divide_is_left_open(talk) -> None:
    _, state = await talk(("买了3台云服务器，只退其中1台", CHECK), ("总价1000", TOLD))
    assert _paid(state) is None


async def test_so_is_what_a_coupon_paid_as_well(talk) -> None:
    _, state = await talk(("买了4台云服务器，总价1000，其中100代金券", CHECK), ("只退其中1台", TOLD))
    assert _paid(state) is None


async def test_a_sum_less_the_voucher_told_with_it_is_not_doubted(talk) -> None:
    replies, state = await talk(
        ("云主机昨天新买的包月，订单总额360，今年一台都没退过", CHECK),
        ("里头支付宝出了260，现金券80，还有一张20的代金券", TOLD),
    )
    assert "对吗" not in "".join(replies[-1].texts)
    assert _paid(state) == "340"


def test_a_price_of_nothing_for_each_divides_no_sum() -> None:
    told = [Fact("paid_amount", Decimal(90), "90元", 0, 3), Fact("unit_price", Decimal(0), "0元", 4, 6)]
    assert with_the_price_of_all(Check(), told).price_of_one is None
