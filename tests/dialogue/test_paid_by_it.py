"""What a coupon of an earlier message paid alone: a voucher leaves nothing paid, a card is what was paid."""

from __future__ import annotations

import pytest

TOLD = "dialogue.inform"
BOUGHT = ("前天拿它开了台云服务器 3个月 刚好480 我自己没掏钱", "eligibility.check")


@pytest.mark.parametrize(
    ("coupon", "kind", "paid"), [("代金券", "voucher", "0"), ("储值卡", "stored_card", "480")]
)
async def test_it_paid_what_its_kind_counts_for(talk, coupon: str, kind: str, paid: str) -> None:
    _, state = await talk((f"我用了一张480的{coupon}", TOLD), BOUGHT)
    facts = state.check.facts
    assert (facts["paid_amount"], facts["payment"][kind]["amount"]) == (paid, "480")


async def test_where_none_was_named_nothing_is_taken(talk) -> None:
    _, state = await talk(BOUGHT)
    assert not {"paid_amount", "payment"} & state.check.facts.keys()
