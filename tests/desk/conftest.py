"""The customers' and the agents' channel on one real server, with a bot that needs no model."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette

from refundbot.channels.web.bot import CustomerMessage
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.clock import Clock, utc_now
from refundbot.channels.work.rasa_memory import RasaMemory
from refundbot.conversations.database import Database
from refundbot.conversations.store import Bubble
from refundbot.desk.identity import Role, mint_agent_token
from refundbot.edge.app import create_app
from refundbot.replies.envelope import envelope
from refundbot.settings import Settings
from tests.apart import served_apart

SECRET = "a-secret-of-these-tests-only-000000"


def answer_envelope(
    kind: str = "answer", topic: str = "payout.time", confidence: float = 0.9
) -> dict[str, Any]:
    """An envelope as the bot gives it."""
    version = "2026.11.1" if kind != "clarify" else None
    return envelope(kind, topic, policy_version=version, confidence=confidence)  # type: ignore[arg-type]


class Parrot:
    """A bot that says the text again, and keeps what it heard while a person spoke."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.envelope = answer_envelope()

    async def answer(self, turn: CustomerMessage) -> list[Bubble]:
        kind = "handoff" if "人工" in turn.text else self.envelope["kind"]
        return [Bubble(f"您说：{turn.text}", {**self.envelope, "kind": kind})]

    async def listen(self, turn: CustomerMessage) -> None:
        self.heard.append(turn.text)

    async def forget(self, tracker_ids: object) -> None:
        """Keeps nothing anyway."""

    async def is_ready(self) -> bool:
        """Always."""
        return True

    async def expire(self, untouched_since: object) -> bool:
        """Keeps nothing anyway."""
        return False


class Trackers:
    """Rasa's tracker store, empty."""

    async def retrieve(self, _: str) -> None:
        return None


IDLE = {"我要人工": "support.handoff", "在吗": "smalltalk.greet", "等了半天了": "dialogue.wait"}
"""What is said while one waits, as the model takes it."""


class RasaAgent:
    """Rasa's agent as far as the desk asks it: each text that asks something is taken for the same topics."""

    tracker_store = Trackers()

    async def parse_message(self, text: str) -> dict[str, Any]:
        ranking = [("payout.time", 0.7), ("payout.missing", 0.2), ("policy.overview", 0.1)]
        if text in IDLE:
            ranking = [(IDLE[text], 0.99), ("payout.time", 0.01)]
        return {
            "text": text,
            "intent_ranking": [{"name": name, "confidence": sure} for name, sure in ranking],
            "entities": [],
        }


class Person:
    """An agent at the desk, over HTTP."""

    def __init__(self, url: str, session: aiohttp.ClientSession, token: str) -> None:
        self._url, self._session = url, session
        self.token = token

    async def get(self, path: str, **query: Any) -> tuple[int, Any]:
        """Status and JSON of a GET below /assist/v1."""
        return await self._ask("GET", path, params=query)

    async def post(self, path: str, body: object = None) -> tuple[int, Any]:
        """Status and JSON of a POST below /assist/v1."""
        return await self._ask("POST", path, **({} if body is None else {"json": body}))

    async def put(self, path: str, body: object) -> tuple[int, Any]:
        """Status and JSON of a PUT below /assist/v1."""
        return await self._ask("PUT", path, json=body)

    async def delete(self, path: str) -> tuple[int, Any]:
        """Status and JSON of a DELETE below /assist/v1."""
        return await self._ask("DELETE", path)

    async def act(self, conversation_id: str, act: str, body: object = None) -> tuple[int, Any]:
        """Status and JSON of an act in a conversation."""
        return await self.post(f"/conversations/{conversation_id}/{act}", body)

    async def _ask(self, method: str, path: str, **rest: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self._session.request(
            method, f"{self._url}/assist/v1{path}", headers=headers, **rest
        ) as answer:
            return answer.status, await answer.json()


class Shop:
    """Everything that runs, and the customers."""

    def __init__(self, url: str, app: Starlette, bot: Parrot, session: aiohttp.ClientSession) -> None:
        self.url, self.app, self.bot = url, app, bot
        self._session = session
        self._ids = itertools.count()

    @property
    def chat(self) -> Chat:
        """The customers' channel."""
        chat: Chat = self.app.state.chat
        return chat

    @property
    def database(self) -> Database:
        """What is stored."""
        return self.chat.database

    def person(
        self,
        agent_id: str = "li",
        role: Role = "agent",
        life: timedelta = timedelta(hours=1),
        team: str | None = None,
    ) -> Person:
        """An agent who is signed in."""
        now = datetime.now(timezone.utc)
        token = mint_agent_token(agent_id, f"客服{agent_id}", role, SECRET, now, life, team=team)
        return Person(self.url, self._session, token)

    async def customer(self) -> str:
        """A new conversation."""
        return str((await self.chat.open_session({}))["conversation_id"])

    async def say(self, conversation_id: str, text: str) -> int:
        """The customer says something; gives its seq once the bot has dealt with it."""
        said = await self.chat.say(conversation_id, {"client_msg_id": f"m{next(self._ids)}", "text": text})
        await self.quiet(conversation_id)
        return said.seq

    async def quiet(self, conversation_id: str) -> None:
        """Waits until nothing of the conversation is being answered."""
        while task := self.chat.answers._working.get(conversation_id):
            await asyncio.wait({task})


def build(folder: Path, bot: Parrot, clock: Clock = utc_now, **given: Any) -> Starlette:
    """The front door on a new database; its state's `agent` stands in for Rasa's."""
    settings = Settings(state=folder, order_db=folder / "orders.db", desk_token_secret=SECRET, **given)
    memory = RasaMemory(lambda: app.state.agent)
    app = create_app(settings, bot, memory, lambda text: app.state.agent.parse_message(text), clock)
    app.state.agent = RasaAgent()
    return app


@pytest.fixture
async def open_shop(
    serve_app: Callable[[Starlette], Awaitable[str]], tmp_path: Path
) -> AsyncIterator[Callable[..., Awaitable[Shop]]]:
    """Opens the shop under further settings."""
    async with aiohttp.ClientSession() as session:

        async def start(**given: Any) -> Shop:
            bot = Parrot()
            app = build(tmp_path, bot, **given)
            return Shop(await serve_app(app), app, bot, session)

        yield start


@pytest.fixture
async def shop(open_shop: Callable[..., Awaitable[Shop]]) -> Shop:
    """The shop under its usual settings."""
    return await open_shop()


@dataclass(frozen=True)
class Apart:
    """A shop in a thread of its own, for clients that block."""

    url: str
    token: str
    conversations: tuple[str, ...]


@pytest.fixture(scope="module")
def shop_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    """A shop with a conversation in each status, and a supervisor's token."""
    with served_apart(lambda: build(tmp_path_factory.mktemp("shop"), Parrot())) as served:

        async def fill() -> Apart:
            async with aiohttp.ClientSession() as session:
                shop = Shop(served.url, served.app, Parrot(), session)
                boss = shop.person("boss", "supervisor")
                talks = [await shop.customer() for _ in range(4)]
                for talk in talks:
                    await shop.say(talk, "退款多久到账")
                await shop.chat.request_human(talks[1])
                await boss.act(talks[2], "take-over")
                await boss.act(talks[3], "resolve")
            return Apart(served.url, boss.token, tuple(talks))

        yield served.run(fill())
