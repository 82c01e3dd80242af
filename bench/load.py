"""Customers who come whether or not the servers keep up, at the front door and at Rasa's own REST channel.

    python -m bench.load --rate 4 --seconds 60
    python -m bench.load --rate 4 --seconds 3600 --edges 2 --workers 2

Starts servers of its own. Visits begin at random (Poisson), every second one at the front door, the others as
Rasa's stock channels are used: a call that ends with the answer. Each asks five questions and then has all of
it erased. Both sides have the same hour, worker and questions; the ratios say what the front door adds and
takes away. Then: what memory, files and rows did meanwhile, and whether it ended as quick as it began.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
import time
import uuid
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import Engine

from bench import chat_client, cluster
from bench.acknowledged import QUESTIONS, Customer, percentile
from bench.cluster import Cluster

QUESTIONS_EACH = 5
LIMIT_SECONDS = 60.0
THINKING_SECONDS = 4.0
SAMPLES = 20


@dataclass
class Side:
    """What was measured on one side, in the order in which it came: seconds."""

    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    failed: int = 0


@dataclass(frozen=True)
class Sample:
    """What the servers hold: megabytes and open files of each process, rows of each table."""

    at: float
    megabytes: Mapping[str, float]
    files: Mapping[str, int]
    rows: Mapping[str, int]


async def visit_ours(side: Side, http: aiohttp.ClientSession, url: str) -> None:
    """Talks over a socket."""
    token = await chat_client.open_session(http, url)
    socket = await chat_client.connect(http, url, token)
    customer = Customer(socket)
    for _ in range(QUESTIONS_EACH):
        await customer.ask(random.choice(QUESTIONS))
        side.acknowledged.append(customer.acknowledged[-1])
        side.answered.append(customer.answered[-1])
        await asyncio.sleep(random.uniform(0, THINKING_SECONDS))
    async with http.delete(f"{url}/chat/me", headers={"Authorization": f"Bearer {token}"}) as erased:
        erased.raise_for_status()
    await socket.disconnect()


async def visit_rest(side: Side, http: aiohttp.ClientSession, url: str) -> None:
    """Talks over REST."""
    sender, channel = f"bench-{uuid.uuid4().hex}", f"{url}/webhooks/rest/webhook"
    for _ in range(QUESTIONS_EACH):
        said, started = {"sender": sender, "message": random.choice(QUESTIONS)}, time.perf_counter()
        async with http.post(channel, json=said) as answer:
            assert any("custom" in message for message in await answer.json())
        side.answered.append(time.perf_counter() - started)
        await asyncio.sleep(random.uniform(0, THINKING_SECONDS))
    async with http.delete(channel, json={"sender": sender}) as erased:
        erased.raise_for_status()


async def run(servers: Cluster, rate: float, seconds: float) -> tuple[Side, Side, list[Sample]]:
    """Both sides, each asked half of `rate` questions a second, and the samples taken meanwhile."""
    ours, rest, number = Side(), Side(), 0
    samples: list[Sample] = []
    database = create_engine(servers.edges[0].conversations_url)
    visits: set[asyncio.Task[None]] = set()
    timeout = aiohttp.ClientTimeout(total=LIMIT_SECONDS)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as http:
        started = time.monotonic()
        while (spent := time.monotonic() - started) < seconds:
            if spent >= len(samples) * seconds / SAMPLES:
                samples.append(_sample(servers, database, spent))
            edge, worker = servers.edges[number % len(servers.edges)], servers.edges[0].worker_urls
            begun = (
                _counted(visit_ours(ours, http, edge.url), ours)
                if number % 2
                else _counted(visit_rest(rest, http, worker[number // 2 % len(worker)]), rest)
            )
            visits.add(asyncio.create_task(begun))
            number += 1
            await asyncio.sleep(random.expovariate(rate / QUESTIONS_EACH))
        await asyncio.gather(*visits)
    samples.append(_sample(servers, database, time.monotonic() - started))
    database.dispose()
    return ours, rest, samples


async def _counted(visit: Coroutine[Any, Any, None], side: Side) -> None:
    try:
        await visit
    except Exception as error:
        side.failed += 1
        print(f"a visit failed: {type(error).__name__} {error}", flush=True)


def _sample(servers: Cluster, database: Engine, at: float) -> Sample:
    files = {
        f"{which} {number}": len(os.listdir(f"/proc/{process.pid}/fd"))
        for (which, number), process in servers.processes.items()
    }
    with database.connect() as connection:
        rows = {
            table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in inspect(database).get_table_names()
        }
    megabytes = {server: each for server, (_, each) in servers.memory().items()}
    return Sample(at, megabytes, files, rows)


def report(ours: Side, rest: Side, samples: Sequence[Sample]) -> list[str]:
    """The lines that tell it."""
    lines = []
    for name, times in (
        ("acknowledged", ours.acknowledged),
        ("answered", ours.answered),
        ("answered over REST", rest.answered),
    ):
        told = ", ".join(f"p{share * 100:.0f} {percentile(times, share):.3f} s" for share in (0.5, 0.95))
        lines.append(f"{len(times)} {name}: {told}")
    lines.append(f"visits that failed: {ours.failed}, over REST {rest.failed}")
    for name, times in (("heard that it is stored", ours.acknowledged), ("answered", ours.answered)):
        ratios = (percentile(times, share) / percentile(rest.answered, share) for share in (0.5, 0.95))
        lines.append("{} / answered over REST: p50 {:.2f}, p95 {:.2f}".format(name, *ratios))
    sixth = max(1, len(ours.acknowledged) // 6)
    first, last = (
        percentile(times, 0.95) for times in (ours.acknowledged[:sixth], ours.acknowledged[-sixth:])
    )
    lines.append(f"acknowledged, p95 of the last sixth / of the first: {last / first:.2f}")
    begin, middle, end = samples[1], samples[len(samples) // 2], samples[-1]
    for name in end.megabytes:
        memory = " -> ".join(f"{sample.megabytes[name]:.0f}" for sample in (begin, middle, end))
        lines.append(f"{name}: {memory} MB, {begin.files[name]} -> {end.files[name]} open files")
    grown = {table: (begin.rows.get(table, 0), count) for table, count in end.rows.items() if count}
    lines.append("rows: " + ", ".join(f"{table} {was} -> {is_}" for table, (was, is_) in grown.items()))
    return lines


async def _measure(rate: float, seconds: float, edges: int, workers: int) -> list[str]:
    with tempfile.TemporaryDirectory() as state:
        async with cluster.running(Path(state), edges, workers) as servers:
            return report(*await run(servers, rate, seconds))


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rate", type=float, default=4.0, help="questions a second, on both sides together")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--edges", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    chosen = parser.parse_args()
    lines = asyncio.run(_measure(chosen.rate, chosen.seconds, chosen.edges, chosen.workers))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
