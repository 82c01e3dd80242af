"""Ways to a server that no well-behaved client takes: Socket.IO packets and HTTP requests written by hand."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench.attack.server import Server

ANSWER_SECONDS = 15.0

FAILURES = (aiohttp.ClientError, asyncio.TimeoutError, OSError)


def session(source: str, *, keep: bool = False) -> aiohttp.ClientSession:
    """HTTP from the address `source`; `keep` uses its connections again."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(local_addr=(source, 0), force_close=not keep),
        timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS),
    )


@dataclass(frozen=True)
class Answer:
    """What the server said to an HTTP request; `body` is `None` where it was not JSON."""

    status: int
    body: Any


async def call(
    server: Server,
    method: str,
    path: str,
    body: object = None,
    *,
    source: str,
    token: str | None = None,
    url: str | None = None,
    **headers: str,
) -> Answer:
    """One HTTP request from the address `source`, with JSON where there is a body; `url` is of another server
    than the front door."""
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    async with (
        session(source) as http,
        http.request(method, f"{url or server.url}{path}", json=body, headers=headers) as answer,
    ):
        try:
            told = json.loads(await answer.read())
        except ValueError:
            told = None
        return Answer(answer.status, told)


async def exchange(port: int, sent: bytes, *, source: str, seconds: float, end: bool = False) -> bytes:
    """What a server says to these bytes until it closes, or for so long; `end` closes our side after them."""
    heard = b""
    with contextlib.suppress(OSError, asyncio.TimeoutError):
        async with raw(port, source) as (reader, writer):
            writer.write(sent)
            if end:
                writer.write_eof()
            async with _at_most(seconds):
                while piece := await reader.read(65536):
                    heard += piece
    return heard


@contextlib.asynccontextmanager
async def raw(port: int, source: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A TCP connection from the address `source`."""
    opening = asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    reader, writer = await asyncio.wait_for(opening, ANSWER_SECONDS)
    try:
        yield reader, writer
    finally:
        writer.close()


@dataclass
class Socket:
    """One Engine.IO websocket; what comes is kept."""

    ws: aiohttp.ClientWebSocketResponse
    packets: list[str] = field(default_factory=list)
    """All that came, the handshake and the answers to pings apart."""

    async def send(self, packet: str) -> None:
        """Sends a packet as it is."""
        await self.ws.send_str(packet)

    async def join(self, namespace: str, token: str | None = None) -> str | None:
        """Asks to be let into a namespace: the answer, `None` where there is none within two seconds."""
        auth = "" if token is None else json.dumps({"token": token})
        before = len(self.packets)
        await self.send(f"40{namespace},{auth}")
        return await self._answer(before, (f"40{namespace}", f"44{namespace}"), 2.0)

    async def call(self, namespace: str, event: str, body: object) -> dict[str, Any] | None:
        """Sends an event and waits for its acknowledgement."""
        before = len(self.packets)
        await self.send(f"42{namespace},7{json.dumps([event, body])}")
        answer = await self._answer(before, (f"43{namespace},7",), ANSWER_SECONDS)
        return None if answer is None else json.loads(answer[answer.index("[") :])[0]

    def events(self) -> list[list[Any]]:
        """The events that came, each its name and what it says."""
        return [json.loads(p[p.index("[") :]) for p in self.packets if p.startswith("42") and "[" in p]

    async def until(self, event: str, seconds: float, **fields: object) -> dict[str, Any] | None:
        """The first event of that name with these fields, as soon as it came; `None` if it did not come."""
        async with _at_most(seconds):
            while True:
                for name, *told in self.events():
                    if name == event and told and fields.items() <= told[0].items():
                        return dict(told[0])
                await asyncio.sleep(0.05)
        return None

    async def listen(self) -> None:
        """Keeps what comes and answers pings until the server closes."""
        async for message in self.ws:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            if message.data == "2":
                await self.send("3")
            else:
                self.packets.append(message.data)

    async def _answer(self, since: int, beginnings: tuple[str, ...], seconds: float) -> str | None:
        async with _at_most(seconds):
            while True:
                for packet in self.packets[since:]:
                    if packet.startswith(beginnings):
                        return packet
                await asyncio.sleep(0.02)
        return None


@contextlib.asynccontextmanager
async def socket(server: Server, source: str) -> AsyncIterator[Socket]:
    """A websocket of Engine.IO that has joined no namespace yet."""
    address = f"{server.url}/chat/socket.io/?EIO=4&transport=websocket"
    async with session(source) as http, http.ws_connect(address) as ws:
        opened = Socket(ws)
        listening = asyncio.create_task(opened.listen())
        try:
            yield opened
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError, *FAILURES):
                await listening


@contextlib.asynccontextmanager
async def _at_most(seconds: float) -> AsyncIterator[None]:
    """Leaves the block after so long, without an error."""
    task = asyncio.current_task()
    assert task is not None
    over = False

    def end() -> None:
        nonlocal over
        over = True
        task.cancel()

    timer = asyncio.get_running_loop().call_later(seconds, end)
    try:
        yield
    except asyncio.CancelledError:
        if not over:
            raise
    finally:
        timer.cancel()
