"""Secrets and files that lie open (item 4)."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import sys
import tempfile
from pathlib import Path

from bench.attack import people
from bench.attack.attack import Attack, Finding, NotTried, Scale, judged
from bench.attack.server import Server
from refundbot.settings import ROOT


async def supervisors_link(server: Server, _: Scale) -> Finding:
    """Reads what the start has written where no terminal is."""
    links = server.log().count("#token=")
    return judged(held=links == 0, figure=f"{links} links in the log")


async def file_modes(server: Server, _: Scale) -> Finding:
    """Reads the modes of all that is written into a folder which others may enter."""
    files = [file for file in server.files() if file != server.log_file]
    readable = [file.name for file in files if file.stat().st_mode & 0o077]
    return judged(
        held=not readable,
        figure=f"{len(readable)} of {len(files)} files open to others: {' '.join(readable)}".rstrip(": "),
    )


async def short_api_token(server: Server, _: Scale) -> Finding:
    """Sets a token that can be guessed: it must be refused at start."""
    environ = {**server.environ, "REFUNDBOT_API_TOKEN": "abc123"}
    command = [sys.executable, "-m", "refundbot.cli", "agent-token", "x"]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environ, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
    )
    status = await process.wait()
    return judged(held=status != 0, figure="6 characters refused" if status else "6 characters taken")


async def replaced_audit(server: Server, _: Scale) -> Finding:
    """Overwrites the log of acts with INSERT OR REPLACE, UPDATE and DELETE, in a copy of the database."""
    customer, agent = await people.customer(server), people.agent(server)
    await agent.act(customer.id, "tag", tags=["vip"])
    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.closing(_copy(server.state / "chat.db", Path(folder) / "copy.db")) as copy,
    ):
        (before,) = copy.execute("SELECT count(*) FROM audit").fetchone()
        changed = [_changes(copy, statement) for statement in _FORGERIES]
    if not before:
        raise NotTried("no act was logged")
    return judged(
        held=not any(changed), figure=f"{sum(changed)} of {len(changed)} statements changed the log"
    )


_FORGERIES = (
    "INSERT OR REPLACE INTO audit SELECT * FROM (SELECT * FROM audit LIMIT 1)",
    "REPLACE INTO audit (id, at, agent_id, act, detail) SELECT id, at, 'x', act, '{}' FROM audit LIMIT 1",
    "UPDATE audit SET agent_id = 'nobody'",
    "UPDATE OR REPLACE audit SET id = id + 1",
    "DELETE FROM audit",
)


def _copy(file: Path, to: Path) -> sqlite3.Connection:
    if not file.exists():
        raise NotTried("conversations are not in a SQLite file")
    copy = sqlite3.connect(to)
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as original:
        original.backup(copy)
    return copy


def _changes(database: sqlite3.Connection, statement: str) -> bool:
    """Whether the database takes the statement; it is undone."""
    try:
        return database.execute(statement).rowcount > 0
    except sqlite3.Error:
        return False
    finally:
        database.rollback()


ATTACKS = (
    Attack(
        "supervisor-link", 4, "A link that signs in as supervisor is looked for in a log.", supervisors_link
    ),
    Attack(
        "file-modes", 4, "State files are read by others of the machine, in a folder of mode 755.", file_modes
    ),
    Attack("short-api-token", 4, "An API token of six characters is set.", short_api_token),
    Attack(
        "audit-replaced", 4, "Entries of the agents' log are replaced, changed and deleted.", replaced_audit
    ),
)
