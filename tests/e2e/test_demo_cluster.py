"""`make demo-cluster`: it says what is missing, shows a talk, serves by nginx, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import ssl
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from bench import demo_cluster, nginx, services
from bench.ports import free_port
from refundbot.serving import model
from refundbot.settings import ROOT
from tests.patience import PATIENCE

MARK = "REFUNDBOT_TEST_MARK"
UNVERIFIED = ssl.create_default_context()
UNVERIFIED.check_hostname, UNVERIFIED.verify_mode = False, ssl.CERT_NONE


@dataclass
class Demonstration:
    """The command as it runs; all that it starts carries its mark."""

    process: subprocess.Popen[bytes]
    log: Path
    mark: str
    port: int

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    async def until(self, is_so: Callable[[], object], seconds: float = 5 * PATIENCE) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            await asyncio.sleep(0.2)

    def environs(self) -> list[dict[str, str]]:
        """Of each process that carries the mark, the command itself included."""
        found = []
        for place in Path("/proc").glob("[0-9]*/environ"):
            try:
                pairs = place.read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue
            environ = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
            if environ.get(MARK) == self.mark:
                found.append(environ)
        return found

    def files(self) -> list[str]:
        """What lies where it keeps its own, beside its log."""
        return [path.name for path in self.log.parent.iterdir() if path != self.log]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


def start(folder: Path, **environ: str) -> Demonstration:
    mark, port, log = uuid.uuid4().hex, free_port(), folder / "demonstration.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.demo_cluster", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, **environ, MARK: mark, "TMPDIR": str(folder)},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    return Demonstration(process, log, mark, port)


@pytest.fixture
async def demonstration(
    tmp_path: Path, postgresql_url: str, redis_url: str, rabbitmq: object
) -> AsyncIterator[Demonstration]:
    if missing := nginx.absent():
        pytest.skip(str(services.Missing(missing)))
    model.ensure()
    started = start(tmp_path)
    yield started
    if started.process.poll() is None:
        started.process.kill()


def is_there(database_url: str) -> bool:
    engine = create_engine(make_url(database_url))
    try:
        engine.connect().close()
    except OperationalError:
        return False
    finally:
        engine.dispose()
    return True


def test_what_is_missing_is_told_in_one_sentence(tmp_path: Path) -> None:
    nowhere = {
        "REFUNDBOT_TEST_POSTGRESQL": "postgresql://postgres@127.0.0.1:1/test",
        "REFUNDBOT_TEST_REDIS": "redis://127.0.0.1:1/0",
        "REFUNDBOT_TEST_AMQP": "amqp://127.0.0.1:1/",
    }
    demonstration = start(tmp_path, **nowhere)
    assert demonstration.process.wait(PATIENCE) == 1
    [sentence] = demonstration.said().splitlines()
    assert all(
        f"{name} ({setting})" in sentence
        for name, setting in zip(("PostgreSQL", "Redis", "RabbitMQ"), nowhere, strict=True)
    )


@pytest.mark.e2e
async def test_it_shows_a_talk_serves_and_leaves_nothing_behind(demonstration: Demonstration) -> None:
    await demonstration.until(lambda: "Ctrl-C" in demonstration.said())
    shown = demonstration.said()
    assert re.search(rf"customer: {demo_cluster.QUESTION}\n  bot: +\S", shown)
    assert re.search(rf"agent: +{demo_cluster.TO_CUSTOMER}\n", shown)
    assert f"the desk: customer: {demo_cluster.THANKS}\n" in shown
    assert "#token=" not in shown
    assert f"https://127.0.0.1:{demonstration.port}/chat\n" in shown
    environ = next(each for each in demonstration.environs() if "REFUNDBOT_DATABASE_URL" in each)
    assert is_there(environ["REFUNDBOT_DATABASE_URL"])

    url = f"https://127.0.0.1:{demonstration.port}"
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=UNVERIFIED)) as http:
        customer = demo_cluster.Customer(http, url)
        await customer.open()
        await customer.say(demo_cluster.QUESTION)
        await customer.hear("bot")
        await customer.leave()

    assert demonstration.stop() == 0
    assert demonstration.environs() == []
    assert demonstration.files() == []
    assert not is_there(environ["REFUNDBOT_DATABASE_URL"])


@pytest.mark.e2e
async def test_stopped_while_it_starts_it_leaves_nothing_behind(demonstration: Demonstration) -> None:
    await demonstration.until(
        lambda: sum("REFUNDBOT_WORKERS" in each for each in demonstration.environs()) == 5
    )
    assert demonstration.stop() == 0
    assert demonstration.environs() == []
    assert demonstration.files() == []
