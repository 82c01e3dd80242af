"""Which question of a topic is answered: the one that was tapped, the one that was heard, or none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from opencc import OpenCC

from refundbot.catalogue import QUESTIONS
from refundbot.dialogue import Conversation, Services, Turn, explain, respond
from refundbot.replies import Reply
from refundbot.understanding.thresholds import SURE_OF_A_QUESTION
from tests.dialogue.conftest import NOW

TOPIC = "policy.five_day"
QUOTA, ELEVENTH = f"{TOPIC}/quota", f"{TOPIC}/eleventh"
SURE, UNSURE = SURE_OF_A_QUESTION + 0.01, SURE_OF_A_QUESTION - 0.01


async def say(
    services: Services,
    text: str,
    topic: str | None,
    within: Mapping[str, tuple[str, float]],
    memory: Conversation | None = None,
    sure: float = 0.9,
) -> tuple[Reply, Conversation]:
    turn = Turn(text, ((topic, sure),) if topic else (), (), NOW, within=within)
    return await respond(topic, turn, memory or Conversation(), services)


async def test_a_question_heard_surely_has_its_own_answer(services: Services) -> None:
    general, _ = await say(services, "五天无理由", TOPIC, {})
    own, memory = await say(services, "五天无理由几次", TOPIC, {TOPIC: (QUOTA, SURE)})
    assert (general.envelope["question"], own.envelope["question"]) == (None, QUOTA)
    assert own.texts != general.texts
    assert (memory.last_topic, memory.last_question) == (TOPIC, QUOTA)


@pytest.mark.parametrize(
    "within", [{TOPIC: (QUOTA, UNSURE)}, {"policy.used": ("policy.used/one_day", 0.99)}, {TOPIC: ("x", 1.0)}]
)
async def test_what_is_not_sure_or_of_another_topic_leaves_the_topic_whole(
    services: Services, within: Mapping[str, tuple[str, float]]
) -> None:
    reply, memory = await say(services, "五天无理由几次", TOPIC, within)
    assert reply.envelope["question"] is None
    assert memory.last_question is None


@pytest.mark.parametrize("id", [QUOTA, "payout.withdraw/fee", "support.complaint/how"])
async def test_a_title_that_is_typed_or_tapped_is_understood_whatever_was_heard(
    services: Services, id: str
) -> None:
    question = QUESTIONS[id]
    for text in (f"{question.title}？", OpenCC("s2t").convert(question.title)):
        reply, _ = await say(services, text, "out_of_scope", {TOPIC: (ELEVENTH, 1.0)})
        assert (reply.envelope["topic"], reply.envelope["question"]) == (question.topic, id)


async def test_a_topic_that_is_tapped_is_answered_as_a_whole(services: Services) -> None:
    reply, _ = await say(services, "五天无理由退订是什么", TOPIC, {TOPIC: (QUOTA, 1.0)})
    assert reply.envelope["question"] is None


async def test_a_short_message_asks_within_what_was_talked_of(services: Services) -> None:
    _, memory = await say(services, "五天无理由几次", TOPIC, {TOPIC: (QUOTA, SURE)})
    reply, _ = await say(services, "那第11个呢", None, {TOPIC: (ELEVENTH, SURE)}, memory)
    assert reply.envelope["question"] == ELEVENTH
    reply, _ = await say(services, "那第11个呢", "amount.fee", {TOPIC: (ELEVENTH, SURE)}, memory, 0.5)
    assert reply.envelope["question"] == ELEVENTH


@pytest.mark.parametrize(
    ("text", "topic", "share"),
    [
        ("那第11个呢", "amount.fee", SURE),
        ("那第11个呢", None, UNSURE),
        ("第11个的钱退到哪张卡上呢", "payout.destination", SURE),
    ],
)
async def test_what_is_sure_of_itself_keeps_its_own_topic(
    services: Services, text: str, topic: str | None, share: float
) -> None:
    _, memory = await say(services, "五天无理由几次", TOPIC, {TOPIC: (QUOTA, SURE)})
    reply, _ = await say(services, text, topic, {TOPIC: (ELEVENTH, share)}, memory)
    assert reply.envelope["question"] is None
    assert reply.envelope["topic"] == topic


async def test_the_trace_tells_the_question_and_how_sure(services: Services) -> None:
    turn = Turn("五天无理由几次", ((TOPIC, 0.9),), (), NOW, within={TOPIC: (QUOTA, 0.4)})
    trace = explain(TOPIC, turn, Conversation(), services)
    assert (trace.question, trace.question_confidence) == (QUOTA, 0.4)
