"""PostgreSQL, Redis and RabbitMQ behind a network that breaks in each known way (item 7).

What was acknowledged must be answered once, and a new customer served soon after, without a restart.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from functools import partial
from typing import get_args

from bench import stores
from bench.attack import people
from bench.attack.attack import Attack, Finding, Scale, judged
from bench.attack.people import Customer
from bench.attack.server import Server
from bench.proxy import Fault, Proxy

RECOVERY_SECONDS = 10.0
CUSTOMERS = 4
ANSWERED_SECONDS = 60.0
"""For what was acknowledged in the fault; a turn that was under way is retried."""

SERVICES = {"postgresql": stores.DATABASE, "redis": stores.BUS, "rabbitmq": stores.BROKER}


async def broken_network(proxy: Proxy, fault: Fault, server: Server, scale: Scale) -> Finding:
    """Breaks it while customers talk."""
    customers = [await people.customer(server) for _ in range(CUSTOMERS)]
    proxy.break_with(fault)
    talk = asyncio.gather(*(_say(customer, scale.fault) for customer in customers))
    await asyncio.sleep(scale.fault)
    proxy.mend()
    back = await served_within(server, 3 * RECOVERY_SECONDS)
    acknowledged = await talk
    answered = await asyncio.gather(*map(_answers_of, customers, acknowledged))
    wrong = sum(answers != said for said, answers in zip(acknowledged, answered, strict=True))
    return judged(
        held=wrong == 0 and back is not None and back <= RECOVERY_SECONDS,
        figure=f"{sum(acknowledged)} of {CUSTOMERS} acknowledged within {scale.fault:.0f} s,"
        f" {wrong} of them not answered once; served again {after(back)}",
    )


async def served_within(server: Server, seconds: float) -> float | None:
    """After how long a new customer is answered again, on their socket."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        try:
            customer = await asyncio.wait_for(people.customer(server), 5.0)
            if await asyncio.wait_for(customer.say_and_hear(people.QUESTION, 5.0), 8.0):
                return time.monotonic() - started
        except people.UNSERVED:
            await asyncio.sleep(0.3)
    return None


def after(seconds: float | None) -> str:
    """In words."""
    return "not" if seconds is None else f"after {seconds:.1f} s"


async def _say(customer: Customer, seconds: float) -> int:
    """1 where it is acknowledged, else 0."""
    with contextlib.suppress(*people.UNSERVED):
        acknowledged = await asyncio.wait_for(customer.say(people.QUESTION), seconds)
        return int(bool(acknowledged and acknowledged.get("ok")))
    return 0


async def _answers_of(customer: Customer, said: int) -> int:
    """How often the customer was answered, once all that must come has come, and a while after."""
    until, answers = time.monotonic() + ANSWERED_SECONDS, -1
    while answers < said and time.monotonic() < until:
        await asyncio.sleep(0.5)
        with contextlib.suppress(*people.UNSERVED):
            history = await customer.ask("GET", "/history")
            if history.status == 200:
                stored = sum(m["from"] == "customer" for m in history.body["messages"])
                # What was stored, though its acknowledgement was lost, is answered too.
                missing = stored - said
                answers = sum(m["envelope"] is not None for m in history.body["messages"]) - missing
    return answers


ATTACKS = tuple(
    Attack(
        f"{service}-{fault}",
        7,
        f"The network before {service} is {fault} for a while.",
        partial(broken_network, proxy, fault),
        on="stores",
        limit_seconds=240,
    )
    for service, proxy in SERVICES.items()
    for fault in get_args(Fault)
)
