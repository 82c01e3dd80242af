"""Acts that cost, repeated; and what counting costs (item 10)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bench.attack import people, wire
from bench.attack.attack import Attack, Finding, Scale, judged
from bench.attack.people import CHAT, Customer
from bench.attack.server import Server

TIMES = 30
OFFICE = 100
REQUESTS_EACH = 10
FEW, MANY = 3, 300
SAMPLE = 200
GROWTH = 1.5
"""By how much a request may cost more when the limiter remembers many."""


async def costly_acts(server: Server, _: Scale) -> Finding:
    """Does each costly act again and again in one conversation: from some point on it is refused."""
    acts: dict[str, Callable[[Customer], Awaitable[bool]]] = {
        "rating": lambda c: _posted(c, "/rating", {"stars": 1}),
        "left message": lambda c: _posted(c, "/leave-message", {"text": "请回电", "contact": "店里"}),
        "consent": lambda c: _posted(c, "/consent", {"granted": True}),
        "hand-over": _toggled,
    }
    done = {}
    for name, act in acts.items():
        customer = await people.customer(server)
        done[name] = sum([await act(customer) for _ in range(TIMES)])
    figure = ", ".join(f"{name} {count}" for name, count in done.items())
    return judged(held=max(done.values()) < TIMES, figure=f"done of {TIMES} each: {figure}")


async def office(server: Server, _: Scale) -> Finding:
    """A hundred customers behind one address talk in one minute: none is told to wait."""
    source, refused = server.address(), 0

    async def work() -> int:
        try:
            customer = await people.customer(server, source)
        except people.UNSERVED:
            return REQUESTS_EACH
        answers = [await customer.ask("GET", "/history") for _ in range(REQUESTS_EACH - 1)]
        return sum(answer.status == 429 for answer in answers)

    for _group in range(OFFICE // 10):
        refused += sum(await asyncio.gather(*(work() for _ in range(10))))
    return judged(held=refused == 0, figure=f"{refused} of {OFFICE * REQUESTS_EACH} requests refused")


async def limiter_keys(server: Server, scale: Scale) -> Finding:
    """Asks once from each of many addresses; a request must then cost the server no more CPU than before."""
    before = await _cpu_ms(server)
    for _ in range(scale.keys // 20):
        await asyncio.gather(*(_ask(server, server.address()) for _ in range(20)))
    after = await _cpu_ms(server)
    return judged(
        held=after < GROWTH * before + 0.5,
        figure=f"{before:.1f} ms a request, {after:.1f} ms after {scale.keys} addresses",
    )


async def long_queue(server: Server, _: Scale) -> Finding:
    """Has many customers wait for a person: one more must cost about the same as with three."""
    costs = {}
    for waiting in range(MANY + 10):
        customer = await people.customer(server)
        spent = server.cpu_seconds()
        await customer.ask("POST", "/handoff")
        costs[waiting] = server.cpu_seconds() - spent
    few = sum(costs[number] for number in range(FEW, FEW + 10))
    many = sum(costs[number] for number in range(MANY, MANY + 10))
    return judged(
        held=many < GROWTH * few + 0.05,
        figure=f"{few * 100:.0f} ms each with {FEW} waiting, {many * 100:.0f} ms with {MANY}",
    )


async def _posted(customer: Customer, path: str, body: object) -> bool:
    return (await customer.ask("POST", path, body)).status == 200


async def _toggled(customer: Customer) -> bool:
    async with customer.on_socket() as socket:
        asked = await socket.call(CHAT, "handoff", {})
        cancelled = await socket.call(CHAT, "handoff", {"cancel": True})
    return bool(asked and asked["ok"] and cancelled and cancelled["ok"])


async def _ask(server: Server, source: str) -> None:
    await wire.call(server, "GET", "/chat/suggest?q=a", source=source)


async def _cpu_ms(server: Server) -> float:
    """CPU time of the servers for one cheap request, in milliseconds."""
    source, spent = server.address(), server.cpu_seconds()
    for _ in range(SAMPLE):
        await _ask(server, source)
    return (server.cpu_seconds() - spent) / SAMPLE * 1000


ATTACKS = (
    Attack(
        "costly-acts",
        10,
        "Ratings, left messages, consents and hand-overs 30 times in one talk.",
        costly_acts,
    ),
    Attack("office-of-a-hundred", 10, "A hundred customers behind one address: none may be refused.", office),
    Attack("long-queue", 10, "With 300 waiting one more must cost as much as with three.", long_queue),
    Attack(
        "limiter-keys",
        10,
        "Many addresses ask once each: the next request must cost no more.",
        limiter_keys,
        limit_seconds=1800,
    ),
)
