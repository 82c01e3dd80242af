"""SQLite files as we keep them: never waited for long, and without a trace of what was deleted."""

from __future__ import annotations

import sqlite3

LOCK_SECONDS = 1.0
"""For which a statement waits while another program, a backup say, holds the file."""


def prepare(connection: sqlite3.Connection, _: object = None) -> None:
    """Sets up a new connection; the second argument is SQLAlchemy's."""
    connection.execute("PRAGMA journal_mode = WAL")
    # A commit waits for no disk: only a power cut can lose the last ones, a kill none.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")


def purge(connection: sqlite3.Connection) -> None:
    """Takes what was deleted off the disk: out of the file, its free pages and the write-ahead log.

    `secure_delete` alone leaves the copies that SQLite made when it moved rows between pages (about one
    erased conversation in a hundred), so the file is written anew: 2 s for 130 MB.

    Raises:
        sqlite3.OperationalError: another program uses the file.
    """
    connection.execute("VACUUM")
    (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise sqlite3.OperationalError("another program reads the write-ahead log")
