"""A database and a message bus that say nothing, as behind a firewall that drops packets (item 7)."""

from __future__ import annotations

import asyncio
import time

from bench import stores
from bench.attack import people
from bench.attack.attack import Attack, Finding, Scale, judged
from bench.attack.faults import RECOVERY_SECONDS, after, served_within
from bench.attack.server import Server

TRUTH_SECONDS = 2.0


async def silent_database(server: Server, scale: Scale) -> Finding:
    """Freezes PostgreSQL under talk; health must say so, and service be back soon after."""
    customers = [await people.customer(server) for _ in range(5)]
    stores.DATABASE.break_with("frozen")
    talk = [asyncio.create_task(customer.say(people.QUESTION)) for customer in customers]
    truths = []
    until = time.monotonic() + scale.silence
    while time.monotonic() < until:
        truths.append(await _unhealthy_within(server))
        await asyncio.sleep(1.0)
    stores.DATABASE.mend()
    back = await served_within(server, 3 * RECOVERY_SECONDS)
    for task in talk:
        task.cancel()
    await asyncio.gather(*talk, return_exceptions=True)
    slow = sum(seconds is None for seconds in truths)
    return judged(
        held=slow == 0 and back is not None and back <= RECOVERY_SECONDS,
        figure=f"health untrue or late {slow} of {len(truths)} times; served again {after(back)}",
    )


async def silent_bus(server: Server, scale: Scale) -> Finding:
    """Freezes Redis; a turn must not wait for the telling, and telling be back soon after."""
    customer = await people.customer(server)
    stores.BUS.break_with("frozen")
    started = time.monotonic()
    opened = await customer.ask("GET", "/history")
    said = asyncio.create_task(customer.say(people.QUESTION))
    await asyncio.sleep(scale.silence)
    history = await asyncio.wait_for(customer.ask("GET", "/history"), 20.0)
    answered = history.status == 200 and any(m["from"] == "bot" for m in history.body["messages"])
    silence = time.monotonic() - started
    stores.BUS.mend()
    back = await served_within(server, 3 * RECOVERY_SECONDS)
    said.cancel()
    await asyncio.gather(said, return_exceptions=True)
    return judged(
        held=opened.status == 200 and answered and back is not None and back <= RECOVERY_SECONDS,
        figure=f"{'answered' if answered else 'not answered'} in {silence:.0f} s of silence;"
        f" told again {after(back)}",
    )


async def _unhealthy_within(server: Server) -> float | None:
    """After how long health said that it is not well; `None` where it did not, or said that all is well."""
    started = time.monotonic()
    try:
        answer = await asyncio.wait_for(people.health(server), TRUTH_SECONDS)
    except (asyncio.TimeoutError, OSError):
        return None
    return None if answer.status == 200 else time.monotonic() - started


ATTACKS = (
    Attack(
        "silent-postgresql",
        7,
        "PostgreSQL says nothing for a while, its connections open.",
        silent_database,
        on="stores",
        limit_seconds=400,
    ),
    Attack(
        "silent-redis",
        7,
        "Redis says nothing for a while, its connections open.",
        silent_bus,
        on="stores",
        limit_seconds=400,
    ),
)
