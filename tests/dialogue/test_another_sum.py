"""A sum that was likely misread counts for nothing until the customer confirms it."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
CASE = ("云主机昨天新买的包年1800，今年一台都没退过", CHECK)
MISREAD = ("我找你们2488", None)


def _paid(state) -> str:
    return state.check.facts["paid_amount"]


@pytest.mark.parametrize(
    ("said", "topic", "paid"),
    [
        ("那这单能退几多", "amount.calculation", "1800"),
        ("钱几天能回来", "payout.time", "1800"),
        ("不对", "dialogue.deny", "1800"),
        ("对的", "dialogue.affirm", "2488"),
        ("是的，几天能回来", "payout.time", "2488"),
        ("实付1650", "dialogue.inform", "1650"),
    ],
)
async def test_a_sum_in_the_place_of_another_counts_once_confirmed(talk, said, topic, paid) -> None:
    replies, state = await talk(CASE, MISREAD, (said, topic))
    assert replies[1].envelope["kind"] == "question"
    assert _paid(state) == paid


async def test_it_is_asked_about_before_any_figure_is_told(talk) -> None:
    replies, state = await talk(("云主机昨天新买的包年1800", CHECK), MISREAD)
    assert (replies[-1].envelope["kind"], state.check.doubt) == ("question", "unsure:paid_amount")
