"""HTTP requests with bytes changed at random: no hang, no traceback, health always quick (item 12).

How quick it is says something only beside how quick a bare server is on the same machine at the same time.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass

from bench.attack import wire
from bench.attack.attack import Attack, Finding, Scale, judged
from bench.attack.peer import peer
from bench.attack.server import Server, answered_in

AT_ONCE = 8
QUICK_SECONDS = 0.5
HUNG_SECONDS = 5.0
PAUSE_SECONDS = 0.1
"""Between one question for health and the next."""
MOST_HANGS = 3
"""After so many the rest is left."""

SEEDS = tuple(
    text.replace("\n", "\r\n").encode()
    for text in (
        "GET /chat/health HTTP/1.1\nHost: 127.0.0.1\n\n",
        "GET /chat/suggest?q=%E9%80%80 HTTP/1.1\nHost: 127.0.0.1\nOrigin: http://127.0.0.1\n\n",
        'POST /chat/session HTTP/1.1\nHost: x\nContent-Type: text/json\nContent-Length: 14\n\n{"page": "/a"}',
        "POST /chat/session HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n2\n{}\n0\n\n",
        'POST /webhooks/rest/webhook HTTP/1.1\nHost: x\nContent-Length: 17\n\n{"message": "hi"}',
        "GET /chat/socket.io/?EIO=4&transport=polling HTTP/1.1\nHost: x\n\n",
        "GET /chat/socket.io/?EIO=4&transport=websocket HTTP/1.1\nHost: x\nUpgrade: websocket\n"
        "Connection: Upgrade\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n\n",
        "GET /assist/v1/conversations?limit=3&cursor=a HTTP/1.1\nHost: x\nAuthorization: Bearer a.b.c\n\n",
        "DELETE /chat/me HTTP/1.1\nHost: x\nAuthorization: Bearer a.b.c\nExpect: 100-continue\n\n",
    )
)

TOKENS = (
    b"Content-Length: -1\r\n",
    b"Content-Length : 4\r\n",
    b"Content-Length: 4\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Length: 99999999999999999999\r\n",
    b"\r\n\r\n",
    b"\r\n",
    b"\n",
    b"\x00",
    b"\xff\xfe",
    b"HTTP/9.9",
    b" ",
    b"-",
    b":",
    b"%",
    b"%00",
    b"../",
    b"\t",
    b"Host: \r\n",
    b"Expect: 100-continue\r\n",
    b"Connection: keep-alive\r\n",
    b"Range: bytes=-1-\r\n",
    b"Cookie: a=\x7f;;=\r\n",
    b"X-Forwarded-For: ,,\r\n",
    b"Forwarded: for=\r\n",
)


@dataclass
class Slowest:
    """The slowest answers while requests were sent, in seconds."""

    health: float = 0.0
    peer: float = 0.0


async def fuzz(server: Server, scale: Scale) -> Finding:
    """Sends that many; where the server hangs, it is started anew, and the bytes are told."""
    chosen, before = random.Random(20261129), server.tracebacks()
    slowest, sent, hangs = Slowest(), 0, 0
    async with peer() as beside:
        while sent < scale.fuzz and hangs < MOST_HANGS:
            batch = [changed(chosen) for _ in range(min(200, scale.fuzz - sent))]
            sent += len(batch)
            if not await _send(server, beside, batch, slowest):
                hangs += 1
                await server.restart()
    tracebacks = server.tracebacks() - before
    return judged(
        held=hangs == 0 and tracebacks == 0 and slowest.health < QUICK_SECONDS,
        figure=f"{sent} requests: {hangs} hangs, {tracebacks} tracebacks,"
        f" health at most {slowest.health:.2f} s, a bare server beside it {slowest.peer:.2f} s",
    )


def changed(chosen: random.Random) -> bytes:
    """A request with one to four changes."""
    request = chosen.choice(SEEDS)
    for _ in range(chosen.randint(1, 4)):
        request = chosen.choice(_CHANGES)(request, chosen.randrange(len(request) + 1), chosen)
    return request


_CHANGES: tuple[Callable[[bytes, int, random.Random], bytes], ...] = (
    lambda request, at, chosen: request[:at] + bytes([chosen.randrange(256)]) + request[at + 1 :],
    lambda request, at, chosen: request[:at] + chosen.choice(TOKENS) + request[at:],
    lambda request, at, chosen: request[:at] + request[at + chosen.randint(1, 8) :],
    lambda request, at, chosen: (
        request[:at] + request[max(0, at - 30) : at] * chosen.randint(1, 20) + request[at:]
    ),
    lambda request, at, chosen: request[:at] + chosen.choice(SEEDS)[chosen.randrange(40) :],
    lambda request, at, _: request[:at],
    lambda request, _, chosen: request.replace(b"\r\n", b"\r\n" + chosen.choice(TOKENS), 1),
)


async def _send(server: Server, beside: int, batch: list[bytes], slowest: Slowest) -> bool:
    """Whether health was answered meanwhile; `slowest` is told how soon."""
    waiting, over = iter(batch), asyncio.Event()
    watch = asyncio.create_task(_watch(server, beside, over, slowest))

    async def send() -> None:
        for request in waiting:
            if watch.done():
                return
            await wire.exchange(server.port, request, source=server.address(), seconds=0.5, end=True)

    await asyncio.gather(*(send() for _ in range(AT_ONCE)))
    over.set()
    return await watch


async def _watch(server: Server, beside: int, over: asyncio.Event, slowest: Slowest) -> bool:
    """Asks for health, and the peer, again and again until `over`, and once more; whether health answered.

    It is told to end and not cancelled: before Python 3.12 `asyncio.wait_for` loses a cancellation that comes
    at the moment of the answer, and the watch would never end.
    """
    is_last = False
    while not is_last:
        is_last = over.is_set()
        health, bare = await asyncio.gather(
            server.health_seconds(HUNG_SECONDS), answered_in(beside, "/", HUNG_SECONDS)
        )
        slowest.peer = max(slowest.peer, HUNG_SECONDS if bare is None else bare)
        if health is None:
            return False
        slowest.health = max(slowest.health, health)
        await asyncio.sleep(0.0 if is_last else PAUSE_SECONDS)
    return True


ATTACKS = (Attack("fuzz", 12, "HTTP requests with bytes changed at random.", fuzz, limit_seconds=3600),)
