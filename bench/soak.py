"""Customers who come and go while servers are killed and services cut off at random, for an hour or longer.

    python -m bench.soak --minutes 60

Two edges and two workers stand on PostgreSQL, Redis and RabbitMQ. Each visit is a conversation of its own,
on two pages. Every minute or so one edge or one worker is killed with `kill -9`, always the first, or all are
cut off PostgreSQL or Redis for three seconds. At the end: what became of each message that was acknowledged
(exit status 1 where one was lost, not answered, answered twice or not told), how much memory each server
gains an hour, and whether customers are served as quickly at the end as at the beginning, faults aside.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bench import chat_client, cluster
from bench.acknowledged import percentile
from bench.cluster import Cluster
from bench.killed_server import ANSWER_SECONDS, FAILURES, Asked, Customer, Result, settled, strike, until

STRUCK = ("edge", "worker", "postgresql", "redis")
QUIET_SECONDS = (30.0, 90.0)
"""Between two faults."""
SETTLING_SECONDS = 10.0
"""For which a fault is felt after it is over."""
QUESTIONS_EACH = 8
SAMPLE_SECONDS = 5.0
WARM_SECONDS = 60.0
"""In which a new server loads what it needs: its memory is not counted yet."""

Life = list[tuple[float, float]]
"""Of one process: times in seconds, and megabytes."""


@dataclass(frozen=True)
class Trouble:
    """A fault, and from when until when it was felt."""

    which: str
    began: float
    over: float


@dataclass(frozen=True)
class Slope:
    """Megabytes that a server gains an hour, and the standard error of that."""

    an_hour: float
    error: float


class Soak:
    """What goes on, and what was seen of it."""

    def __init__(self, servers: Cluster, http: aiohttp.ClientSession, seconds: float) -> None:
        self._servers, self._http = servers, http
        self._urls = [edge.url for edge in servers.edges]
        self.began = time.monotonic()
        self.ends = self.began + seconds
        self.people: list[Customer] = []
        self.troubles: list[Trouble] = []
        self.lives: defaultdict[str, dict[int, Life]] = defaultdict(dict)

    async def run(self, customers: int) -> Result:
        """So many at a time; what became of what they said."""
        watching = asyncio.create_task(self._watch())
        await asyncio.gather(self._trouble(), *(self._come_and_go() for _ in range(customers)))
        watching.cancel()
        return await settled(self._servers.edges[0].conversations_url, self.people)

    @property
    def _is_over(self) -> bool:
        return time.monotonic() >= self.ends

    async def _come_and_go(self) -> None:
        for urls in itertools.cycle((self._urls, self._urls[::-1])):
            if self._is_over:
                return
            try:
                token = await chat_client.open_session(self._http, urls[0])
            except FAILURES:
                await asyncio.sleep(1.0)
            else:
                await self._visit(Customer(urls, self._http, token))

    async def _visit(self, customer: Customer) -> None:
        self.people.append(customer)
        staying = [asyncio.create_task(page.stay()) for page in customer.pages]
        for _ in range(QUESTIONS_EACH):
            await customer.ask()
            if self._is_over:
                break
        await until(lambda: _has_heard_all(customer), ANSWER_SECONDS)
        for page, task in zip(customer.pages, staying, strict=True):
            task.cancel()
            await page.socket.disconnect()

    async def _trouble(self) -> None:
        for which in _in_rounds():
            await asyncio.sleep(random.uniform(*QUIET_SECONDS))
            if self._is_over:
                return
            began = time.monotonic()
            await strike(self._servers, which, 1)
            self.troubles.append(Trouble(which, began, time.monotonic() + SETTLING_SECONDS))
            print(f"{(began - self.began) / 60:.1f} min: {which}", flush=True)

    async def _watch(self) -> None:
        while True:
            for server, (pid, megabytes) in self._servers.memory().items():
                self.lives[server].setdefault(pid, []).append((time.monotonic(), megabytes))
            await asyncio.sleep(SAMPLE_SECONDS)


def _in_rounds() -> Iterator[str]:
    """Each of them once in any order, and again."""
    while True:
        yield from random.sample(STRUCK, len(STRUCK))


def _has_heard_all(customer: Customer) -> bool:
    """Whether both pages have shown all answers, and nothing before them is missing."""
    return all(
        len(page.answers) >= len(customer.acknowledged) and len(page.seen) == max(page.seen)
        for page in customer.pages
    )


def slope(lives: Sequence[Life]) -> Slope | None:
    """The gain within the lives of a server's processes, each from its own level once it is warm; `None`
    where none has lived long enough to tell."""
    times: list[float] = []
    gains: list[float] = []
    levels = 0
    for life in lives:
        warm = [(at, megabytes) for at, megabytes in life if at - life[0][0] >= WARM_SECONDS]
        if len(warm) > 1:
            levels += 1
            middle, level = (sum(column) / len(warm) for column in zip(*warm, strict=True))
            times += [at - middle for at, _ in warm]
            gains += [megabytes - level for _, megabytes in warm]
    spread, free = sum(at * at for at in times), len(times) - levels - 1
    if free < 1 or spread == 0:
        return None
    gain = sum(at * megabytes for at, megabytes in zip(times, gains, strict=True)) / spread
    left = sum((megabytes - gain * at) ** 2 for at, megabytes in zip(times, gains, strict=True))
    return Slope(gain * 3600, (left / free / spread) ** 0.5 * 3600)


def calm(asked: Sequence[Asked], troubles: Sequence[Trouble]) -> list[Asked]:
    """What was said and answered while there was no fault, by time."""
    return sorted(
        (
            each
            for each in asked
            if not any(
                each.at < trouble.over and trouble.began < each.at + (each.answered or each.acknowledged)
                for trouble in troubles
            )
        ),
        key=lambda each: each.at,
    )


def report(soak: Soak, result: Result) -> Iterator[str]:
    """The lines that tell it."""
    struck = ", ".join(f"{which} {times}" for which, times in Counter(t.which for t in soak.troubles).items())
    yield f"faults: {struck}; visits: {len(soak.people)}"
    yield str(result)
    for server, lives in soak.lives.items():
        highest = max(megabytes for life in lives.values() for _, megabytes in life)
        gained = slope([*lives.values()])
        told = f"{gained.an_hour:+.1f} ± {2 * gained.error:.1f} MB an hour" if gained else "too short to tell"
        yield f"{server}: {told}, at most {highest:.0f} MB, {len(lives)} processes"
    said = calm([each for person in soak.people for each in person.asked], soak.troubles)
    sixth = (soak.ends - soak.began) / 6
    first = [each for each in said if each.at < soak.began + sixth]
    last = [each for each in said if each.at >= soak.ends - sixth]
    for name in ("acknowledged", "answered"):
        yield f"{name}, without faults: {_ratio(*(_times(part, name) for part in (first, last)))}"


def _times(asked: Sequence[Asked], name: str) -> list[float]:
    return [seconds for each in asked if (seconds := getattr(each, name)) is not None]


def _ratio(first: Sequence[float], last: Sequence[float]) -> str:
    if not first or not last:
        return "too short to tell"
    was, is_ = percentile(first, 0.95), percentile(last, 0.95)
    counted = f"{was:.2f} s of {len(first)}, {is_:.2f} s of {len(last)}"
    return f"p95 of the last sixth / of the first {is_ / was:.2f} ({counted})"


async def _soak(customers: int, minutes: float) -> bool:
    async with contextlib.AsyncExitStack() as at_end:
        state = Path(at_end.enter_context(tempfile.TemporaryDirectory()))
        servers = await at_end.enter_async_context(cluster.running(state, edges=2, workers=2))
        connector = aiohttp.TCPConnector(limit=0)
        http = await at_end.enter_async_context(aiohttp.ClientSession(connector=connector))
        soak = Soak(servers, http, minutes * 60)
        result = await soak.run(customers)
    print("\n".join(report(soak, result)))
    return result.is_right


def main() -> int:
    """Prints the report; 1 where a message was not answered once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--customers", type=int, default=10, help="at a time (default: %(default)s)")
    chosen = parser.parse_args()
    return 0 if asyncio.run(_soak(chosen.customers, chosen.minutes)) else 1


if __name__ == "__main__":
    sys.exit(main())
