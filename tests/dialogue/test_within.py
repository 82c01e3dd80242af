"""Which question of a topic is answered: the one that was tapped, the one that was heard, or none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from opencc import OpenCC

from refundbot.catalogue import QUESTIONS, topic_of
from refundbot.dialogue import Memory, Services, Turn, explain, respond
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
    memory: Memory | None = None,
    sure: float = 0.9,
    in_context: tuple[tuple[str, float], ...] = (),
) -> tuple[Reply, Memory]:
    ranking = ((topic, sure),) if topic else ()
    turn = Turn(text, ranking, (), NOW, within=within, in_context=in_context)
    return await respond(topic, turn, memory or Memory(), services)


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


@pytest.mark.parametrize(
    ("text", "alone", "heard", "question"),
    [
        ("那第11个呢", None, ELEVENTH, ELEVENTH),
        ("那第11个呢", "amount.fee", ELEVENTH, ELEVENTH),
        ("从哪儿扣", None, "amount.fee/deducted_from", "amount.fee/deducted_from"),
        ("用过了呢", "policy.used", f"{TOPIC}/used_within", f"{TOPIC}/used_within"),
        ("那手续费呢", "amount.fee", "amount.fee", None),
    ],
)
async def test_a_short_message_asks_what_it_asks_after_the_answer_before(
    services: Services, text: str, alone: str | None, heard: str, question: str | None
) -> None:
    _, memory = await say(services, "五天无理由几次", TOPIC, {TOPIC: (QUOTA, SURE)})
    reply, memory = await say(services, text, alone, {}, memory, in_context=((heard, 0.6),))
    assert (reply.envelope["topic"], reply.envelope["question"]) == (topic_of(heard), question)
    assert memory.last_question == question


@pytest.mark.parametrize(
    ("text", "alone", "heard", "topic"),
    [
        ("第11个的钱退到哪张卡上呀，想知道", "payout.destination", ELEVENTH, "payout.destination"),
        ("好的", "smalltalk.thanks", ELEVENTH, None),
        ("谢谢", "smalltalk.thanks", "smalltalk.thanks", "smalltalk.thanks"),
        ("转人工", "support.handoff", ELEVENTH, "support.handoff"),
        ("不用了", "dialogue.deny", ELEVENTH, None),
        ("那支付宝呢", "dialogue.inform", "payout.time", "payout.time"),
    ],
)
async def test_what_stands_for_itself_keeps_its_own_topic(
    services: Services, text: str, alone: str, heard: str, topic: str | None
) -> None:
    _, memory = await say(services, "五天无理由几次", TOPIC, {TOPIC: (QUOTA, SURE)})
    reply, _ = await say(services, text, alone, {}, memory, in_context=((heard, 0.6),))
    assert reply.envelope["question"] is None
    assert topic is None or reply.envelope["topic"] == topic


async def test_another_kind_of_purchase_has_its_own_topic(services: Services) -> None:
    _, memory = await say(services, "按需的怎么停", "policy.pay_per_use", {})
    heard = (("policy.pay_per_use/bill_back", 0.9),)
    reply, _ = await say(services, "那包年的呢", None, {}, memory, in_context=heard)
    assert (reply.envelope["topic"], reply.envelope["question"]) == ("policy.subscription", None)


@pytest.mark.parametrize(
    ("first", "topic", "text", "then", "absent"),
    [
        (
            "流量包能退吗",
            "policy.traffic_package",
            "不是流量包，是云服务器",
            "policy.subscription",
            "流量包退不了",
        ),
        ("RDS提前退怎么算", "policy.subscription", "不是RDS", "policy.subscription", "云数据库"),
    ],
)
async def test_what_is_put_right_is_answered_anew(
    services: Services, first: str, topic: str, text: str, then: str, absent: str
) -> None:
    before, memory = await say(services, first, topic, {})
    reply, _ = await say(services, text, None, {}, memory, in_context=((topic, 0.9),))
    assert reply.envelope["topic"] == then
    assert reply.texts != before.texts
    assert absent not in "".join(reply.texts)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("依据是什么", "https://"),
        ("凭什么", "https://"),
        ("真的吗", "https://"),
        ("为什么", "满足条件的新购资源"),
        ("有没有例外", "恶意退订"),
    ],
)
async def test_details_are_told_on_request(services: Services, text: str, told: str) -> None:
    _, memory = await say(services, "五天无理由几次", TOPIC, {TOPIC: (QUOTA, SURE)})
    reply, after = await say(services, text, None, {}, memory)
    assert (reply.envelope["topic"], reply.envelope["kind"]) == (TOPIC, "answer")
    assert told in "\n".join(reply.texts)
    assert (after.last_topic, after.last_question) == (TOPIC, QUOTA)


@pytest.mark.parametrize(
    ("topic", "text", "told"),
    [
        ("policy.renewal", "怎么操作", "可退订"),
        ("payout.withdraw", "在哪里点", "余额提现"),
        ("charge.continues", "在哪点", "费用中心 > 总览"),
        ("usage.monitor", "具体怎么操作", "没有写明"),
        ("price.after_refund", "有例外吗", "没有查到例外"),
    ],
)
async def test_the_steps_are_told_on_request_or_said_to_be_unknown(
    services: Services, topic: str, text: str, told: str
) -> None:
    _, memory = await say(services, "问", topic, {})
    reply, _ = await say(services, text, None, {}, memory)
    assert reply.envelope["topic"] == topic
    assert told in "\n".join(reply.texts)


async def test_the_trace_tells_the_question_and_how_sure(services: Services) -> None:
    turn = Turn("五天无理由几次", ((TOPIC, 0.9),), (), NOW, within={TOPIC: (QUOTA, 0.4)})
    trace = explain(TOPIC, turn, Memory(), services)
    assert (trace.question, trace.question_confidence) == (QUOTA, 0.4)
