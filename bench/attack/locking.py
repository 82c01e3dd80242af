"""A database file that somebody else holds (item 9)."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time

from bench.attack import wire
from bench.attack.attack import Attack, Finding, NotTried, Scale, judged
from bench.attack.server import Server

HELD_SECONDS = 8.0
QUICK_SECONDS = 1.0
WORD_SECONDS = 8.0


async def locked_file(server: Server, _: Scale) -> Finding:
    """Holds the write lock as a backup would, while customers come and others ask for suggestions."""
    file = server.state / "chat.db"
    if not file.exists():
        raise NotTried("conversations are not in a SQLite file")
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as backup:
        backup.execute("BEGIN IMMEDIATE")
        comers = [asyncio.create_task(_come(server)) for _ in range(5)]
        waits, until = [], time.monotonic() + HELD_SECONDS
        while time.monotonic() < until:
            waits.append(await _suggested(server))
            await asyncio.sleep(0.2)
        backup.execute("ROLLBACK")
    words = await asyncio.gather(*comers)
    late = sum(seconds is None or seconds > WORD_SECONDS for seconds in words)
    return judged(
        held=max(waits) < QUICK_SECONDS and late == 0,
        figure=f"others waited up to {max(waits):.1f} s;"
        f" {late} of {len(words)} customers heard nothing within {WORD_SECONDS:.0f} s",
    )


async def _suggested(server: Server) -> float:
    started = time.monotonic()
    with contextlib.suppress(*wire.FAILURES):
        await wire.call(server, "GET", "/chat/suggest?q=t", source=server.address())
    return time.monotonic() - started


async def _come(server: Server) -> float | None:
    started = time.monotonic()
    try:
        await wire.call(server, "POST", "/chat/session", {}, source=server.address())
    except wire.FAILURES:
        return None
    return time.monotonic() - started


ATTACKS = (
    Attack("locked-sqlite", 9, "A backup holds the write lock of the SQLite file for 8 s.", locked_file),
)
