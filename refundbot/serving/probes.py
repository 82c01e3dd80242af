"""The internal port: `/metrics`, `/live`, `/ready`, from a thread that answers where the event loop hangs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timezone
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from refundbot.conversations.backlog import Backlog, backlog
from refundbot.conversations.database import Database, Unavailable

STUCK_SECONDS = 10.0
"""For which the event loop may give no sign of life."""

READY_SECONDS = 3.0
"""More than the check itself takes at most."""

SCRAPE_SECONDS = 2.0
"""For the database to tell what waits."""

_GAUGES = {
    "unanswered": ("refundbot_unanswered_messages", "Messages that wait for an answer, on all servers"),
    "oldest_unanswered_seconds": ("refundbot_oldest_unanswered_seconds", "Age of the oldest of them"),
    "queued": ("refundbot_queued_conversations", "Customers who wait for a person"),
    "longest_wait_seconds": ("refundbot_longest_wait_seconds", "How long the first of them waits"),
    "unpublished": ("refundbot_unpublished_events", "Events that the broker does not have yet"),
}
_UP = ("refundbot_database_up", "Whether the database tells what waits")


class Probes:
    """The port's server. `ready` raises where the process cannot do its part; `database` tells what waits."""

    def __init__(
        self,
        address: tuple[str, int],
        ready: Callable[[], Awaitable[None]],
        database: Database | None = None,
    ) -> None:
        self._ready, self._waiting = ready, _Waiting(database) if database else None
        self._loop = asyncio.get_running_loop()
        self._server = ThreadingHTTPServer(address, partial(_Handler, self))
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self._beat()

    def start(self) -> None:
        """Begins to answer."""
        if self._waiting is not None:
            REGISTRY.register(self._waiting)
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Ends."""
        if self._waiting is not None:
            REGISTRY.unregister(self._waiting)
        self._beating.cancel()
        self._server.shutdown()
        self._server.server_close()

    def is_live(self) -> bool:
        """Whether the event loop still turns."""
        return time.monotonic() - self._last_beat < STUCK_SECONDS

    def is_ready(self) -> bool:
        """Whether the process can do its part now; called in another thread."""
        checked = asyncio.run_coroutine_threadsafe(self._check(), self._loop)
        try:
            checked.result(READY_SECONDS)
        except Exception:
            checked.cancel()
            return False
        return True

    async def _check(self) -> None:
        await self._ready()

    def _beat(self) -> None:
        self._last_beat = time.monotonic()
        self._beating = self._loop.call_later(1.0, self._beat)


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, probes: Probes, *args: Any) -> None:
        self._probes = probes
        super().__init__(*args)

    def do_GET(self) -> None:
        if self.path == "/metrics":
            self._answer(200, generate_latest(REGISTRY), CONTENT_TYPE_LATEST)
        elif self.path in ("/live", "/ready"):
            well = self._probes.is_live() if self.path == "/live" else self._probes.is_ready()
            self._answer(200 if well else 503, b"ok\n" if well else b"no\n")
        else:
            self._answer(404, b"/metrics, /live or /ready\n")

    def _answer(self, status: int, body: bytes, content_type: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """A scrape is no news."""


class _Waiting(Collector):
    """What waits, asked of the database at each scrape."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """The names, for which the database is not asked."""
        return [GaugeMetricFamily(*named) for named in (*_GAUGES.values(), _UP)]

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """The figures; where the database is out of reach only that."""
        waits = self._ask()
        yield GaugeMetricFamily(*_UP, value=float(waits is not None))
        if waits is not None:
            for field, named in _GAUGES.items():
                yield GaugeMetricFamily(*named, value=getattr(waits, field))

    def _ask(self) -> Backlog | None:
        now = datetime.now(timezone.utc)
        try:
            return self._database.work(lambda session: backlog(session, now), SCRAPE_SECONDS)
        except Unavailable:
            return None
