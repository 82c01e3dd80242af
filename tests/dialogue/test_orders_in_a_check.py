"""An order number in the conversation: whose orders are read, and what happens when they cannot be."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from refundbot import replies
from refundbot.dialogue import Memory, Services, Turn, respond
from refundbot.orders import Order, OrderSourceUnavailable

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")
NUMBER = "CS2611000101"


class Down:
    """An order source that cannot be reached."""

    async def find(self, number: str, customer_id: str) -> Order | None:
        raise OrderSourceUnavailable("down")

    async def list_for(self, customer_id: str) -> tuple[Order, ...]:
        raise OrderSourceUnavailable("down")


class Slow(Down):
    """An order source that does not answer in time."""

    async def find(self, number: str, customer_id: str) -> Order | None:
        await asyncio.sleep(60)
        return None


def turn(text: str, customer_id: str | None) -> Turn:
    return Turn(text, (("eligibility.check", 0.9),), (), NOW, customer_id)


async def test_the_owner_gets_his_order_with_the_sample_mark(services: Services) -> None:
    reply, state = await respond("eligibility.check", turn(f"订单{NUMBER}能退吗", "demo"), Memory(), services)
    assert state.check is not None
    assert state.check.order_number == NUMBER
    assert any("示例" in text for text in reply.texts)


@pytest.mark.parametrize("customer", ["demo2", "stranger"])
async def test_anothers_order_reads_like_a_missing_one(services: Services, customer: str) -> None:
    other, _ = await respond("eligibility.check", turn(f"订单{NUMBER}能退吗", customer), Memory(), services)
    missing, _ = await respond(
        "eligibility.check", turn("订单CS0000000000能退吗", customer), Memory(), services
    )
    assert [text.replace(NUMBER, "N") for text in other.texts] == [
        text.replace("CS0000000000", "N") for text in missing.texts
    ]


async def test_nobody_signed_in_reads_no_order(services: Services) -> None:
    reply, state = await respond("eligibility.check", turn(f"订单{NUMBER}能退吗", None), Memory(), services)
    assert state.check is not None
    assert state.check.order_number is None
    assert replies.note("sign_in_needed") in reply.texts


@pytest.mark.parametrize("source", [Down(), Slow()], ids=["down", "slow"])
async def test_the_check_goes_on_without_the_order_book(services: Services, source: Down) -> None:
    without = replace(services, orders=source, order_timeout=0.05)
    reply, state = await respond("eligibility.check", turn(f"订单{NUMBER}能退吗", "demo"), Memory(), without)
    assert replies.note("orders_unavailable") in reply.texts
    assert reply.envelope["kind"] == "question"
    assert state.check is not None
    assert state.check.running
