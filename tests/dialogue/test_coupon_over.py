"""A coupon or card that is said to be over is not promised back, whenever it was paid with."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"


@pytest.mark.parametrize(
    ("paid", "said", "part"),
    [
        ("现金券200", "现金券是上个月底就过期了", "cash_coupon"),
        ("储值卡200", "那张卡已经过期了", "stored_card"),
        ("储值卡200", "卡早就作废了", "stored_card"),
    ],
)
async def test_what_is_over_does_not_come_back(talk, paid: str, said: str, part: str) -> None:
    case = (f"云主机昨天新买的包月720，微信付了520，{paid}，今年一台都没退过", CHECK)
    (_, reply), state = await talk(case, (said, "dialogue.inform"))
    assert "expires_at" in state.check.facts["payment"][part]
    assert "520.00" in "\n".join(reply.texts)
    assert "退回来用不了：200.00" in "\n".join(reply.texts)


async def test_a_card_that_is_over_is_no_cash_coupon(talk) -> None:
    case = ("云主机昨天新买的包月720，微信付了520，现金券200，今年一台都没退过", CHECK)
    _, state = await talk(case, ("那张卡已经过期了", "dialogue.inform"))
    assert "expires_at" not in state.check.facts["payment"]["cash_coupon"]


@pytest.mark.parametrize("rues", ["券过期了就白扔了呗", "那我岂不是亏大了"])
async def test_who_rues_it_is_not_told_that_nothing_is_lost(talk, rues: str) -> None:
    case = ("云主机昨天新买的包月720，微信付了520，现金券200，今年一台都没退过", CHECK)
    (*_, reply), _ = await talk(case, ("现金券上个月底过期了", "dialogue.inform"), (rues, None))
    assert reply.texts[0].startswith("对，200.00 元退回来也用不了")
    assert "没有少" not in "\n".join(reply.texts)
