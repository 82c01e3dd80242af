"""The bot as the channel sees it, where Rasa's memory cannot be reached."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from refundbot.channels.web.bot import CustomerMessage, NotNow
from refundbot.channels.work.rasa_bot import RasaBot
from refundbot.serving.forgetting import ForgettingTrackerStore, PerhapsSaved, StoreUnavailable
from refundbot.settings import Settings
from tests.patience import PATIENCE

TURN = CustomerMessage("c", 1, "在吗", datetime(2026, 11, 24, tzinfo=timezone.utc), "web-c-1")


class Agent:
    """Rasa's agent, as far as the bot asks it for its health and its memory."""

    def __init__(self, *, model: bool = True, memory: bool = True, actions: bool = True) -> None:
        self._model, self._memory, self._actions = model, memory, actions
        self.tracker_store: Any = SimpleNamespace(check=self.check)
        self.action_endpoint = SimpleNamespace(is_up=self.is_up)
        self.processor = SimpleNamespace(log_message=self.log_message)
        self.lock_store = SimpleNamespace(lock=self.lock)

    def is_ready(self) -> bool:
        return self._model

    async def check(self) -> None:
        if not self._memory:
            raise StoreUnavailable

    async def is_up(self) -> bool:
        return self._actions

    async def log_message(self, *_: Any, **__: Any) -> None:
        raise StoreUnavailable

    @asynccontextmanager
    async def lock(self, _: str) -> AsyncIterator[None]:
        yield


def bot(agent: Agent | None, handler: Any = None) -> RasaBot:
    services: Any = None
    return RasaBot(handler, lambda: agent, Settings(), services)


async def test_a_memory_out_of_reach_is_no_answer_and_no_apology() -> None:
    async def handler(_: Any) -> None:
        raise StoreUnavailable

    for asked in (bot(Agent(), handler).answer(TURN), bot(Agent()).listen(TURN)):
        with pytest.raises(NotNow):
            await asked


@pytest.mark.parametrize(("failure", "noted"), [(StoreUnavailable, False), (PerhapsSaved, True)])
async def test_it_tells_whether_the_message_was_perhaps_noted(failure: type[Exception], noted: bool) -> None:
    async def handler(_: Any) -> None:
        raise failure

    with pytest.raises(NotNow) as told:
        await bot(Agent(), handler).answer(TURN)
    assert told.value.perhaps_noted is noted


async def test_any_other_failure_is_an_apology() -> None:
    async def handler(_: Any) -> None:
        raise RuntimeError

    (*_, last) = await bot(Agent(), handler).answer(TURN)
    assert last.envelope is not None
    assert last.envelope["kind"] == "error"


@pytest.mark.parametrize("lack", [None, "model", "actions"])
async def test_it_is_ready_with_its_model_and_the_action_server(lack: str | None) -> None:
    assert await bot(Agent(**({lack: False} if lack else {}))).is_ready() is (lack is None)


async def test_old_conversations_of_other_channels_are_forgotten_in_lots_until_none_is_left() -> None:
    long_ago, ours = UserUttered("在吗", timestamp=1.0), "web-0123456789abcdef0123456789abcdef-1"
    agent, store = Agent(), ForgettingTrackerStore(InMemoryTrackerStore(Domain.empty()))
    agent.tracker_store = store
    for sender in (*(f"rest-{number}" for number in range(250)), ours):
        await store.save(DialogueStateTracker.from_events(sender, [long_ago]))
    lots = 0
    while await bot(agent).expire(TURN.said_at):
        lots += 1
    assert list(await store.keys()) == [ours]
    assert lots > 1


async def test_it_is_not_ready_without_an_agent_or_its_memory() -> None:
    assert not await bot(None).is_ready()
    with pytest.raises(StoreUnavailable):
        await asyncio.wait_for(bot(Agent(memory=False)).is_ready(), PATIENCE)
