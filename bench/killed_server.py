"""Kills servers, or cuts them off a service, again and again under busy customers, and counts what became of
each message.

    python -m bench.killed_server --customers 50 --kills 10 --which worker
    python -m bench.killed_server --customers 50 --kills 10 --which redis --edges 2 --workers 2

A message that was acknowledged must have been answered exactly once and in its turn, and every page must have
been told the whole conversation: each customer asks on one page and has another open, at another front door
where there are several. Exits with 1 where that is not so.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sys
import tempfile
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from socketio.exceptions import SocketIOError
from sqlalchemy import create_engine, select
from sqlalchemy.engine import Engine

from bench import chat_client, cluster, stores
from bench.cluster import Cluster
from refundbot.conversations.models import Message

SERVICES = {"postgresql": stores.DATABASE, "redis": stores.BUS}
CUT_SECONDS = 3.0
QUESTIONS = ("流量包还没用能退吗", "退款多久到账", "代金券会退给我吗", "开了发票还能退吗", "手续费怎么算")
AT_ONCE = (1, 1, 2)
"""How many questions a customer asks before they wait for an answer."""
THINKING_SECONDS = 1.0
PATIENCE_SECONDS = 20.0
"""For which a customer waits for an answer before they ask on."""
ANSWER_SECONDS = 300.0
TOLD_SECONDS = 60.0
"""Within which every page is told what was stored last."""
FAILURES = (SocketIOError, aiohttp.ClientError, asyncio.TimeoutError, ConnectionError, OSError)


@dataclass
class Page:
    """Shows a conversation. Where its connection breaks it goes to the next front door, as a proxy would have
    it, and asks for what it missed; for the rest it relies on being told."""

    urls: list[str]
    http: aiohttp.ClientSession
    token: str
    seen: dict[int, str] = field(default_factory=dict)
    answers: set[int] = field(default_factory=set)
    """The seq of each answer's end."""
    twice: int = 0
    socket: Any = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def stay(self) -> None:
        """Connects, and again whenever it must."""
        while True:
            if self.socket is None or not self.socket.connected:
                with contextlib.suppress(*FAILURES):
                    await self._connect()
            await asyncio.sleep(0.3)

    async def say(self, text: str) -> str:
        """Says it until it is acknowledged; the id of the message."""
        message = {"client_msg_id": uuid.uuid4().hex, "text": text}
        while not await self._said(message):  # noqa: ASYNC110  nothing tells that the server is back
            await asyncio.sleep(0.3)
        return message["client_msg_id"]

    async def _said(self, message: Mapping[str, str]) -> bool:
        if self.socket is None:
            return False
        try:
            ack = await self.socket.call("say", message, chat_client.NAMESPACE, timeout=10)
        except FAILURES:
            return False
        return bool(ack["ok"])

    async def _connect(self) -> None:
        self.urls.append(self.urls.pop(0))
        socket = await chat_client.connect(self.http, self.urls[-1], self.token)
        socket.on("message", self._keep, namespace=chat_client.NAMESPACE)
        missed = {"after_seq": max(self.seen, default=0)}
        for message in (await socket.call("resume", missed, chat_client.NAMESPACE, timeout=10))["messages"]:
            self._keep(message)
        self.socket = socket

    def _keep(self, message: Mapping[str, Any]) -> None:
        known = self.seen.setdefault(message["seq"], message["text"])
        self.twice += known != message["text"]
        if message["envelope"]:
            self.answers.add(message["seq"])
            self.answered.set()


@dataclass(frozen=True)
class Asked:
    """When something was said, and the seconds until that was known to be stored and until an answer came;
    `None` where the customer did not wait so long."""

    at: float
    acknowledged: float
    answered: float | None


class Customer:
    """Asks on one page, waits for the answer, asks on; looks on at another."""

    def __init__(self, urls: Sequence[str], http: aiohttp.ClientSession, token: str) -> None:
        self.pages = [Page([*urls[first:], *urls[:first]], http, token) for first in (0, 1)]
        self.acknowledged: list[str] = []
        self.asked: list[Asked] = []

    async def talk(self, until: asyncio.Event) -> None:
        """Asks until told to stop."""
        while not until.is_set():
            await self.ask()

    async def ask(self) -> None:
        """Asks once or twice, waits for the first answer, thinks."""
        page = self.pages[0]
        page.answered.clear()
        began, acknowledged, answered = time.monotonic(), 0.0, None
        for _ in range(random.choice(AT_ONCE)):
            self.acknowledged.append(await page.say(random.choice(QUESTIONS)))
            acknowledged = acknowledged or time.monotonic() - began
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(page.answered.wait(), PATIENCE_SECONDS)
            answered = time.monotonic() - began
        self.asked.append(Asked(began, acknowledged, answered))
        await asyncio.sleep(random.uniform(0, THINKING_SECONDS))


@dataclass(frozen=True)
class Result:
    """What was counted."""

    acknowledged: int
    answered_once: int
    lost: int
    unanswered: int
    answered_twice: int
    out_of_turn: int
    unseen: int

    @property
    def is_right(self) -> bool:
        """Whether all was as it must be."""
        return 0 < self.acknowledged == self.answered_once and self.out_of_turn == self.unseen == 0


