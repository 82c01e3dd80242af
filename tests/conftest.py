"""The real servers, started once for the tests that need them, and small ones for single tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from refundbot.serving import client
from refundbot.settings import ROOT, Settings

POSTGRESQL = os.environ.get("REFUNDBOT_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")

START_SECONDS = 600
"""Training included."""

ServeSanic = Callable[[Sanic], Awaitable[str]]

# Sanic rewrites its own methods at the first start; only in test mode can it start again in one process.
Sanic.test_mode = True


@dataclass(frozen=True)
class Servers:
    """A running bot and the environment in which other commands find it."""

    settings: Settings
    environ: Mapping[str, str]

    @property
    def url(self) -> str:
        """Address of the chat server."""
        return self.settings.url

    def say(self, sender: str, message: object, **how: Any) -> list[dict[str, Any]]:
        """The messages of the bot's turn."""
        return client.say(self.settings, sender, message, **how)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Both servers as `make run` starts them, on free ports, with a state folder of their own."""
    state = tmp_path_factory.mktemp("state")
    environ = {
        **os.environ,
        "REFUNDBOT_PORT": str(free_port()),
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
    """Starts a Sanic app on a free port of this machine, in this event loop, and gives its address."""
    servers = []

    async def start(app: Sanic) -> str:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        server = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
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


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A database of this run's own in the PostgreSQL server; skips where there is no server."""
    admin = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    name = f"refundbot_{uuid.uuid4().hex[:12]}"
    try:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except OperationalError as absent:
        if os.environ.get("REFUNDBOT_REQUIRE_SERVICES") == "1":
            raise
        pytest.skip(f"no PostgreSQL: {absent.orig}")
    yield admin.url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()
