"""What a customer tells a person is kept, and the bot goes on from it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from refundbot.dialogue import Check, Memory, Services, Turn, hear, open_order, respond
from refundbot.orders import open_sample_book
from refundbot.policy import load_policy
from tests.patience import PATIENCE

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")
NUMBER = "CS2611000101"
CHECK = "eligibility.check"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    orders = open_sample_book(tmp_path / "orders.db", NOW, PATIENCE)
    return Services(policies=load_policy(), orders=orders, order_timeout=PATIENCE)


def turn(text: str, customer_id: str | None = "demo") -> Turn:
    return Turn(text, ((CHECK, 0.9),), (), NOW, customer_id)


async def test_facts_told_to_a_person_are_kept_and_nothing_is_asked(services: Services) -> None:
    state = await hear(turn("我买的是云服务器，包年包月"), Memory(), services)
    state = await hear(turn("昨天付的款"), state, services)
    assert state.check is not None
    assert state.check.facts["product"] == "ecs"
    assert state.check.facts["billing_mode"] == "subscription"
    assert "paid_at" in state.check.facts
    assert state.check.asked is None


async def test_the_bot_goes_on_from_what_a_person_was_told(services: Services) -> None:
    state = await hear(turn("我买的是云服务器，包年包月"), Memory(), services)
    reply, state = await respond(CHECK, turn("那我这个能退吗"), state, services)
    assert state.check is not None
    assert state.check.facts["product"] == "ecs"
    assert state.check.asked == "paid_at"
    assert not state.check.heard
    assert reply.envelope["kind"] == "question"


async def test_a_question_about_this_one_is_answered_on_what_a_person_was_told(services: Services) -> None:
    state = await hear(turn("我买的是云服务器，包年包月，昨天付的款"), Memory(), services)
    _, state = await respond("amount.calculation", turn("那我这个能退多少"), state, services)
    assert state.check is not None
    assert {"product", "billing_mode", "paid_at"} <= state.check.facts.keys()
    assert not state.check.heard


async def test_what_the_bot_heard_named_belongs_to_the_case(services: Services) -> None:
    _, state = await respond("policy.subscription", turn("包年包月的云服务器能退吗"), Memory(), services)
    state = await hear(turn("昨天付的款"), state, services)
    assert state.check is not None
    assert {"product", "billing_mode", "paid_at"} <= state.check.facts.keys()


async def test_what_is_only_supposed_is_not_kept(services: Services) -> None:
    state = await hear(turn("要是昨天买的云服务器能退吗"), Memory(), services)
    assert state.check is None


async def test_the_question_on_the_table_may_be_answered_to_a_person(services: Services) -> None:
    _, state = await respond(CHECK, turn("云服务器包年包月能退吗"), Memory(), services)
    assert state.check is not None
    assert state.check.asked == "paid_at"
    state = await hear(turn("20号"), state, services)
    assert state.check is not None
    assert "paid_at" in state.check.facts
    _, state = await respond(CHECK, turn("那能退吗"), state, services)
    assert state.check is not None
    assert state.check.asked != "paid_at"


async def test_small_talk_with_a_person_changes_nothing(services: Services) -> None:
    state = Memory(last_topic="payout.time", check=Check(facts={"product": "ecs"}))
    assert await hear(turn("好的谢谢你"), state, services) == state


async def test_an_order_number_brings_the_order_of_its_owner_only(services: Services) -> None:
    state = await hear(turn(f"订单号{NUMBER}"), Memory(), services)
    assert state.check is not None
    assert state.check.order_number == NUMBER
    stranger = await hear(turn(f"订单号{NUMBER}", "stranger"), Memory(), services)
    assert stranger.check is None or stranger.check.order_number is None


async def test_facts_survive_an_order_that_cannot_be_read(services: Services) -> None:
    state = await hear(turn("我买的是云服务器"), Memory(), services)
    state = await hear(turn("订单号CS0000000000"), state, services)
    assert state.check is not None
    assert state.check.facts["product"] == "ecs"


async def test_another_product_begins_another_case(services: Services) -> None:
    state = await hear(turn("我买的是云服务器，昨天付的款"), Memory(), services)
    state = await hear(turn("还有一个CDN流量包"), state, services)
    assert state.check is not None
    assert state.check.facts["product"] == "cdn_traffic_package"
    assert "paid_at" not in state.check.facts


async def test_an_agent_opens_an_order_of_the_customer(services: Services) -> None:
    state = await open_order(NUMBER, turn("能退吗"), Memory(), services)
    assert state.check is not None
    assert state.check.order_number == NUMBER
    unread = await open_order("CS0000000000", turn("能退吗"), state, services)
    assert unread is state
