"""A voucher told of after the sum, as a part of it, is taken off it and not put on top."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
CASE = ("云主机昨天新买的包月150，今年一台都没退过", CHECK)


def _sums(state) -> tuple[str, str]:
    facts = state.check.facts
    return facts["paid_amount"], facts["payment"]["voucher"]["amount"]


@pytest.mark.parametrize(
    ("said", "paid"),
    [
        ("其中30块是代金券", "120"),
        ("里头30是拿代金券付的", "120"),
        ("里面包含30代金券", "120"),
        ("用了30的代金券，算在里面了", "120"),
        ("另外还用了张30的代金券", "150"),
    ],
)
async def test_only_a_part_is_taken_off(talk, said: str, paid: str) -> None:
    _, state = await talk(CASE, (said, "dialogue.inform"))
    assert _sums(state) == (paid, "30")


async def test_it_is_taken_off_once_and_can_be_put_right(talk) -> None:
    said = ("其中30块是代金券", "dialogue.inform")
    _, state = await talk(CASE, said, said)
    assert _sums(state) == ("120", "30")
    _, state = await talk(CASE, said, ("看错了，其中50块是代金券", "dialogue.inform"))
    assert _sums(state) == ("100", "50")


async def test_what_was_told_in_one_message_is_not_taken_off_again(talk) -> None:
    told = "云主机昨天新买的包月，一共150，里面有30是代金券，今年一台都没退过"
    _, state = await talk((told, CHECK), ("里面30是代金券", "dialogue.inform"))
    assert _sums(state) == ("120", "30")


async def test_more_than_the_sum_is_no_part_of_it(talk) -> None:
    _, state = await talk(CASE, ("其中300是代金券", "dialogue.inform"))
    assert _sums(state) == ("150", "300")
