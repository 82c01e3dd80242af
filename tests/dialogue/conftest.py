"""A conversation without a server: each message comes with the topic that the model is taken to predict."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from refundbot.dialogue import Memory, Services, Turn, respond
from refundbot.orders import open_sample_book
from refundbot.policy import load_policy
from refundbot.replies import Reply
from tests.patience import PATIENCE

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")
Said = tuple[str, str | None]
"""What the customer says, and the topic predicted for it; `None` where it is not understood."""
Talk = Callable[..., Awaitable[tuple[list[Reply], Memory]]]


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    orders = open_sample_book(tmp_path_factory.mktemp("orders") / "orders.db", NOW, PATIENCE)
    return Services(policies=load_policy(), orders=orders, order_timeout=PATIENCE)


@pytest.fixture
def talk(services: Services) -> Talk:
    async def hold(*messages: Said, customer: str | None = None) -> tuple[list[Reply], Memory]:
        replies, state = [], Memory()
        for text, topic in messages:
            turn = Turn(text, ((topic, 0.9),) if topic else (), (), NOW, customer)
            reply, state = await respond(topic, turn, state, services)
            replies.append(reply)
        return replies, state

    return hold
