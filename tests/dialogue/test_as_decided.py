"""After a verdict: no answer of the catalogue, whatever is asked, says otherwise of the same purchase."""

from __future__ import annotations

import re

import pytest

from refundbot.catalogue import QUESTIONS, TOPICS
from refundbot.dialogue import Memory, Services, Turn, respond
from tests.dialogue.conftest import NOW

CHECK = "eligibility.check"
CASES = {
    "full_refund": "我前天新买的包月云服务器，1299块，五天名额还有，能退吗",
    "partial_refund": "这个月2号新买的包月云服务器，1299块，五天名额还有，能退吗",
    "not_refundable": "云数据库5月6号续了一年费，4320元，新的一年7月1号才开始，续完又把规格升了一档，能退吗",
    "nothing_to_refund": "按需的云服务器扣了我300块，能退吗",
}
GRANTS = re.compile("^(?:能|可以|会退|退|来得及)[，：]|可以全额退|(?<!不)能全额退|可以提前退")
REFUSES = re.compile("^(?:不能|不退)|退不了")
DECIDING = [topic.id for topic in TOPICS.values() if topic.decides]
ASKED = [*DECIDING, *(q.id for q in QUESTIONS.values() if q.topic in DECIDING)]


@pytest.fixture(scope="module", params=CASES)
async def decided(request: pytest.FixtureRequest, services: Services) -> tuple[str, Memory]:
    turn = Turn(CASES[request.param], ((CHECK, 0.9),), (), NOW)
    reply, memory = await respond(CHECK, turn, Memory(), services)
    assert reply.envelope["verdict"]["outcome"] == request.param  # type: ignore[index]
    return request.param, memory


@pytest.mark.parametrize("asked", ASKED)
async def test_an_answer_in_general_agrees_with_the_verdict(
    services: Services, decided: tuple[str, Memory], asked: str
) -> None:
    outcome, memory = decided
    topic = asked.partition("/")[0]
    within = {topic: (asked, 0.99)} if asked != topic else {}
    turn = Turn("这一条是怎么样的？", ((topic, 0.9),), (), NOW, within=within)
    reply, _ = await respond(topic, turn, memory, services)
    said = reply.texts[0].splitlines()[0]
    if outcome == "full_refund":
        assert not REFUSES.search(said)
    elif outcome == "partial_refund":
        assert "可以全额退" not in said
        assert "抱歉" not in said
    else:
        assert not GRANTS.search(said)


async def test_a_sum_that_was_told_roughly_stays_rough(services: Services) -> None:
    """So it is in an answer that the verdict stands in for."""
    told = Turn("我前天新买的包月云服务器，大概1299块，五天名额还有，能退吗", ((CHECK, 0.9),), (), NOW)
    _, memory = await respond(CHECK, told, Memory(), services)
    topic = "policy.non_refundable"
    reply, _ = await respond(topic, Turn("这一条是怎么样的？", ((topic, 0.9),), (), NOW), memory, services)
    assert "约 1299.00 元" in reply.texts[0].splitlines()[0]
