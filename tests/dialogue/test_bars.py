"""What bars a refund by itself is answered, whatever is asked of the money beside it."""

from __future__ import annotations

import pytest

from tests.dialogue.conftest import Talk


@pytest.mark.parametrize(
    ("text", "asked", "topic"),
    [
        ("试用期里调低配置，差价给我吗", "change.configuration", "policy.gift"),
        ("免费试用的要手续费吗", "amount.fee", "policy.gift"),
        ("活动送的那台能五天无理由吗", "policy.five_day", "policy.gift"),
        ("试用版退的话按天算吗", "amount.calculation", "policy.gift"),
        ("被公安冻结的包年机器，用了三个月退多少", "amount.calculation", "rejection.reasons"),
        ("已经到期的机器退差价吗", "change.configuration", "policy.deadline"),
    ],
)
async def test_what_was_never_paid_for_or_is_over_has_no_answer_on_sums(
    talk: Talk, text: str, asked: str, topic: str
) -> None:
    (reply,), _ = await talk((text, asked))
    assert reply.envelope["topic"] == topic


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("按年买的调低配置，差价给我吗", "change.configuration"),
        ("试用过一天转正式扣费了，手续费怎么算", "amount.fee"),
        ("没到期的机器退差价吗", "change.configuration"),
        ("试用的数据能留吗", "process.data"),
    ],
)
async def test_what_bars_nothing_changes_nothing(talk: Talk, text: str, asked: str) -> None:
    (reply,), _ = await talk((text, asked))
    assert reply.envelope["topic"] == asked


PLAN = "6月22号买了支持计划，一年，9000，想退"
CHECK, INFORM = "eligibility.check", "dialogue.inform"


async def test_a_used_benefit_of_a_plan_refuses_it_whatever_is_left_of_the_quota(talk: Talk) -> None:
    replies, state = await talk(
        (PLAN, CHECK), ("昨天你们的架构师做过一次巡检", INFORM), ("今年没用过", INFORM)
    )
    assert state.check.facts["benefits_used"] is True
    assert replies[1].envelope["verdict"]["outcome"] == "not_refundable"


async def test_what_only_hints_at_a_used_benefit_is_asked_about(talk: Talk) -> None:
    replies, _ = await talk((PLAN, CHECK), ("专家把评审报告都给了", INFORM))
    assert "权益用过，对吗" in "".join(replies[1].texts)


async def test_experts_work_bars_no_server(talk: Talk) -> None:
    _, state = await talk(("6月22号买的云服务器，一年，想退", CHECK), ("专家给我们做过一次评审", INFORM))
    assert "benefits_used" not in state.check.facts
