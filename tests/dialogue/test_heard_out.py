"""Who only tells is heard out: a verdict on half a story would be firm and false."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.dialogue import Memory, Services, Turn, respond
from refundbot.replies import CHECK, Reply

NOW = datetime.fromisoformat("2026-10-21T10:00:00+08:00")
TOLD = "给儿子上课用的那台云服务器，9月26号下午开的机，包了一个月，花了一百二十六"


async def talk(services: Services, *said: tuple[str, str | None]) -> Reply:
    """The reply to the last of several messages."""
    memory = Memory()
    for text, topic in said:
        turn = Turn(text, ((topic, 0.9),) if topic else (), (), NOW)
        reply, memory = await respond(topic, turn, memory, services)
    return reply


@pytest.mark.parametrize(
    "text",
    [
        TOLD,
        "我那个轻量服务器啊，九月二十六号下午开的机，包了一个月，花了一百二十六",
        "部门账号下面有两台云服务器，小王那台是9月26号开的，包月，他还要跑脚本",
        "事情有点绕我慢慢说。三月十号我开的云服务器，半年的。七月二号加挂了一块盘",
    ],
)
async def test_who_only_tells_gets_no_verdict(services: Services, text: str) -> None:
    reply = await talk(services, (text, CHECK))
    assert reply.envelope["kind"] == "question"


@pytest.mark.parametrize(
    "text",
    [
        *("云服务器，9月26号开的，包月，花了126，能退多少", TOLD + "，用不着了，能退吗"),
        "ecs 9月26号开 包月 126 can i get a refund?",
        "OBS流量包昨天新买的，买完就生效了，没用过，想退",
    ],
)
async def test_who_asks_gets_a_verdict_at_once_and_who_wishes_a_refusal(
    services: Services, text: str
) -> None:
    reply = await talk(services, (text, CHECK))
    assert reply.envelope["kind"] == "verdict"


WISHES = (
    *(
        "云服务器，9月26号开的，包月，花了126，想退",
        "云服务器，9月26号开的，包月，花了126",
        TOLD + "，用不着了",
    ),
    *("ecs 9月26号开 包月 126 refund", "救命，云服务器9月26号续了一年2280，11月5号才开始，想退"),
)


@pytest.mark.parametrize("text", WISHES)
async def test_who_wishes_is_told_what_is_likely_and_asked_for_the_premises(
    services: Services, text: str
) -> None:
    reply = await talk(services, (text, CHECK))
    assert reply.envelope["kind"] == "question"
    assert reply.envelope["verdict"] is None
    assert "多半是" in "".join(reply.texts)
    assert "都对吗" in "".join(reply.texts)


@pytest.mark.parametrize("text", WISHES)
@pytest.mark.parametrize(
    ("then", "topic"),
    [
        *(("对", "dialogue.affirm"), ("都对，能退多少", "amount.calculation"), ("没有", "dialogue.deny")),
        *(("没别的了", "smalltalk.bye"), ("嗯嗯", "dialogue.affirm"), ("支付宝付的", None)),
        *(("到底能不能退", "policy.overview"), ("不想要了", "process.apply"), ("就这样", None)),
    ],
)
async def test_the_verdict_follows_what_confirms_them(
    services: Services, text: str, then: str, topic: str | None
) -> None:
    reply = await talk(services, (text, CHECK), (then, topic))
    assert reply.envelope["kind"] == "verdict"
    assert "前提：" in "".join(reply.texts)


@pytest.mark.parametrize(
    ("then", "outcome"),
    [("还有个没付款的升配单", "not_refundable"), ("对了，它被公安冻结了", "manual_review")],
)
async def test_a_premise_that_does_not_hold_is_heard(services: Services, then: str, outcome: str) -> None:
    reply = await talk(services, (WISHES[0], CHECK), (then, None))
    assert reply.envelope["verdict"] is not None
    assert reply.envelope["verdict"]["outcome"] != "partial_refund"
    assert outcome in (reply.envelope["verdict"]["outcome"], "manual_review")


async def test_what_is_supposed_of_it_leaves_it_as_it_is(services: Services) -> None:
    reply = await talk(services, (WISHES[0], CHECK), ("要是昨天买的呢", None), ("对", "dialogue.affirm"))
    assert reply.envelope["verdict"]["outcome"] == "partial_refund"


@pytest.mark.parametrize(
    ("then", "topic"),
    [
        ("就这些，能退多少", "amount.calculation"),
        ("那我这个能退吗", "policy.overview"),
        ("嗯", "dialogue.affirm"),
        ("没别的了", None),
        ("支付宝付的", "payout.time"),
        ("不想要了", "process.apply"),
        ("今天才用了没几天，是不是可以原价退呀", "policy.five_day"),
    ],
)
async def test_it_comes_with_what_is_said_next(services: Services, then: str, topic: str | None) -> None:
    reply = await talk(services, (TOLD, CHECK), (then, topic))
    assert reply.envelope["kind"] == "verdict"


async def test_a_question_on_something_else_is_answered(services: Services) -> None:
    reply = await talk(services, (TOLD, CHECK), ("客服电话多少", "support.contact"))
    assert reply.envelope["kind"] == "answer"
