"""The database of conversations: SQLite in the state folder, or PostgreSQL by setting.

A unit of work is a function of a session; `Database.run` runs it in one transaction, in a thread, and for no
longer than its limit: a database that is locked or silent holds up nobody, and is back as soon as it answers.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from refundbot.conversations import outbox, postgresql, sqlite
from refundbot.telemetry import metrics

MIGRATIONS = Path(__file__).with_name("migrations")

UNIT_SECONDS = 5.0
"""For a unit of work, the wait for its turn included."""

GRACE_SECONDS = 0.5
"""Past its limit, after which a unit is not awaited any longer, though its thread is still at it."""

MIGRATION_SECONDS = 600.0
PURGE_SECONDS = 120.0

POSTGRESQL_CONNECTIONS = 8

Result = TypeVar("Result")


class Unavailable(ConnectionError):
    """The database did not answer, or not in time; what was to be done is undone, and may be tried again."""


class Unstorable(ValueError):
    """A value that the database cannot keep, such as a text with a NUL or a number beyond its column."""


class Database:
    """A pool of connections to a migrated database, and the threads that use them."""

    def __init__(self, url: str, *, tells: bool = False) -> None:
        """Connects to `url` and brings the tables up to date; `tells` what is stored in the outbox.

        Raises:
            Unavailable: the database cannot be reached or migrated; the text is a sentence for an operator.
        """
        self.is_embedded = make_url(url).get_backend_name() == "sqlite"
        # SQLite has one writer at a time: a second connection would only wait for the first.
        self._connections = 1 if self.is_embedded else POSTGRESQL_CONNECTIONS
        self.engine = _engine(url, self._connections)
        try:
            with postgresql.limited(time.monotonic() + MIGRATION_SECONDS):
                _migrate(self.engine)
        except SQLAlchemyError as error:
            raise Unavailable(f"The database of conversations cannot be opened: {_in_short(error)}") from None
        self._session = sessionmaker(self.engine, expire_on_commit=False)
        if tells:
            outbox.follow(self._session)
        self._threads = ThreadPoolExecutor(self._connections, thread_name_prefix="conversations")

    def work(self, unit: Callable[[Session], Result], seconds: float = UNIT_SECONDS) -> Result:
        """Runs a unit of work in one transaction and returns its result; what it raises undoes it.

        Raises:
            Unavailable: the database did not answer within `seconds`.
            Unstorable: the unit gave it a value that it cannot keep.
        """
        return self._work(unit, time.monotonic() + seconds)

    async def run(self, unit: Callable[[Session], Result], seconds: float = UNIT_SECONDS) -> Result:
        """`work`, from the event loop."""
        return await self._apart(self._work, unit, seconds)

    async def purge(self) -> None:
        """Takes what was deleted off the disk. PostgreSQL does so by itself, in its own time.

        Raises:
            Unavailable: another program uses the file.
        """
        if self.is_embedded:
            await self._apart(self._purge, None, PURGE_SECONDS)

    def close(self) -> None:
        """Finishes what runs and closes the connections."""
        self._threads.shutdown(cancel_futures=True)
        self.engine.dispose()

    async def _apart(self, act: Callable[[Any, float], Result], unit: Any, seconds: float) -> Result:
        """Runs an act in a thread, which ends it in time; a thread that hangs all the same is not awaited."""
        done = asyncio.get_running_loop().run_in_executor(
            self._threads, act, unit, time.monotonic() + seconds
        )
        try:
            # Not `wait_for`: in Python 3.10 it loses a cancellation that comes together with the result.
            await asyncio.wait({done}, timeout=seconds + GRACE_SECONDS)
            if not done.done():
                raise Unavailable("it hangs")
            return done.result()
        finally:
            done.cancel()

    def _work(self, unit: Callable[[Session], Result], until: float) -> Result:
        with metrics.stored("database", Unavailable):
            return self._work_in_time(unit, until)

    def _work_in_time(self, unit: Callable[[Session], Result], until: float) -> Result:
        if time.monotonic() > until:
            raise Unavailable("it did not get its turn in time")
        try:
            with postgresql.limited(until), self._session.begin() as session:
                result = unit(session)
                if time.monotonic() > until:
                    raise Unavailable("it took too long")
                return result
        except (OperationalError, PoolTimeout) as error:
            raise Unavailable(_in_short(error)) from None

    def _purge(self, _: None, until: float) -> None:
        connection = self.engine.raw_connection()
        try:
            sqlite.purge(connection)
        except self.engine.dialect.dbapi.OperationalError as error:
            raise Unavailable(str(error)) from None
        finally:
            connection.close()


def _engine(url: str, connections: int) -> Any:
    common = {
        "poolclass": QueuePool,
        "pool_size": connections,
        "max_overflow": 0,
        "pool_timeout": UNIT_SECONDS,
        "hide_parameters": True,  # they are what customers say, and errors are logged
    }
    if make_url(url).get_backend_name() == "sqlite":
        limits = {"check_same_thread": False, "timeout": sqlite.LOCK_SECONDS}
        engine = create_engine(url, connect_args=limits, **common)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    else:
        postgresql.install()
        engine = create_engine(url, pool_pre_ping=True, connect_args=postgresql.OPTIONS, **common)
    event.listen(engine, "handle_error", _tell_unstorable)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    # The driver would begin a transaction only at the first write, too late to read safely before it.
    connection.isolation_level = None
    sqlite.prepare(connection)


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _tell_unstorable(context: Any) -> None:
    """The drivers tell of such a value in four ways, once a statement is executed with it."""
    kinds = (context.engine.dialect.dbapi.DataError, ValueError, OverflowError)
    if context.execution_context is not None and isinstance(context.original_exception, kinds):
        raise Unstorable(type(context.original_exception).__name__)


def _in_short(error: SQLAlchemyError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return (str(cause).splitlines() or [type(cause).__name__])[0]


def _migrate(engine: Any) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
