"""PostgreSQL over a network that may fall silent: no wait without an end.

A dead network is told by TCP itself, a silent one that still acknowledges (a proxy that hangs) by nobody. So
the driver waits in a function of ours, which knows until when; a connection that has let that pass is closed.
"""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import extensions

STATEMENT_SECONDS = 5
"""For one statement, and for a lock that it waits for, by the server's own clock."""

OPTIONS = {
    "options": f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout={STATEMENT_SECONDS}s",
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""Of each connection. There is no `connect_timeout`: connecting, too, waits in our function."""

_limit = threading.local()

_AWAITED = {extensions.POLL_READ: select.POLLIN, extensions.POLL_WRITE: select.POLLOUT}


def install() -> None:
    """Has every connection of this process wait in our function."""
    extensions.set_wait_callback(_wait)


@contextmanager
def limited(until: float) -> Iterator[None]:
    """Ends what this thread waits for at `until`, by `time.monotonic`."""
    _limit.until = until
    try:
        yield
    finally:
        del _limit.until


def _wait(connection: Any) -> None:
    until = getattr(_limit, "until", None) or time.monotonic() + STATEMENT_SECONDS
    while (state := connection.poll()) != extensions.POLL_OK:
        poller = select.poll()
        poller.register(connection.fileno(), _AWAITED[state])
        if not poller.poll(max(0.0, until - time.monotonic()) * 1000):
            raise psycopg2.OperationalError("no answer in time")
