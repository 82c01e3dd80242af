"""Turning to pay-per-use, asked about or wished for, is no fact of what was bought."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
USED = ("2月8号新买的云服务器，一年，付了1499，能退吗", CHECK)
OPEN = ("我那台云服务器，一年的，2月8号付了1499，能退吗", CHECK)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("要么我转成按需，比退订划算吧？", "change.configuration"),
        ("退就算了，换成按量计费可不可以", None),
        ("如果切到按需，剩下的会给回来吗", CHECK),
        ("那就改为按量付费好了", None),
        ("转按量行吗", "policy.pay_per_use"),
    ],
)
async def test_it_is_answered_by_what_turning_gives_back(talk, text: str, topic: str | None) -> None:
    (_, reply), state = await talk(USED, (text, topic))
    assert state.check.facts["billing_mode"] == "subscription"
    assert (
        reply.envelope["question"] == "change.configuration/to_on_demand" or topic == "change.configuration"
    )
    assert "没有可退的钱" not in "\n".join(reply.texts)


async def test_it_is_answered_while_a_question_is_open(talk) -> None:
    (_, reply), state = await talk(OPEN, ("转按量行吗", "policy.pay_per_use"))
    assert "即时转按需会退没用完的费用" in "\n".join(reply.texts)
    assert state.check.asked == "purchase_kind"


@pytest.mark.parametrize("text", ["不对，是按需的", "上个月转成按需了", "说错了，改成按需计费"])
async def test_what_is_put_right_or_done_is_a_fact(talk, text: str) -> None:
    _, state = await talk(USED, (text, None))
    assert state.check.facts["billing_mode"] == "pay_per_use"
