"""A purchase that nobody wished back is offered behind the verdict on another one, and not gone on with."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
OWN = ("前天我又买了一台，包月99，是新买的，没退过，能退多少", CHECK)
TOLD = [
    "小周3月5号用她自己账号买过一台云服务器，后来去退，扣了好些手续费",
    "双十一那会儿买过一堆云服务器，后来退了五台",
]


@pytest.mark.parametrize("told", TOLD)
async def test_it_is_offered_once(talk, told) -> None:
    (*_, verdict, again), state = await talk((told, CHECK), OWN, ("所以到底能退多少", "amount.calculation"))
    assert verdict.envelope["verdict"]["outcome"] == "full_refund"
    assert "没说要退" in verdict.texts[-1]
    assert verdict.buttons[0].text == "前面那单也看看"
    assert "没说要退" not in "".join(again.texts)
    assert state.check.facts["paid_amount"] == "99"
    assert len(state.waiting) == 1


@pytest.mark.parametrize("asks", ["前面那单也看看", "那再查一下另外那台吧"])
async def test_it_is_looked_at_where_that_is_asked_for(talk, asks) -> None:
    (*_, reply), state = await talk((TOLD[0], CHECK), OWN, (asks, None))
    assert not state.waiting
    assert state.check.facts.get("paid_amount") is None
    assert "接着看另一单" in "".join(reply.texts)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("3月5号买的一台云服务器能退吗", OWN[0]),
        ("3月5号买的一台云服务器", "前天我又买了一台，包月99，是新买的，没退过，两台都想退"),
        ("我要退3月5号买的云服务器", OWN[0]),
    ],
)
async def test_what_was_wished_back_is_gone_on_with(talk, first, second) -> None:
    (*_, reply), state = await talk((first, CHECK), (second, CHECK))
    assert not state.waiting
    assert "接着看另一单" in "".join(reply.texts)
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-03-05")


@pytest.mark.parametrize(
    ("theirs", "own"),
    [
        (
            "我室友20号买的云服务器，120块，昨天退了，全额回来的",
            "我跟他买的一样，包月120，就是我买得早，6月2号买的，没退过，能退多少",
        ),
        (
            "我们小周20号用她自己账号买的云服务器，包月120",
            "6月2号我账号上也开了一台，包月120，没退过，能退多少",
        ),
    ],
)
async def test_the_own_day_takes_the_place_of_anothers(talk, theirs, own) -> None:
    (*_, reply), state = await talk((theirs, CHECK), (own, CHECK))
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-02")
    assert reply.envelope["verdict"]["outcome"] == "partial_refund"
