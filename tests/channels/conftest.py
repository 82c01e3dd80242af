"""The customers' channel on a real server, with a bot of the test's making behind it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio
from starlette.applications import Starlette

from bench import chat_client
from refundbot.channels import web
from refundbot.channels.assist.memory import Recalled
from refundbot.channels.web.bot import CustomerMessage
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.clock import utc_now
from refundbot.conversations.store import Bubble
from refundbot.dialogue import Memory
from refundbot.edge.app import create_app
from refundbot.replies.envelope import envelope
from refundbot.settings import Settings
from tests.patience import PATIENCE

SECRET = "s" * 40

chat_client.fit_aiohttp()


class Clock:
    """A clock that runs, and can be put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


class Bot:
    """Stands in for the bot: keeps the turns it is given and answers with `reply`."""

    def __init__(self) -> None:
        self.asked: list[CustomerMessage] = []
        self.heard: list[CustomerMessage] = []
        self.forgotten: list[str] = []
        self.reply: Callable[[CustomerMessage], Awaitable[list[Bubble]]] = self.echo

    async def echo(self, turn: CustomerMessage) -> list[Bubble]:
        return [Bubble(f"关于“{turn.text}”：", envelope("answer", None, confidence=1.0))]

    async def answer(self, turn: CustomerMessage) -> list[Bubble]:
        self.asked.append(turn)
        return await self.reply(turn)

    async def listen(self, turn: CustomerMessage) -> None:
        self.heard.append(turn)

    async def forget(self, tracker_ids: Sequence[str]) -> None:
        self.forgotten += tracker_ids

    async def is_ready(self) -> bool:
        return True

    async def expire(self, untouched_since: datetime) -> bool:
        self.expired_since = untouched_since
        return False


class Customer:
    """A customer's page: its session, its socket, and the events that came."""

    def __init__(self, url: str, http: aiohttp.ClientSession, transport: str) -> None:
        self.url, self.http, self.transport = url, http, transport
        self.token = ""
        self.socket = socketio.AsyncClient(reconnection=False)
        self.events: list[tuple[str, Any]] = []
        self._changed = asyncio.Condition()
        for event in ("message", "status", "queue", "typing", "renew", "error", "connect_error"):
            self.socket.on(event, self._keeper(event), namespace=chat_client.NAMESPACE)

    def _keeper(self, event: str) -> Callable[[Any], Awaitable[None]]:
        async def keep(data: Any) -> None:
            async with self._changed:
                self.events.append((event, data))
                self._changed.notify_all()

        return keep

    async def open(self, **body: Any) -> dict[str, Any]:
        """A session."""
        status, session = await self.call("POST", "session", body)
        assert status == 200, session
        self.token = session["token"]
        return session

    async def connect(self, token: object = ..., **headers: str) -> None:
        """The socket."""
        await self.socket.connect(
            self.url,
            headers=headers,
            namespaces=[chat_client.NAMESPACE],
            auth={"token": self.token if token is ... else token},
            socketio_path=chat_client.SOCKET_PATH,
            transports=[self.transport],
        )

    async def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Status and JSON of a request below /chat/."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.http.request(
            method, f"{self.url}/chat/{path}", json=body, headers={**sent, **(headers or {})}
        ) as answer:
            return answer.status, await answer.json()

    async def ask(self, event: str, body: Any = None) -> Any:
        """The acknowledgement of an event."""
        return await self.socket.call(event, body, namespace=chat_client.NAMESPACE, timeout=PATIENCE)

    async def say(self, text: str, client_msg_id: str | None = None) -> Any:
        """The acknowledgement of a message."""
        return await self.ask("say", {"client_msg_id": client_msg_id or uuid.uuid4().hex, "text": text})

    def got(self, sender: str | None = None) -> list[dict[str, Any]]:
        """The messages that came, of that sender."""
        return [
            data
            for event, data in self.events
            if event == "message" and (sender is None or data["from"] == sender)
        ]

    async def until(self, arrived: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Waits for what is to come."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(arrived), seconds)

    async def answers(self, count: int) -> list[str]:
        """The texts of the bot, once there are so many."""
        await self.until(lambda: len(self.got("bot")) >= count)
        return [message["text"] for message in self.got("bot")]

    async def close(self) -> None:
        """Goes away."""
        await self.socket.eio.disconnect(abort=True)


class Site:
    """A running channel, and its parts."""

    def __init__(self, url: str, app: Starlette, bot: Bot, clock: Clock, http: aiohttp.ClientSession) -> None:
        self.url, self.app, self.bot, self.clock, self.http = url, app, bot, clock, http
        self._customers: list[Customer] = []

    @property
    def chat(self) -> Chat:
        chat: Chat = self.app.state.chat
        return chat

    def customer(self, transport: str = "websocket") -> Customer:
        """A page that has not done anything yet."""
        self._customers.append(Customer(self.url, self.http, transport))
        return self._customers[-1]

    async def connected(self, transport: str = "websocket", **body: Any) -> Customer:
        """A page with a session and a socket."""
        customer = self.customer(transport)
        await customer.open(**body)
        await customer.connect()
        return customer

    async def until(self, arrived: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Waits for something that no event tells."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not arrived():
            assert asyncio.get_running_loop().time() < deadline, "it did not come"
            await asyncio.sleep(0.01)

    async def close(self) -> None:
        for customer in self._customers:
            await customer.close()


OpenSite = Callable[..., Awaitable[Site]]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of the tests. No order is looked up: the bot is not Rasa."""
    monkeypatch.setattr(web, "open_order_source", lambda _: None)
    return Settings(state=tmp_path / "state", secret=SECRET)


@pytest.fixture
async def open_site(
    settings: Settings, serve_app: Callable[[Starlette], Awaitable[str]]
) -> AsyncIterator[OpenSite]:
    """Opens channels: with settings changed, and a bot and a clock of the test's."""
    sites: list[Site] = []
    async with aiohttp.ClientSession() as http:

        async def start(bot: Bot | None = None, clock: Clock | None = None, **changed: Any) -> Site:
            bot, clock = bot or Bot(), clock or Clock()
            app = create_app(replace(settings, **changed), bot, NoMemory(), _no_parse, clock)
            sites.append(Site(await serve_app(app), app, bot, clock, http))
            return sites[-1]

        yield start
        for site in sites:
            await site.close()


@pytest.fixture
async def site(open_site: OpenSite) -> Site:
    """A channel with the usual settings."""
    return await open_site()


class NoMemory:
    """Rasa's trackers, of which there are none."""

    async def heard(self, trackers: Sequence[str], message_id: str) -> None:
        return None

    async def recall(self, trackers: Sequence[str], message_id: str) -> Recalled:
        return Recalled(Memory(), Memory(), None)


async def _no_parse(text: str) -> dict[str, Any]:
    return {"text": text, "intent_ranking": [], "entities": []}
