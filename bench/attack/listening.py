"""Hearing what is not one's own (item 1)."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import random
from collections.abc import Sequence

from bench.attack import people, wire
from bench.attack.attack import Attack, Finding, NotTried, Scale, judged
from bench.attack.people import CHAT, DESK
from bench.attack.server import Server

MOST_REQUESTS = 10_000
"""With which an address's rate must be spent."""
LISTENERS = 10
SOCKETS_EACH = 100
"""From one address."""
NAMESPACES = (DESK, CHAT, "/", "/none")
SECRET = "我的暗语是魑魅魍魉"


async def after_the_rate(server: Server, _: Scale) -> Finding:
    """Spends an address's rate, then knocks at both namespaces."""
    source = server.address()
    await _spend(server, source)
    async with contextlib.AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(wire.socket(server, source)) for _ in range(LISTENERS)]
        for number, socket in enumerate(sockets):
            await socket.join(DESK if number % 2 else CHAT)
        return await _talk_past(server, sockets)


async def slow_issuer(server: Server, _: Scale) -> Finding:
    """Knocks with tokens of an issuer that does not answer: the socket waits to be judged, and listens."""
    header, claims = {"alg": "RS256", "kid": "k", "typ": "JWT"}, {"iss": server.issuer, "sub": "x"}
    token = f"{_part(header)}.{_part(claims)}.AAAA"
    async with contextlib.AsyncExitStack() as stack:
        source = server.address()
        sockets = [await stack.enter_async_context(wire.socket(server, source)) for _ in range(LISTENERS)]
        for socket in sockets:
            await socket.send(f"40{DESK},{json.dumps({'token': token})}")
        return await _talk_past(server, sockets)


async def past_the_end(server: Server, _: Scale) -> Finding:
    """Is let in for two seconds, sends events with the names of Socket.IO's own, and stays."""
    async with contextlib.AsyncExitStack() as stack:
        sockets = []
        for _number in range(LISTENERS):
            socket = await stack.enter_async_context(wire.socket(server, server.address()))
            await socket.join(DESK, server.agent_token("小王", life=2.0))
            for event in ("disconnect", "connect", "__disconnect_final"):
                await socket.send(f"42{DESK},{json.dumps([event, 'client disconnect'])}")
            sockets.append(socket)
        await asyncio.sleep(3.5)
        for socket in sockets:
            socket.packets.clear()
        return await _talk_past(server, sockets)


async def in_all_orders(server: Server, scale: Scale) -> Finding:
    """Joins, leaves and speaks in random order, with wrong tokens, from addresses whose rate is spent."""
    chosen = random.Random(7)
    spoken = await people.customer(server)
    wrong = [None, "", "x", "a.b.c", server.customer_token("demo"), "é" * 3000, "\u0000"]
    async with contextlib.AsyncExitStack() as stack:
        sockets: list[wire.Socket] = []
        for number in range(scale.connects):
            if number % SOCKETS_EACH == 0:
                source = server.address()
                await _spend(server, source)
            with contextlib.suppress(*wire.FAILURES):
                sockets.append(socket := await stack.enter_async_context(wire.socket(server, source)))
                for _ in range(chosen.randint(1, 6)):
                    await socket.send(_packet(chosen, chosen.choice(NAMESPACES), chosen.choice(wrong)))
            if number % SOCKETS_EACH == SOCKETS_EACH - 1:
                await spoken.say(SECRET)
        await asyncio.sleep(2.0)
        heard = sum(bool(socket.events()) for socket in sockets)
    return judged(held=heard == 0, figure=f"{heard} of {len(sockets)} heard something")


def _packet(chosen: random.Random, namespace: str, token: str | None) -> str:
    auth = json.dumps({"token": token})
    event = json.dumps([chosen.choice(["connect", "disconnect", "say", "resume", "message"]), auth])
    return chosen.choice(
        [f"40{namespace},{auth}", f"40{namespace},{auth}", f"41{namespace},", f"42{namespace},{event}"]
    )


async def _spend(server: Server, source: str) -> None:
    """Asks for what is cheap until the address is told to wait."""
    async with wire.session(source, keep=True) as http:

        async def ask() -> int:
            async with http.get(f"{server.url}/chat/suggest?q=a") as answer:
                return answer.status

        for _ in range(MOST_REQUESTS // 20):
            if 429 in await asyncio.gather(*(ask() for _ in range(20))):
                return
    raise NotTried(f"an address has no rate that {MOST_REQUESTS} requests would spend")


async def _talk_past(server: Server, sockets: Sequence[wire.Socket]) -> Finding:
    """A customer speaks; who of the sockets hears anything? An agent who is let in must."""
    spoken = await people.customer(server)
    async with wire.socket(server, server.address()) as admitted:
        await admitted.join(DESK, server.agent_token("小张"))
        await spoken.say(SECRET)
        await asyncio.sleep(2.0)
        if SECRET not in str(admitted.events()):
            raise NotTried("not even an agent who was let in heard the customer")
    heard = [socket for socket in sockets if socket.events()]
    words = sum(SECRET in str(socket.events()) for socket in heard)
    return judged(
        held=not heard,
        figure=f"{len(heard)} of {len(sockets)} heard something, {words} the customer's words",
    )


def _part(of_a_token: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(of_a_token).encode()).rstrip(b"=").decode()


ATTACKS = (
    Attack(
        "desk-after-rate",
        1,
        "Sockets without a token join once the rate of their address is spent.",
        after_the_rate,
    ),
    Attack(
        "desk-slow-issuer",
        1,
        "Sockets listen while the keys of a silent OIDC issuer are fetched.",
        slow_issuer,
    ),
    Attack(
        "desk-past-the-end",
        1,
        "Events with reserved names keep a socket after the end of its token.",
        past_the_end,
    ),
    Attack(
        "join-in-all-orders",
        1,
        "Sockets join, leave and speak in random order with wrong tokens.",
        in_all_orders,
    ),
)
