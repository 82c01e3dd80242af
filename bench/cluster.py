"""All servers, started for a benchmark: several front doors and workers share one database."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

from bench.attack import stores
from refundbot.edge.worker import Workers
from refundbot.serving import client
from refundbot.settings import ROOT, Settings

MODULES = {
    "actions": "refundbot.serving.action_server",
    "worker": "refundbot.serving.rasa_server",
    "edge": "refundbot.edge.server",
}
START_SECONDS = 180.0
WIDE_RATES = {"REFUNDBOT_MESSAGE_RATE": "1000/second", "REFUNDBOT_ADDRESS_RATE": "100000/second"}


class Cluster:
    """The running servers. Of several of a kind the next one is killed each time."""

    def __init__(self, state: Path, edges: int, workers: int, services: Mapping[str, str]) -> None:
        """`services` is the environment in which several find their database."""
        worker_ports = [_free_port() for _ in range(workers)]
        common = {
            **os.environ,
            **WIDE_RATES,
            **services,
            "REFUNDBOT_ACTION_PORT": str(_free_port()),
            "REFUNDBOT_STATE": str(state),
            "REFUNDBOT_CUSTOMER_SECRET": secrets.token_urlsafe(32),
            "REFUNDBOT_WORKERS": ",".join(f"http://127.0.0.1:{port}" for port in worker_ports),
        }
        worker_environs = [{**common, "REFUNDBOT_WORKER_PORT": str(port)} for port in worker_ports]
        edge_environs = [{**common, "REFUNDBOT_PORT": str(_free_port())} for _ in range(edges)]
        self._environs = {"actions": [common], "worker": worker_environs, "edge": edge_environs}
        self._next = {which: itertools.cycle(range(len(each))) for which, each in self._environs.items()}
        self.edges = [Settings.from_env(environ) for environ in edge_environs]
        self._log = (state / "servers.log").open("w")
        self.processes = {
            (which, number): self._start(which, number)
            for which, each in self._environs.items()
            for number in range(len(each))
        }

    async def ready(self) -> None:
        """Waits until each front door serves customers, and each worker answers."""
        deadline = time.monotonic() + START_SECONDS
        while not await self._are_ready():
            ended = [server for server, process in self.processes.items() if process.poll() is not None]
            if ended or time.monotonic() > deadline:
                raise RuntimeError(f"the servers did not start, see {self._log.name}")
            await asyncio.sleep(0.3)

    async def kill_and_restart(self, which: str) -> None:
        """kill -9 of a server, and a new one."""
        number = next(self._next[which])
        killed = self.processes[which, number]
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        self.processes[which, number] = self._start(which, number)
        await self.ready()

    def stop(self) -> None:
        """Ends them."""
        for process in self.processes.values():
            process.kill()
            process.wait()
        self._log.close()

    async def _are_ready(self) -> bool:
        for edge in self.edges:
            if not await asyncio.to_thread(client.is_ready, edge):
                return False
        return all([await _answers(replace(self.edges[0], workers=(url,))) for url in self.edges[0].workers])

    def _start(self, which: str, number: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", MODULES[which]]
        environ = self._environs[which][number]
        return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=self._log, stderr=self._log)


@contextlib.asynccontextmanager
async def running(
    state: Path, edges: int = 1, workers: int = 1, *, shared: bool = False
) -> AsyncIterator[Cluster]:
    """Servers that are ready. Several are on PostgreSQL, Redis and RabbitMQ, behind the proxies of `stores`,
    and so is one that is to be `shared`.

    Raises:
        NotTried: one of these is not there.
    """
    async with contextlib.AsyncExitStack() as at_end:
        services = {}
        if shared or edges > 1 or workers > 1:
            services = await at_end.enter_async_context(stores.stores())
        cluster = Cluster(state, edges, workers, services)
        at_end.callback(cluster.stop)
        await cluster.ready()
        yield cluster


async def _answers(settings: Settings) -> bool:
    worker = Workers(settings)
    is_ready = await worker.is_ready()
    await worker.close()
    return is_ready


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
