"""A bare number that answers a question on a count is none of the purchase."""

from __future__ import annotations

import pytest

CASE = ("云主机昨天新买的包月150", "eligibility.check")


@pytest.mark.parametrize("number", ["59", "1128", "五十九", "300"])
async def test_a_number_is_no_sum_where_a_count_is_asked_for(talk, number: str) -> None:
    (_, reply), state = await talk(CASE, (number, None))
    assert state.check.asked == "quota_left"
    assert state.check.facts["paid_amount"] == "150"
    assert "名额" in reply.texts[-1]


@pytest.mark.parametrize("told", ["付了1128", "1128元"])
async def test_a_sum_that_is_called_one_is_heard_all_the_same(talk, told: str) -> None:
    _, state = await talk(("云主机昨天新买的包月", "eligibility.check"), (told, "dialogue.inform"))
    assert state.check.facts["paid_amount"] == "1128"
    assert "quota_left" not in state.check.facts


async def test_a_number_is_no_count_where_a_sum_is_asked_for(talk) -> None:
    case = ("云主机昨天新买的包月，今年没退过", "eligibility.check")
    _, state = await talk(case, ("59", None))
    assert state.check.facts["paid_amount"] == "59"
    assert state.check.facts["quota_left"] == 10


async def test_a_package_that_is_used_is_in_effect(talk) -> None:
    (reply,), _ = await talk(("OBS资源包前天买的，用了一点点，能退吗", "eligibility.check"))
    assert reply.envelope["verdict"]["outcome"] == "not_refundable"


async def test_a_number_before_the_name_of_a_machine_is_its_price_where_that_is_open(talk) -> None:
    case = ("云主机昨天新买的包月，今年没退过", "eligibility.check")
    _, state = await talk(case, ("1128 web那台", "dialogue.inform"))
    assert state.check.facts["paid_amount"] == "1128"
    _, state = await talk(CASE, ("今年没退过", None), ("1128 web那台", "dialogue.inform"))
    counts = state.check.said["paid_amount"].instead_of or state.check.facts["paid_amount"]
    assert counts == "150", "another sum counts before it is confirmed"


async def test_what_was_charged_for_after_a_trial_is_no_trial(talk) -> None:
    trial = ("试用的云桌面昨天到期了，要退吗", "eligibility.check")
    (first, reply), state = await talk(trial, ("那它扣了99块怎么退", None))
    assert first.envelope["verdict"]["outcome"] == "not_refundable"
    assert "origin" not in state.check.facts
    assert reply.envelope["kind"] == "question"
