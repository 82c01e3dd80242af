"""The two who are attacked: a customer with a conversation, and an agent with a token."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from bench.attack import wire
from bench.attack.attack import NotTried
from bench.attack.server import Server
from bench.attack.wire import Answer

CHAT, DESK = "/chat", "/desk"
QUESTION = "流量包还没用能退吗"


@dataclass(frozen=True)
class Customer:
    """Somebody with a conversation, and the address they speak from."""

    server: Server
    source: str
    token: str
    id: str

    async def ask(self, method: str, path: str, body: object = None) -> Answer:
        """A request under `/chat` with the token."""
        return await wire.call(
            self.server, method, f"/chat{path}", body, source=self.source, token=self.token
        )

    async def say(self, text: str) -> dict[str, Any] | None:
        """Says it on a socket of its own; the acknowledgement."""
        async with self.on_socket() as socket:
            return await say(socket, text)

    async def say_and_hear(self, text: str, seconds: float = 20.0) -> dict[str, Any] | None:
        """Says it and waits for the bot's words."""
        async with self.on_socket() as socket:
            await say(socket, text)
            return await socket.until("message", seconds, **{"from": "bot"})

    @contextlib.asynccontextmanager
    async def on_socket(self) -> AsyncIterator[wire.Socket]:
        """A socket in the conversation."""
        async with wire.socket(self.server, self.source) as socket:
            await socket.join(CHAT, self.token)
            yield socket


async def say(socket: wire.Socket, text: str) -> dict[str, Any] | None:
    """Says something on a socket of the conversation; the acknowledgement."""
    return await socket.call(CHAT, "say", {"client_msg_id": uuid.uuid4().hex, "text": text})


async def customer(server: Server, source: str = "", **session: object) -> Customer:
    """A new customer; `session` goes into the request that opens the conversation.

    Raises:
        NotTried: the server opens no conversation.
    """
    source = source or server.address()
    opened = await wire.call(server, "POST", "/chat/session", session, source=source)
    if opened.status != 200:
        raise NotTried(f"no conversation could be opened: status {opened.status}")
    return Customer(server, source, opened.body["token"], opened.body["conversation_id"])


@dataclass(frozen=True)
class Agent:
    """Somebody who is signed in to the desk."""

    server: Server
    source: str
    token: str

    async def ask(self, method: str, path: str, body: object = None) -> Answer:
        """A request under `/assist/v1` with the token."""
        path = f"/assist/v1{path}"
        return await wire.call(self.server, method, path, body, source=self.source, token=self.token)

    async def act(self, conversation: str, act: str, **body: object) -> Answer:
        """An act on a conversation."""
        return await self.ask("POST", f"/conversations/{conversation}/{act}", body or None)


def agent(server: Server, name: str = "小李") -> Agent:
    """An agent of that name, with an hour's token."""
    return Agent(server, server.address(), server.agent_token(name))


UNSERVED = (NotTried, *wire.FAILURES)
"""How it shows that a customer cannot be served."""


async def health(server: Server) -> Answer:
    """What the server says of its health."""
    return await wire.call(server, "GET", "/chat/health", source=server.address())
