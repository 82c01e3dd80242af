"""All servers on this machine: several front doors and workers share one database."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

from bench import stores
from bench.ports import free_port
from refundbot.edge.worker import Workers
from refundbot.serving import client, heartbeat
from refundbot.settings import ROOT, Settings

MODULES = {
    "actions": "refundbot.serving.action_server",
    "worker": "refundbot.serving.rasa_server",
    "edge": "refundbot.edge.server",
}
START_SECONDS = 180.0
STOP_SECONDS = 10.0
"""For which they may finish what they do when they are told to stop."""
WIDE_RATES = {"REFUNDBOT_MESSAGE_RATE": "1000/second", "REFUNDBOT_ADDRESS_RATE": "100000/second"}
PAGE_BYTES = os.sysconf("SC_PAGESIZE")

Process = subprocess.Popen[bytes]


class Cluster:
    """The running servers, by kind and number, each in a session of its own: Ctrl-C is told to us alone."""

    def __init__(self, state: Path, edges: int, workers: int, environ: Mapping[str, str]) -> None:
        """`environ` is what is set for all, such as where several find their database."""
        worker_ports = [free_port() for _ in range(workers)]
        common = {
            **os.environ,
            "REFUNDBOT_CUSTOMER_SECRET": secrets.token_urlsafe(32),
            **environ,
            "REFUNDBOT_ACTION_PORT": str(free_port()),
            "REFUNDBOT_STATE": str(state),
            "REFUNDBOT_WORKERS": ",".join(f"http://127.0.0.1:{port}" for port in worker_ports),
        }
        worker_environs = [{**common, "REFUNDBOT_WORKER_PORT": str(port)} for port in worker_ports]
        edge_environs = [{**common, "REFUNDBOT_PORT": str(free_port())} for _ in range(edges)]
        self._environs = {"actions": [common], "worker": worker_environs, "edge": edge_environs}
        self._next = {
            which: itertools.cycle(range(1, len(each) + 1)) for which, each in self._environs.items()
        }
        self.edges = [Settings.from_env(environ) for environ in edge_environs]
        state.mkdir(exist_ok=True)
        self._log_file = state / "servers.log"
        self._log = self._log_file.open("w")
        # They end by themselves where nobody holds the other end: we may be killed with `kill -9`.
        self._held, self._beats = os.pipe()
        os.set_blocking(self._beats, False)
        self.processes = {
            (which, number): self._start(which, number)
            for which, each in self._environs.items()
            for number in range(1, len(each) + 1)
        }

    async def ready(self) -> None:
        """Waits until each front door serves customers, and each worker answers.

        Raises:
            RuntimeError: one of them does not, or has ended; the text is the end of their log.
        """
        deadline = time.monotonic() + START_SECONDS
        while not await self._are_ready():
            ended = [server for server, process in self.processes.items() if process.poll() is not None]
            if ended or time.monotonic() > deadline:
                raise RuntimeError(f"The servers did not start:\n{self._log_file.read_text()[-2000:]}")
            await asyncio.sleep(0.3)

    async def kill_and_restart(self, which: str, number: int | None = None) -> None:
        """kill -9 of a server, and a new one. Where no number is given it is the next one of that kind."""
        number = number or next(self._next[which])
        self.processes[which, number].kill()
        self.restart(which, number)
        await self.ready()

    def restart(self, which: str, number: int) -> Process:
        """A new server in the place of one that is ending or has ended."""
        self.processes[which, number].wait()
        self.processes[which, number] = self._start(which, number)
        return self.processes[which, number]

    def memory(self) -> dict[str, tuple[int, float]]:
        """The process of each server, by its id, and its resident memory in megabytes."""
        return {
            f"{which} {number}": (process.pid, _resident_pages(process) * PAGE_BYTES / 1e6)
            for (which, number), process in self.processes.items()
        }

    def stop(self) -> None:
        """Ends them, gently at first."""
        for process in self.processes.values():
            process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for process in self.processes.values():
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for end in (self._held, self._beats):
            os.close(end)
        self._log.close()

    async def _are_ready(self) -> bool:
        for edge in self.edges:
            if not await asyncio.to_thread(client.is_ready, edge):
                return False
        return all([await _answers(replace(self.edges[0], workers=(url,))) for url in self.edges[0].workers])

    def _start(self, which: str, number: int) -> Process:
        return subprocess.Popen(
            [sys.executable, "-m", MODULES[which]],
            cwd=ROOT,
            env={**self._environs[which][number - 1], heartbeat.VARIABLE: str(self._beats)},
            pass_fds=[self._beats],
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )


@contextlib.asynccontextmanager
async def running(
    state: Path, edges: int = 1, workers: int = 1, *, shared: bool = False
) -> AsyncIterator[Cluster]:
    """Servers for a benchmark, ready. Several are on PostgreSQL, Redis and RabbitMQ, behind the proxies of
    `stores`, and so is one that is to be `shared`.

    Raises:
        services.Missing: one of these is not there.
    """
    async with contextlib.AsyncExitStack() as at_end:
        environ = dict(WIDE_RATES)
        if shared or edges > 1 or workers > 1:
            environ.update(await at_end.enter_async_context(stores.stores()))
        cluster = Cluster(state, edges, workers, environ)
        at_end.callback(cluster.stop)
        await cluster.ready()
        yield cluster


async def _answers(settings: Settings) -> bool:
    worker = Workers(settings)
    is_ready = await worker.is_ready()
    await worker.close()
    return is_ready


def _resident_pages(process: Process) -> int:
    return int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
