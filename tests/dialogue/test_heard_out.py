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
        *("云服务器，9月26号开的，包月，花了126，想退", "云服务器，9月26号开的，包月，花了126，能退多少"),
        *("云服务器，9月26号开的，包月，花了126", TOLD + "，用不着了"),
        *("云服务器，9月26号开的，包月，花了126，用不着了", "ecs 9月26号开 包月 126 refund"),
    ],
)
async def test_who_asks_or_wishes_or_tells_it_in_key_words_gets_it_at_once(
    services: Services, text: str
) -> None:
    reply = await talk(services, (text, CHECK))
    assert reply.envelope["kind"] == "verdict"


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
