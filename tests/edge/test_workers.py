"""The way to the workers: what is asked of one that is away, dies or is not ours, and what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sanic import Sanic

from refundbot.channels.assist.memory import Recalled
from refundbot.channels.web.bot import CustomerMessage, NotNow, bubbles
from refundbot.channels.work import channel, wire
from refundbot.channels.work.channel import WorkInput
from refundbot.conversations.store import Bubble
from refundbot.dialogue import Memory
from refundbot.edge import worker
from refundbot.edge.worker import Workers
from refundbot.replies.envelope import envelope
from refundbot.serving.apology import apology
from refundbot.serving.forgetting import PerhapsSaved, StoreUnavailable
from refundbot.settings import Settings
from tests.desk.kept import Kept

TURN = CustomerMessage(
    "c" * 32,
    7,
    "流量包还没用能退吗",
    datetime(2026, 11, 24, 9, 30, 0, 5, tzinfo=timezone.utc),
    "web-c-2",
    ("web-c-1", "web-c-0"),
    "demo",
    bot_speaks=False,
)
ServeSanic = Callable[[Sanic], Awaitable[str]]


class Rasa:
    """Rasa's handler and agent, as far as a worker asks them."""

    def __init__(self) -> None:
        self.said: list[Any] = []
        self.failure: BaseException | None = None
        self.tracker_store: Any = self
        self.action_endpoint = SimpleNamespace(is_up=self.is_up)
        self.forgotten: list[str] = []
        self.untouched_since: datetime | None = None

    async def __call__(self, message: Any) -> None:
        self.said.append(message)
        if self.failure:
            raise self.failure
        await message.output_channel.send_text_message("", f"关于“{message.text}”")

    async def is_up(self) -> bool:
        return True

    def is_ready(self) -> bool:
        return True

    async def check(self) -> None: ...

    async def retrieve(self, _: str) -> None:
        return None

    async def forget(self, tracker_ids: list[str]) -> None:
        self.forgotten += tracker_ids

    async def untouched(self, _: str, since: datetime) -> list[str]:
        self.untouched_since = since
        return []

    async def parse_message(self, text: str) -> dict[str, Any]:
        return {"text": text, "intent_ranking": [{"name": "payout.time", "confidence": 0.7}]}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(channel, "open_order_source", lambda _: None)
    return Settings(state=tmp_path)


@pytest.fixture
def rasa() -> Rasa:
    return Rasa()


@pytest.fixture
async def ask(settings: Settings, rasa: Rasa, serve_sanic: ServeSanic) -> AsyncIterator[Workers]:
    """A worker with Rasa behind it, and the way there."""
    app = Sanic("worker", configure_logging=False)
    app.ctx.agent = rasa
    app.blueprint(WorkInput(settings).blueprint(rasa), url_prefix=wire.PREFIX)
    workers = Workers(replace(settings, workers=(await serve_sanic(app),)))
    yield workers
    await workers.close()


def test_a_turn_arrives_as_it_was_sent() -> None:
    assert wire.turn_from(wire.turn_to(TURN)) == TURN


def test_what_is_answered_arrives_as_it_was_said() -> None:
    choices = [{"id": "1", "title": "甲", "text": "乙"}]
    verdict = Bubble("可以退", envelope("verdict", None, confidence=1.0), choices)
    assert wire.bubble_from(wire.bubble_to(verdict)) == verdict
    recalled = Recalled(Memory(), Memory(), {"text": "在吗"})
    assert wire.recalled_from(wire.recalled_to(recalled)) == recalled
    assert wire.heard_from(wire.heard_to(None)) is None


async def test_a_turn_is_answered(ask: Workers, rasa: Rasa) -> None:
    said = await ask.answer(replace(TURN, earlier_trackers=()))
    assert [bubble.text for bubble in said] == [f"关于“{TURN.text}”"]
    [message] = rasa.said
    assert (message.sender_id, message.input_channel, message.message_id) == (
        "web-c-2",
        "web",
        TURN.message_id,
    )
    assert message.metadata == {"customer_id": "demo"}


async def test_a_turn_that_fails_there_is_an_apology(ask: Workers, rasa: Rasa) -> None:
    rasa.failure = RuntimeError("oh")
    said = await ask.answer(replace(TURN, earlier_trackers=()))
    assert [bubble.text for bubble in said] == [bubble.text for bubble in bubbles(apology("unavailable"))]


@pytest.mark.parametrize(("failure", "noted"), [(StoreUnavailable(), False), (PerhapsSaved(), True)])
async def test_a_memory_out_of_reach_there_is_not_now(
    ask: Workers, rasa: Rasa, failure: Exception, noted: bool
) -> None:
    rasa.failure = failure
    with pytest.raises(NotNow) as told:
        await ask.answer(replace(TURN, earlier_trackers=()))
    assert told.value.perhaps_noted is noted


