"""What costs the attacker little and the server much: sockets, halves of requests, big bodies (item 8)."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import time

from bench.attack import wire
from bench.attack.attack import Attack, Finding, Scale, judged
from bench.attack.server import USUAL_DESCRIPTORS, Server

IDLE_SECONDS = 8.0
"""Sockets without a token are to be closed after five."""
TRICKLE_SECONDS = 45.0
CONNECTIONS = 10
MANY_SOCKETS = 900
MAX_BODY_BYTES = 64 * 1024


async def without_token(server: Server, _: Scale) -> Finding:
    """Opens sockets that join nothing, and waits."""
    async with contextlib.AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(wire.socket(server, server.address())) for _ in range(50)]
        await asyncio.sleep(IDLE_SECONDS)
        still = sum(not socket.ws.closed for socket in sockets)
    return judged(held=still == 0, figure=f"{still} of {len(sockets)} open after {IDLE_SECONDS:.0f} s")


async def slow_requests(server: Server, _: Scale) -> Finding:
    """Sends headers and bodies one byte at a time."""
    head = b"GET /chat/health HTTP/1.1\r\nHost: x\r\nX-Slow: "
    body = b"POST /chat/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{"
    lives = await asyncio.gather(
        *(_trickle(server, sent) for sent in (head, body) for _ in range(CONNECTIONS))
    )
    heads, bodies = lives[:CONNECTIONS], lives[CONNECTIONS:]
    open_still = sum(life is None for life in lives)
    return judged(
        held=open_still == 0,
        figure=f"open after {TRICKLE_SECONDS:.0f} s: {heads.count(None)} of {CONNECTIONS} slow headers,"
        f" {bodies.count(None)} of {CONNECTIONS} slow bodies",
    )


async def _trickle(server: Server, sent: bytes) -> float | None:
    """After how many seconds the server ended it; `None` where it did not."""
    started = time.monotonic()
    with contextlib.suppress(OSError):
        async with wire.raw(server.port, server.address()) as (reader, writer):
            writer.write(sent)
            while time.monotonic() - started < TRICKLE_SECONDS:
                writer.write(b"a")
                with contextlib.suppress(asyncio.TimeoutError):
                    if not await asyncio.wait_for(reader.read(65536), 1.0):
                        break
            else:
                return None
    return time.monotonic() - started


async def big_bodies(server: Server, _: Scale) -> Finding:
    """Announces or sends bodies of over 64 KB under `/chat`: refused before they are read."""
    taken = []
    for path in (
        "/chat/session",
        "/chat/feedback",
        "/chat/rating",
        "/chat/socket.io/?EIO=4&transport=polling",
    ):
        for announced in (MAX_BODY_BYTES + 1000, 7 * 1024 * 1024):
            head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {announced}\r\n\r\n"
            heard = await wire.exchange(server.port, head.encode(), source=server.address(), seconds=3.0)
            if not heard.startswith(b"HTTP/1.1 4"):
                taken.append(f"{path.partition('?')[0]} {announced}")
    return judged(
        held=not taken,
        figure=f"{len(taken)} of 8 announced bodies waited for: {', '.join(taken)}".rstrip(": "),
    )


async def many_sockets(server: Server, _: Scale) -> Finding:
    """Opens sockets from one address until it is refused, and looks whether others are still served."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    source, opened = server.address(), 0
    async with contextlib.AsyncExitStack() as stack:
        for _number in range(MANY_SOCKETS):
            try:
                await asyncio.wait_for(stack.enter_async_context(wire.socket(server, source)), 5.0)
            except wire.FAILURES:
                break
            opened += 1
        health = await server.health_seconds()
    told = "no answer" if health is None else f"{health:.2f} s"
    return judged(
        held=opened < MANY_SOCKETS and health is not None, figure=f"{opened} opened, health of others {told}"
    )


async def descriptors(server: Server, _: Scale) -> Finding:
    """Reads the front door's limit of descriptors after a start with the usual one."""
    lowest = min(map(_descriptor_limit, server.processes("edge.server")), default=0)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return judged(held=lowest > USUAL_DESCRIPTORS, figure=f"{lowest} of {hard}")


def _descriptor_limit(pid: int) -> int:
    return resource.prlimit(pid, resource.RLIMIT_NOFILE)[0]


ATTACKS = (
    Attack("sockets-without-token", 8, "Sockets are opened, join nothing, and stay.", without_token),
    Attack("slow-requests", 8, "Headers and bodies come one byte a second.", slow_requests),
    Attack("big-bodies", 8, "Bodies over 64 KB are announced and not sent.", big_bodies),
    Attack("many-sockets", 8, "One address opens 900 sockets.", many_sockets, limit_seconds=200),
    Attack("descriptors", 8, "The server is started with 1,024 descriptors.", descriptors),
)
