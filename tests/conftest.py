"""The real servers, started once for the tests that need them, and small ones for single tests."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aio_pika
import hypothesis
import pytest
import redis
from sanic import Sanic
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from bench import services
from bench.ports import free_port
from bench.services import AMQP, REDIS
from refundbot.serving import client
from refundbot.serving.guarded_protocol import GuardedProtocol
from refundbot.settings import ROOT, Settings
from tests.apart import served

# A shared machine may pause any test: none of them asserts on time.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

START_SECONDS = 600
"""Training included."""

ServeSanic = Callable[[Sanic], Awaitable[str]]
ServeApp = Callable[[Starlette], Awaitable[str]]

# Sanic rewrites its own methods at the first start; only in test mode can it start again in one process.
Sanic.test_mode = True


@pytest.fixture(autouse=True)
def ordinary_umask() -> Iterator[None]:
    """Each test begins with the usual umask: an entry that a test calls closes this process's for good."""
    before = os.umask(0o022)
    yield
    os.umask(before)


MEASURED = ("catalogue", "dialogue", "eligibility", "policy", "replies", "understanding")
"""Folders of tests over which coverage is measured: those of the pure rooms."""
UNTRACED = frozenset(
    {
        "test_against_reference.py",
        "test_facts_cost.py",
        "test_hostile_words.py",
        "test_parse_cost.py",
        "test_properties.py",
        "test_question.py",
    }
)
"""Files of theirs that run the same code thousands of times, or count its time."""


SERVED = ("channels", "desk", "e2e", "edge", "serving", "store")
"""Folders of tests of real servers, whose own time limits a machine with too much to do can pass."""


LONG = ("e2e", "deploy", "attack", "serving", "browser", "eligibility")
"""Folders whose files take long, however few their tests: begun last, one keeps a process at work alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Has no other test traced, which slows it down for nothing, and those of servers tried once more.

    Files that take long come first, then those of many tests.
    """
    many = Counter(item.path for item in items)
    items.sort(key=lambda item: (_folder(item) not in LONG, -many[item.path]))
    for item in items:
        folder = _folder(item)
        if folder in SERVED:
            item.add_marker(pytest.mark.flaky(reruns=1))
        if folder not in MEASURED or item.path.name in UNTRACED:
            item.add_marker(pytest.mark.no_cover)


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT / "tests").parts[0]


def pytest_collection_finish() -> None:
    """Spares the collector of garbage a million objects that stay to the end."""
    gc.freeze()


@dataclass(frozen=True)
class Servers:
    """A running bot and the environment in which other commands find it."""

    settings: Settings
    environ: Mapping[str, str]

    @property
    def url(self) -> str:
        """Address of the front door."""
        return self.settings.url

    @property
    def worker_url(self) -> str:
        """Address of the worker, where the REST channel is."""
        return self.settings.worker_url

    def say(self, sender: str, message: object, **how: Any) -> list[dict[str, Any]]:
        """The messages of the bot's turn."""
        return client.say(self.settings, sender, message, **how)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """All servers as `make run` starts them, on free ports, with a state folder of their own."""
    state = tmp_path_factory.mktemp("state")
    environ = {
        **os.environ,
        "REFUNDBOT_PORT": str(free_port()),
        "REFUNDBOT_WORKER_PORT": str(free_port()),
        "REFUNDBOT_ACTION_PORT": str(free_port()),
        "REFUNDBOT_STATE": str(state),
    }
    running = Servers(Settings.from_env(environ), environ)
    log = state / "servers.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "refundbot.cli", "serve"],
            cwd=ROOT,
            env=environ,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(running.settings, process, log)
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _wait_until_ready(settings: Settings, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not client.is_ready(settings):
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the servers did not start:\n{log.read_text()[-4000:]}", pytrace=False)
        time.sleep(0.3)


@pytest.fixture
async def serve_sanic() -> AsyncIterator[ServeSanic]:
    """Starts a Sanic app as we do, on a free port, in this event loop, and gives its address."""
    servers = []

    async def start(app: Sanic) -> str:
        app.config.TOUCHUP = False  # Sanic would compile its methods anew for each app
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        server = await app.create_server(
            sock=listener, protocol=GuardedProtocol, return_asyncio_server=True, access_log=False
        )
        await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        servers.append(server)
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for server in servers:
        await server.before_stop()
        server.close()
        await server.wait_closed()
        await server.after_stop()


@pytest.fixture
async def serve_app() -> AsyncIterator[ServeApp]:
    """Serves an app of the front door, on a free port, in this event loop, and gives its address."""
    async with AsyncExitStack() as servers:
        yield lambda app: servers.enter_async_context(served(app))


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A database of this run's own in the PostgreSQL server; skips where there is no server."""
    with ExitStack() as at_end:
        try:
            url = at_end.enter_context(services.database())
        except OperationalError as absent:
            _skip("no PostgreSQL", absent)
        yield url


@dataclass(frozen=True)
class RabbitMQ:
    """A broker, and what is published on it under a name."""

    url: str
    name: str
    connection: aio_pika.abc.AbstractConnection

    async def published(self) -> list[dict[str, Any]]:
        """What is in the queue now; it is taken out."""
        channel = await self.connection.channel()
        queue = await channel.declare_queue(self.name, durable=True)
        bodies = []
        while (message := await queue.get(no_ack=True, fail=False)) is not None:
            bodies.append(json.loads(message.body))
        await channel.close()
        return bodies


@pytest.fixture
def redis_url() -> str:
    """A Redis server; skips where there is none."""
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=2).ping()
    except redis.RedisError as absent:
        _skip("no Redis", absent)
    return REDIS


@pytest.fixture
async def rabbitmq() -> AsyncIterator[RabbitMQ]:
    """A RabbitMQ server, and a name on it that is free; skips where there is none."""
    try:
        connection = await aio_pika.connect(AMQP, timeout=2)
    except (aio_pika.exceptions.AMQPError, OSError) as absent:
        _skip("no RabbitMQ", absent)
    there = RabbitMQ(AMQP, f"refundbot.test.{uuid.uuid4().hex}", connection)
    yield there
    channel = await connection.channel()
    await channel.queue_delete(there.name)
    await channel.exchange_delete(there.name)
    await connection.close()


def _skip(lack: str, absent: Exception) -> None:
    """Skips the test, unless the services are to be there."""
    if os.environ.get("REFUNDBOT_REQUIRE_SERVICES") == "1":
        raise absent
    pytest.skip(f"{lack}: {absent}".splitlines()[0])
