"""Until when, asked while a question is open, is told with the day of the case; a day near the end too."""

from __future__ import annotations

import pytest

from refundbot.understanding.facts import extract_facts

from .conftest import NOW

CHECK = "eligibility.check"
OPEN = ("6月22号14点开通的包年云服务器，新购，付了1300，能退吗", CHECK)
DECIDED = ("昨天新买的包年云服务器，实付1300，代金券200，五天名额一个没用，能退吗", CHECK)


@pytest.mark.parametrize("text", ["最晚哪天得办好", "什么时候之前啊", "几号以前要退", "最迟到啥时候"])
async def test_the_day_is_told_while_a_question_is_open(talk, text: str) -> None:
    (_, reply), state = await talk(OPEN, (text, "policy.deadline"))
    assert "名额还够：全额退；请在 2026年6月27日 14:00前退" in "\n".join(reply.texts)
    assert state.check.asked == "quota_left"


async def test_shortly_before_it_ends_is_no_time_after_it(talk) -> None:
    (_, reply), state = await talk(DECIDED, ("我想先留着用，快到期了再退行不", None))
    assert reply.envelope["verdict"]["outcome"] == "partial_refund"
    assert "2027年6月22日 退来算的" in "\n".join(reply.texts)
    assert state.actual is not None


async def test_once_it_has_ended_stays_what_it_was(talk) -> None:
    (_, reply), _ = await talk(DECIDED, ("到期了再退呢", None))
    assert reply.envelope["verdict"]["outcome"] == "not_refundable"


@pytest.mark.parametrize("text", ["临到期才退", "快要到期的时候再申请", "到期前几天再退"])
def test_it_is_heard_as_put_off_to_the_end(text: str) -> None:
    assert [(f.field, f.value) for f in extract_facts(text, NOW)] == [("requested_at", "expiring")]


async def test_the_coupon_is_told_of_the_day_that_was_just_supposed(talk) -> None:
    (_, _, reply), _ = await talk(
        DECIDED, ("假如7月8号才退呢", None), ("那张代金券还能不能回来", "policy.coupon")
    )
    assert "7月8日 退来算的" in "\n".join(reply.texts)
    assert "代金券不退" in "\n".join(reply.texts)


@pytest.mark.parametrize("text", ["放着不理的话一年后会扣我费吗", "半年之后会不会自动续上"])
async def test_whether_it_is_charged_at_its_end_is_heard_without_a_topic(talk, text: str) -> None:
    (_, reply), _ = await talk(DECIDED, (text, None))
    assert reply.envelope["question"] == "policy.renewal/when_charged"
