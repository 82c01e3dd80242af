"""Kills a server again and again under busy customers, then counts what became of each message.

    python -m bench.killed_server --customers 50 --kills 10 --which worker

A message that was acknowledged must have been answered exactly once, and every customer must have seen his
whole conversation, each bubble once and in order. Exits with 1 where that is not so.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from socketio.exceptions import SocketIOError

from bench import chat_client
from refundbot.serving import client
from refundbot.settings import ROOT, Settings

MODULES = {
    "actions": "refundbot.serving.action_server",
    "worker": "refundbot.serving.rasa_server",
    "edge": "refundbot.edge.server",
}
QUESTIONS = ("流量包还没用能退吗", "退款多久到账", "代金券会退给我吗", "开了发票还能退吗", "手续费怎么算")
THINKING_SECONDS = 1.0
PATIENCE_SECONDS = 20.0
"""For which a customer waits for an answer before he asks on."""
ANSWER_SECONDS = 300.0
START_SECONDS = 180.0
FAILURES = (SocketIOError, aiohttp.ClientError, asyncio.TimeoutError, ConnectionError, OSError)


@dataclass
class Customer:
    """Asks, waits for the answer, asks on; after a broken connection takes up where he was."""

    url: str
    http: aiohttp.ClientSession
    token: str = ""
    acknowledged: list[str] = field(default_factory=list)
    seen: dict[int, str] = field(default_factory=dict)
    twice: int = 0
    socket: Any = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def talk(self, until: asyncio.Event) -> None:
        """Asks until told to stop; a message that was not acknowledged is sent again."""
        while not until.is_set():
            message = {"client_msg_id": uuid.uuid4().hex, "text": random.choice(QUESTIONS)}
            self.answered.clear()
            await self._send(message)
            self.acknowledged.append(message["client_msg_id"])
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.answered.wait(), PATIENCE_SECONDS)
            await asyncio.sleep(random.uniform(0, THINKING_SECONDS))

    async def catch_up(self) -> int:
        """Fetches what is missing; the seq of the latest message."""
        await self._connected()
        told = await self.socket.call(
            "resume", {"after_seq": max(self.seen, default=0)}, chat_client.NAMESPACE
        )
        for message in told["messages"]:
            self._keep(message)
        latest: int = told["last_seq"]
        return latest

    async def close(self) -> None:
        """Goes away."""
        if self.socket is not None:
            await self.socket.disconnect()

    async def _send(self, message: Mapping[str, str]) -> None:
        while not await self._sent(message):  # noqa: ASYNC110  nothing tells that the server is back
            await asyncio.sleep(0.3)

    async def _sent(self, message: Mapping[str, str]) -> bool:
        try:
            if self.socket is None or not self.socket.connected:
                await self.catch_up()
            ack = await self.socket.call("say", dict(message), chat_client.NAMESPACE, timeout=10)
        except FAILURES:
            return False
        return bool(ack["ok"])

    async def _connected(self) -> None:
        if self.socket is not None and self.socket.connected:
            return
        if not self.token:
            self.token = await chat_client.open_session(self.http, self.url)
        self.socket = await chat_client.connect(self.http, self.url, self.token)
        self.socket.on("message", self._keep, namespace=chat_client.NAMESPACE)

    def _keep(self, message: Mapping[str, Any]) -> None:
        known = self.seen.setdefault(message["seq"], message["text"])
        self.twice += known != message["text"]
        if message["envelope"]:
            self.answered.set()


@dataclass(frozen=True)
class Result:
    """What was counted."""

    acknowledged: int
    answered_once: int
    lost: int
    unanswered: int
    answered_twice: int
    unseen: int

    @property
    def is_right(self) -> bool:
        """Whether all was as it must be."""
        return 0 < self.acknowledged == self.answered_once and self.unseen == 0


class Servers:
    """All servers, of which one can be killed."""

    def __init__(self, state: Path) -> None:
        self.environ = {
            **os.environ,
            "REFUNDBOT_PORT": str(_free_port()),
            "REFUNDBOT_WORKER_PORT": str(_free_port()),
            "REFUNDBOT_ACTION_PORT": str(_free_port()),
            "REFUNDBOT_STATE": str(state),
            "REFUNDBOT_MESSAGE_RATE": "1000/second",
            "REFUNDBOT_ADDRESS_RATE": "100000/second",
        }
        self.settings = Settings.from_env(self.environ)
        self._log = (state / "servers.log").open("w")
        self._processes = {name: self._start(name) for name in MODULES}

    async def ready(self) -> None:
        """Waits until customers can be served."""
        deadline = time.monotonic() + START_SECONDS
        while not await asyncio.to_thread(client.is_ready, self.settings):
            ended = [name for name, process in self._processes.items() if process.poll() is not None]
            if ended or time.monotonic() > deadline:
                raise RuntimeError(f"the servers did not start, see {self._log.name}")
            await asyncio.sleep(0.3)

    async def kill_and_restart(self, name: str) -> None:
        """kill -9 of that server, and a new one."""
        self._processes[name].send_signal(signal.SIGKILL)
        self._processes[name].wait()
        self._processes[name] = self._start(name)
        await self.ready()

    def stop(self) -> None:
        """Ends them."""
        for process in self._processes.values():
            process.kill()
            process.wait()
        self._log.close()

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", MODULES[name]]
        return subprocess.Popen(command, cwd=ROOT, env=self.environ, stdout=self._log, stderr=self._log)


async def run(customers: int, kills: int, busy_seconds: float, state: Path, which: str) -> Result:
    """Kills that server `kills` times, each after `busy_seconds` of talk, and counts what is in `state`."""
    servers = Servers(state)
    try:
        await servers.ready()
        async with aiohttp.ClientSession() as http:
            people = [Customer(servers.settings.url, http) for _ in range(customers)]
            await _talk_under_kills(people, servers, [which] * kills, busy_seconds)
            database = state / "chat.db"
            await _all_answered(database)
            unseen = 0
            for person in people:
                latest = await person.catch_up()
                unseen += latest - len(person.seen) + person.twice
                await person.close()
        return _count(database, people, unseen)
    finally:
        servers.stop()


async def _talk_under_kills(
    people: list[Customer], servers: Servers, kills: list[str], busy_seconds: float
) -> None:
    enough = asyncio.Event()
    talks = [asyncio.create_task(person.talk(enough)) for person in people]
    for number, which in enumerate(kills, start=1):
        await asyncio.sleep(busy_seconds)
        await servers.kill_and_restart(which)
        acknowledged = sum(len(person.acknowledged) for person in people)
        print(f"kill {number}: {acknowledged} messages acknowledged so far", flush=True)
    await asyncio.sleep(busy_seconds)
    enough.set()
    await asyncio.gather(*talks)


async def _all_answered(database: Path) -> None:
    deadline = time.monotonic() + ANSWER_SECONDS
    query = "SELECT count(*) FROM messages WHERE state = 'pending'"
    with sqlite3.connect(database) as connection:
        while connection.execute(query).fetchone()[0] and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.5)


def _count(database: Path, people: list[Customer], unseen: int) -> Result:
    with sqlite3.connect(database) as connection:
        stored = {
            client_msg_id: (conversation, seq)
            for conversation, seq, client_msg_id in connection.execute(
                "SELECT conversation_id, seq, client_msg_id FROM messages WHERE sender = 'customer'"
            )
        }
        # The envelope stands on the last bubble of an answer, once.
        answers = Counter(
            connection.execute(
                "SELECT conversation_id, reply_to FROM messages WHERE sender = 'bot' AND envelope IS NOT NULL"
            )
        )
    acknowledged = [message for person in people for message in person.acknowledged]
    times = [answers[stored[message]] for message in acknowledged if message in stored]
    return Result(
        acknowledged=len(acknowledged),
        answered_once=times.count(1),
        lost=len(acknowledged) - len(times),
        unanswered=times.count(0),
        answered_twice=sum(count > 1 for count in times),
        unseen=unseen,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> int:
    """Prints the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=50)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--busy-seconds", type=float, default=8.0)
    parser.add_argument("--which", choices=MODULES, default="edge")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as state:
        work = run(chosen.customers, chosen.kills, chosen.busy_seconds, Path(state), chosen.which)
        result = asyncio.run(work)
    print(result)
    return 0 if result.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
