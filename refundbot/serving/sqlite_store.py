"""Trackers in a SQLite file, without a wait for the disk at each message.

They are kept on one connection, by one thread: a file that another program holds, a backup say, holds up the
one turn that needs it, and that not for long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from sqlalchemy import create_engine, event
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from refundbot.conversations import sqlite
from refundbot.serving.sql_store import ApartTrackerStore, Method, result_of


class SQLiteTrackerStore(ApartTrackerStore):
    """Rasa's SQL tracker store in a thread of its own, with a write-ahead log."""

    def __init__(
        self, db: str, domain: Domain | None = None, event_broker: EventBroker | None = None, **rest: Any
    ) -> None:
        """`db` is the path of the file; the rest is what Rasa gives to any tracker store."""
        sql = SQLTrackerStore(domain=domain, dialect="sqlite", db=db, **rest)
        url = sql.engine.url
        sql.engine.dispose()
        limits = {"check_same_thread": False, "timeout": sqlite.LOCK_SECONDS}
        self.engine = create_engine(url, poolclass=StaticPool, connect_args=limits, hide_parameters=True)
        event.listen(self.engine, "connect", sqlite.prepare)
        sql.sessionmaker = sessionmaker(bind=self.engine)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="trackers")
        super().__init__(sql, domain, event_broker)

    async def forget(self, sender_ids: Sequence[str]) -> None:
        """Deletes conversations, from the file and from the disk.

        Raises:
            sqlite3.OperationalError, sqlalchemy.exc.OperationalError: another program uses the file.
        """
        await super().forget(sender_ids)
        await self._apart(self._purge)

    async def check(self) -> None:
        """Raises what a write would raise now."""
        await self._apart(self._begin_and_end)

    async def _purge(self) -> None:
        with self.engine.connect() as connection:
            sqlite.purge(connection.connection)

    async def _begin_and_end(self) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.exec_driver_sql("ROLLBACK")

    async def _apart(self, method: Method, *arguments: Any) -> Any:
        """One after the other."""

        def run() -> Any:
            return result_of(method(*arguments))

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)
