"""Rasa's SQL tracker store off the event loop, on connections of ours: what SQLite and PostgreSQL share.

Rasa's store opens connections without a limit of time and waits for the database on the event loop that
serves every customer. Its methods are coroutines that never wait, so any thread can run them to their end.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import datetime
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import func, select

Method = Callable[..., Coroutine[Any, Any, Any]]


class ApartTrackerStore(TrackerStore, ABC):
    """A tracker store whose SQL is Rasa's and runs in a thread; where and how is a subclass's to say."""

    def __init__(self, sql: SQLTrackerStore, domain: Domain | None, event_broker: EventBroker | None) -> None:
        """`sql` has no broker: events are told on Rasa's own loop."""
        self._sql = sql
        super().__init__(domain, event_broker)

    @property
    def domain(self) -> Domain:
        """The domain that trackers are read by."""
        return self._sql.domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._sql.domain = domain

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the events that are new."""
        await self.stream_events(tracker)
        await self._apart(self._sql.save, tracker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The latest session of a conversation."""
        return await self._apart(self._sql.retrieve, sender_id)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """All sessions of a conversation."""
        return await self._apart(self._sql.retrieve_full_tracker, conversation_id)

    async def keys(self) -> Iterable[str]:
        """The ids of the conversations."""
        ids: Iterable[str] = await self._apart(self._sql.keys)
        return ids

    async def forget(self, sender_ids: Sequence[str]) -> None:
        """Deletes conversations."""

        async def delete_them() -> None:
            delete(self._sql, sender_ids)

        await self._apart(delete_them)

    async def untouched(self, but_not: str, since: datetime, most: int) -> list[str]:
        """Up to `most` senders of whom nothing has been kept since then, save those whose id begins so."""

        async def find() -> list[str]:
            return untouched(self._sql, but_not, since, most)

        ids: list[str] = await self._apart(find)
        return ids

    @abstractmethod
    async def check(self) -> None:
        """Raises what a write would raise now."""

    @abstractmethod
    async def _apart(self, method: Method, *arguments: Any) -> Any:
        """What a method of the store gives, run in a thread."""


def result_of(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine that never waits gives."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    coroutine.close()
    raise RuntimeError("the tracker store waits")


def delete(store: SQLTrackerStore, sender_ids: Sequence[str]) -> None:
    """Deletes the events of those senders from a store of Rasa's."""
    events = store.SQLEvent
    with store.session_scope() as session:
        session.query(events).filter(events.sender_id.in_(sender_ids)).delete(synchronize_session=False)
        session.commit()


def untouched(store: SQLTrackerStore, but_not: str, since: datetime, most: int) -> list[str]:
    """Up to `most` senders of Rasa's store without an event since then, save those whose id begins so."""
    sender, at = store.SQLEvent.sender_id, store.SQLEvent.timestamp
    query = select(sender).where(~sender.startswith(but_not, autoescape=True)).group_by(sender)
    with store.session_scope() as session:
        old = query.having(func.max(at) < since.timestamp()).limit(most)
        return list(session.execute(old).scalars())
