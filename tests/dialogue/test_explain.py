"""Why a turn is answered as it is, told without answering it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from refundbot.dialogue import Memory, Services, Turn, explain, respond_traced
from tests.dialogue.conftest import NOW

TALK = (
    ("我昨天买的云服务器能退吗", "eligibility.check", "open_a_check"),
    ("手续费怎么算", "amount.fee", "answer_a_digression"),
    ("新买的", None, "take_the_facts"),
    ("转人工", "support.handoff", "hand_over"),
    ("啊吧啊吧", None, "ask_again"),
)


class NoOrders:
    """An order source that must not be asked."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"orders were asked: {name}")


async def test_it_is_the_trace_of_the_turn_and_asks_for_no_order(services: Services) -> None:
    state = Memory()
    for text, topic, move in TALK:
        turn = Turn(text, ((topic, 0.9),) if topic else (), (), NOW, "demo")
        told = explain(topic, turn, state, replace(services, orders=NoOrders()))
        response = await respond_traced(topic, turn, state, services)
        assert told == response.trace
        assert told.move == move
        state = response.memory
