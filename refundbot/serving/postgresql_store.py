"""Trackers in the PostgreSQL database of the conversations: pooled, limited in time, shared by instances."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Session

from refundbot.conversations import retention
from refundbot.conversations.database import Database
from refundbot.conversations.models import conversation_of
from refundbot.serving.sql_store import ApartTrackerStore, Method, append, result_of


class PostgreSQLTrackerStore(ApartTrackerStore):
    """Rasa's SQL tracker store within units of work. It fails closed: no other store takes its place."""

    def __init__(self, database: Database, domain: Domain | None = None) -> None:
        """`database` is migrated."""
        self._database, self._lent = database, _LentSessions(domain)
        super().__init__(self._lent, domain, None)

    async def check(self) -> None:
        """Raises what a read would raise now; whether rows can be written is the conversations' to tell."""
        await self._apart(self._lent.find_nothing)

    async def _append(self, tracker: DialogueStateTracker) -> bool:
        """Of a conversation that is erased, by whichever instance, nothing is kept."""
        conversation_id = conversation_of(tracker.sender_id)

        def unit(session: Session) -> bool:
            is_there = conversation_id is None or retention.hold(session, conversation_id)
            return is_there and self._on(session, append, self._lent, tracker)

        return await self._database.run(unit)

    async def _apart(self, method: Method, *arguments: Any) -> Any:
        return await self._database.run(lambda session: self._on(session, method, *arguments))

    def _on(self, session: Session, method: Method, *arguments: Any) -> Any:
        with self._lent.lending(session):
            return result_of(method(*arguments))


class _LentSessions(SQLTrackerStore):
    """Rasa's store on the session that is lent to the thread, whose transaction the lender ends."""

    def __init__(self, domain: Domain | None) -> None:
        self._here = threading.local()
        TrackerStore.__init__(self, domain)  # Rasa's own would connect

    @contextmanager
    def lending(self, session: Session) -> Iterator[None]:
        """Lends a session to what this thread does."""
        self._here.session = _Lent(session)
        try:
            yield
        finally:
            del self._here.session

    @contextmanager
    def session_scope(self) -> Iterator[Any]:
        """The session, as Rasa asks for it."""
        yield self._here.session

    async def find_nothing(self) -> None:
        """Reads no row of the trackers."""
        with self.session_scope() as session:
            session.query(self.SQLEvent.id).limit(0).all()


class _Lent:
    """A session that cannot be committed."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def commit(self) -> None:
        """The lender will."""