class Stored:
    """What is in the database."""

    def __init__(self, database: Engine) -> None:
        message: Any = Message
        columns = (
            message.conversation_id,
            message.seq,
            message.sender,
            message.client_msg_id,
            message.reply_to,
        )
        # The envelope stands on the last bubble of an answer, once.
        ends = message.envelope.isnot(None).label("ends")
        query = select(*columns, message.state, ends).order_by(message.seq)
        with database.connect() as connection:
            self._rows = connection.execute(query).all()
        self.asked = {row.client_msg_id: row for row in self._rows if row.sender == "customer"}
        self.seqs: defaultdict[str, set[int]] = defaultdict(set)
        self.answers: defaultdict[str, list[int]] = defaultdict(list)
        for row in self._rows:
            self.seqs[row.conversation_id].add(row.seq)
            if row.sender == "bot" and row.ends:
                self.answers[row.conversation_id].append(row.reply_to)

    @property
    def waits(self) -> bool:
        """Whether anything is still to be answered."""
        return any(row.state == "pending" for row in self._rows)

    def untold(self, customer: Customer) -> int:
        """How many messages are missing on the customer's pages, or are others there."""
        said = self.seqs[self.asked[customer.acknowledged[0]].conversation_id]
        return sum(len(said ^ page.seen.keys()) + page.twice for page in customer.pages)


async def run(
    customers: int, kills: Sequence[str], busy_seconds: float, state: Path, edges: int = 1, workers: int = 1
) -> Result:
    """Breaks one after the other, each after `busy_seconds` of talk, and counts what is in the database.

    Raises:
        services.Missing: the servers need a service that is not there.
    """
    async with (
        cluster.running(state, edges, workers, shared=not SERVICES.keys().isdisjoint(kills)) as servers,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
    ):
        urls = [edge.url for edge in servers.edges]
        people = [
            Customer(urls, http, await chat_client.open_session(http, urls[0])) for _ in range(customers)
        ]
        staying = [asyncio.create_task(page.stay()) for person in people for page in person.pages]
        await _talk_under_kills(people, servers, kills, busy_seconds)
        result = await settled(servers.edges[0].conversations_url, people)
        for task in staying:
            task.cancel()
        for page in (page for person in people for page in person.pages):
            await page.socket.disconnect()
        return result


async def _talk_under_kills(
    people: list[Customer], servers: Cluster, kills: Sequence[str], busy_seconds: float
) -> None:
    enough = asyncio.Event()
    talks = [asyncio.create_task(person.talk(enough)) for person in people]
    for number, which in enumerate(kills, start=1):
        await asyncio.sleep(busy_seconds)
        await strike(servers, which)
        acknowledged = sum(len(person.acknowledged) for person in people)
        print(f"{which} {number}: {acknowledged} messages acknowledged so far", flush=True)
    await asyncio.sleep(busy_seconds)
    enough.set()
    await asyncio.gather(*talks)


async def strike(servers: Cluster, which: str, number: int | None = None) -> None:
    """Kills a server, the next of its kind or that number, or cuts all off a service for a while; waits until
    it is back."""
    if which in SERVICES:
        SERVICES[which].break_with("cut")
        await asyncio.sleep(CUT_SECONDS)
        SERVICES[which].mend()
    else:
        await servers.kill_and_restart(which, number)


async def settled(database_url: str, people: Sequence[Customer]) -> Result:
    """What became of all that was said, once it is answered and each page has been told."""
    database = create_engine(database_url)
    await until(lambda: not Stored(database).waits, ANSWER_SECONDS)
    stored = Stored(database)
    await until(lambda: not any(map(stored.untold, people)), TOLD_SECONDS)
    database.dispose()
    return _count(stored, people)


async def until(is_so: Callable[[], bool], seconds: float) -> None:
    """Waits until it is so, but no longer than that."""
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:  # noqa: ASYNC110  nothing tells
        await asyncio.sleep(0.5)


def _count(stored: Stored, people: Sequence[Customer]) -> Result:
    answers = Counter((conversation, seq) for conversation, each in stored.answers.items() for seq in each)
    acknowledged = [message for person in people for message in person.acknowledged]
    asked = [stored.asked[message] for message in acknowledged if message in stored.asked]
    times = [answers[row.conversation_id, row.seq] for row in asked]
    return Result(
        acknowledged=len(acknowledged),
        answered_once=times.count(1),
        lost=len(acknowledged) - len(asked),
        unanswered=times.count(0),
        answered_twice=sum(count > 1 for count in times),
        out_of_turn=sum(each != sorted(each) for each in stored.answers.values()),
        unseen=sum(map(stored.untold, people)),
    )


def main() -> int:
    """Prints the counts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=50)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--busy-seconds", type=float, default=8.0)
    parser.add_argument("--which", choices=[*cluster.MODULES, *SERVICES], default="edge")
    parser.add_argument("--edges", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as state:
        result = asyncio.run(
            run(
                chosen.customers,
                [chosen.which] * chosen.kills,
                chosen.busy_seconds,
                Path(state),
                chosen.edges,
                chosen.workers,
            )
        )
    print(result)
    return 0 if result.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
