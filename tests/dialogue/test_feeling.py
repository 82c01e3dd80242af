"""What is felt is met first, with one sentence; who is in trouble twice is offered a person."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone

import pytest

from refundbot.dialogue import Memory, Services, Turn, respond
from refundbot.orders import open_sample_book
from refundbot.policy import load_policy
from refundbot.replies import FEELINGS, Reply, title

NOW = datetime(2026, 11, 22, 2, tzinfo=timezone.utc)
PERSON = title("support.handoff")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    return Services(load_policy(), open_sample_book(tmp_path_factory.mktemp("book") / "orders.db", NOW))


def say(
    services: Services, text: str, topic: str | None, memory: Memory, sure: float = 0.9
) -> tuple[Reply, Memory]:
    turn = Turn(text, ((topic, sure),) if topic else (), (), NOW)
    return asyncio.run(respond(topic, turn, memory, services))


@pytest.mark.parametrize(
    ("text", "topic", "feeling"),
    [
        ("气死我了，钱到底什么时候到", "payout.time", "angry"),
        ("你们就是坑人，手续费扣这么多", "amount.fee", "angry"),
        ("急死了，退款几天能到啊", "payout.time", "despairs"),
        ("我要投诉，钱怎么还没到", "payout.missing", "complains"),
    ],
)
def test_a_feeling_is_met_first_and_then_the_question_answered(
    services: Services, text: str, topic: str, feeling: str
) -> None:
    calm, _ = say(services, "请问一下", topic, Memory())
    reply, _ = say(services, text, topic, Memory())
    assert reply.texts[0] in FEELINGS[feeling]
    assert reply.texts[1:] == calm.texts
    assert reply.envelope["topic"] == topic


def test_lost_data_get_the_number_to_call_first(services: Services) -> None:
    reply, _ = say(services, "误删了服务器，数据全没了，急死了", "process.data", Memory())
    assert reply.texts[0].startswith("数据的事最急，请先打 4000-955-988")
    assert any(fact["id"] == "contacts.hotline" for fact in reply.envelope["facts"])


def test_a_person_is_offered_at_the_second_sign_of_trouble_and_said_otherwise(services: Services) -> None:
    first, memory = say(services, "气死我了，什么时候到账", "payout.time", Memory())
    assert PERSON not in {button.text for button in first.buttons}
    _, memory = say(services, "那手续费呢", "amount.fee", memory)
    second, _ = say(services, "太坑了，手续费这么高", "amount.fee", memory)
    assert PERSON in {button.text for button in second.buttons}
    assert second.texts[0] != first.texts[0]


def test_a_calm_message_is_answered_as_it_is(services: Services) -> None:
    reply, memory = say(services, "退款几天到账", "payout.time", Memory())
    assert reply.texts[0] not in {said for each in FEELINGS.values() for said in each}
    assert memory.troubles == 0


@pytest.mark.parametrize(
    ("text", "sure", "topic"),
    [
        ("什么垃圾平台，再也不来了", 0.8, "support.complaint"),
        ("莫名其妙扣了我两百多", 0.8, "charge.unexpected"),
        ("移动乱扣我话费，我要投诉", 0.8, "out_of_scope"),
        ("怎么投诉楼下的装修队", 0.97, "out_of_scope"),
        ("讲个笑话", 0.8, "out_of_scope"),
    ],
)
def test_a_complaint_or_a_charge_is_not_declined_unless_it_is_of_another_trade(
    services: Services, text: str, sure: float, topic: str
) -> None:
    reply, _ = say(services, text, "out_of_scope", Memory(), sure)
    assert reply.envelope["topic"] == topic