async def test_it_is_ready_forgets_expires_and_parses(ask: Workers, rasa: Rasa) -> None:
    assert await ask.is_ready()
    await ask.forget(["web-c-1"])
    assert rasa.forgotten == ["web-c-1"]
    assert not await ask.expire(TURN.said_at)
    assert rasa.untouched_since == TURN.said_at
    assert (await ask.parse("在吗"))["text"] == "在吗"


async def test_the_memory_is_read_there(ask: Workers, rasa: Rasa) -> None:
    assert await ask.heard(("web-c-1",), "c-7") is None
    assert await ask.recall(("web-c-1",), "c-7") == Recalled(Memory(), Memory(), None)
    rasa.tracker_store = Kept("web-c-0", "c-7", "能退吗", None)
    heard = await ask.heard(("web-c-1", "web-c-0"), "c-7")
    assert heard is not None
    assert (heard.parse["text"], heard.before) == ("能退吗", Memory())
    recalled = await ask.recall(("web-c-1", "web-c-0"), "c-7")
    assert recalled.parse == heard.parse


async def test_who_has_not_the_key_is_told_nothing(settings: Settings, ask: Workers, rasa: Rasa) -> None:
    stranger = Workers(replace(settings, workers=ask._urls, secret="another-secret-of-a-stranger-0000"))
    for asked in (stranger.answer(TURN), stranger.parse("在吗")):
        with pytest.raises(NotNow):
            await asked
    assert not await stranger.is_ready()
    await stranger.close()
    assert not rasa.said


async def test_while_no_worker_is_there_nothing_is_noted(settings: Settings, unused_tcp_port: int) -> None:
    workers = Workers(replace(settings, workers=(f"http://127.0.0.1:{unused_tcp_port}",)))
    with pytest.raises(NotNow) as told:
        await workers.answer(TURN)
    assert not told.value.perhaps_noted
    await workers.close()


async def test_one_that_is_away_is_passed_over(
    settings: Settings, ask: Workers, rasa: Rasa, unused_tcp_port: int
) -> None:
    nobody = f"http://127.0.0.1:{unused_tcp_port}"
    workers = Workers(replace(settings, workers=(nobody, *ask._urls)))
    for number in range(8):  # whichever of the two each conversation is first asked of
        assert await workers.answer(replace(TURN, conversation_id=str(number), earlier_trackers=()))
    assert len(rasa.said) == 8
    assert await workers.is_ready()
    await workers.close()


async def test_one_that_dies_while_it_is_asked_has_perhaps_noted_it(settings: Settings) -> None:
    async def die(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    server = await asyncio.start_server(die, "127.0.0.1", 0)
    workers = Workers(replace(settings, workers=(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}",)))
    with pytest.raises(NotNow) as told:
        await workers.answer(TURN)
    assert told.value.perhaps_noted
    await workers.close()
    server.close()


async def test_what_a_silent_one_was_asked_is_asked_of_another(
    settings: Settings, ask: Workers, rasa: Rasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "PULSE_SECONDS", 0.1)
    monkeypatch.setattr(worker, "PULSELESS_SECONDS", 1.0)

    async def be_silent(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    server = await asyncio.start_server(be_silent, "127.0.0.1", 0)
    silent = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    workers = Workers(replace(settings, workers=(silent, *ask._urls)))
    turns = [replace(TURN, conversation_id=str(n), earlier_trackers=()) for n in range(20)]
    asked = await asyncio.gather(*(workers.answer(turn) for turn in turns), return_exceptions=True)
    refused = [turn for turn, said in zip(turns, asked, strict=True) if isinstance(said, NotNow)]
    assert 0 < len(refused) < len(turns)
    assert all(said.perhaps_noted for said in asked if isinstance(said, NotNow))
    for turn in refused:  # as the loop of answers does after a while
        assert await workers.answer(turn)
    assert len(rasa.said) == len(turns)
    await workers.close()
    server.close()


def test_a_conversation_is_asked_of_the_same_worker_while_the_others_change(settings: Settings) -> None:
    three = tuple(f"http://10.0.0.{number}:5006" for number in range(3))
    before, after = Workers(replace(settings, workers=three)), Workers(replace(settings, workers=three[:2]))
    firsts = {str(number): next(before._in_order(str(number))) for number in range(300)}
    assert all(sum(first == url for first in firsts.values()) > 60 for url in three)
    stayed = {about: first for about, first in firsts.items() if first != three[2]}
    assert all(next(after._in_order(about)) == first for about, first in stayed.items())
