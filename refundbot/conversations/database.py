"""The database of conversations: SQLite in the state folder, or PostgreSQL by setting.

A unit of work is a function of a session; `Database.run` runs it in one transaction. Against PostgreSQL it
runs in a thread, so that a database that does not answer holds up no other customer. Against SQLite it runs
in place: a transaction takes about a millisecond without a wait for the disk, and a thread as much again.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

MIGRATIONS = Path(__file__).with_name("migrations")

WAIT_SECONDS = 5
"""For a connection, for another writer of SQLite, and for one statement of PostgreSQL."""

POSTGRESQL_CONNECTIONS = 8

Result = TypeVar("Result")


class Database:
    """A pool of connections to a migrated database, and the threads that use them."""

    def __init__(self, url: str) -> None:
        """Connects to `url` and brings the tables up to date.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database cannot be reached or migrated.
        """
        self.is_embedded = make_url(url).get_backend_name() == "sqlite"
        # SQLite has one writer at a time: a second connection would only wait for the first.
        self._connections = 1 if self.is_embedded else POSTGRESQL_CONNECTIONS
        self.engine = _engine(url, self._connections)
        _migrate(self.engine)
        self._session = sessionmaker(self.engine, expire_on_commit=False)
        self._threads = ThreadPoolExecutor(self._connections, thread_name_prefix="conversations")

    def work(self, unit: Callable[[Session], Result]) -> Result:
        """Runs a unit of work in one transaction and returns its result; what it raises undoes it."""
        with self._session.begin() as session:
            return unit(session)

    async def run(self, unit: Callable[[Session], Result]) -> Result:
        """`work`, from the event loop."""
        if self.is_embedded:
            return self.work(unit)
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.work, unit)

    def close(self) -> None:
        """Finishes what runs and closes the connections."""
        self._threads.shutdown()
        self.engine.dispose()


def _engine(url: str, connections: int) -> Any:
    common = {
        "poolclass": QueuePool,
        "pool_size": connections,
        "max_overflow": 0,
        "pool_timeout": WAIT_SECONDS,
    }
    if make_url(url).get_backend_name() != "sqlite":
        limits = {
            "connect_timeout": WAIT_SECONDS,
            "options": f"-c statement_timeout={WAIT_SECONDS * 1000} -c lock_timeout={WAIT_SECONDS * 1000}",
        }
        return create_engine(url, pool_pre_ping=True, connect_args=limits, **common)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": WAIT_SECONDS}, **common)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    # The driver would begin a transaction only at the first write, too late to read safely before it.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(engine: Any) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
