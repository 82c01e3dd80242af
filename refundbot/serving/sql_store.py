"""Rasa's SQL tracker store off the event loop, on connections of ours: what SQLite and PostgreSQL share.

Rasa's store opens connections without a limit of time and waits for the database on the event loop that
serves every customer. Its methods are coroutines that never wait, so any thread can run them to their end.

It reads the whole conversation at each turn, and again to tell which events are new. Here the tracker of the
turn before is gone on with, where the store's mark proves that it is what the store holds, and only what is
new is written.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import bindparam, case, func, insert, select

from refundbot.serving.live_trackers import LiveTrackers

_EVENTS = SQLTrackerStore.SQLEvent.__table__
_BEFORE = _EVENTS.c.id <= bindparam("upto")
_MARK = select(
    func.count(_EVENTS.c.id),
    func.max(_EVENTS.c.id),
    func.max(_EVENTS.c.timestamp),
    func.count(case((_BEFORE, _EVENTS.c.id))),
    func.max(case((_BEFORE, _EVENTS.c.id))),
    func.max(case((_BEFORE, _EVENTS.c.timestamp))),
).where(_EVENTS.c.sender_id == bindparam("sender"))
"""The last three of the events up to an id only."""


@dataclass(frozen=True)
class Mark:
    """What the store holds of a sender, in short: whoever writes or deletes there changes it."""

    events: int = 0
    last_id: int | None = None
    last_at: float | None = None


@dataclass(frozen=True)
class Kept:
    """What the store held of a tracker when it was read or kept last, and how many events it then had."""

    mark: Mark
    length: int


Method = Callable[..., Coroutine[Any, Any, Any]]


class ApartTrackerStore(TrackerStore, ABC):
    """A tracker store whose SQL is Rasa's and runs in a thread; where and how is a subclass's to say."""

    def __init__(self, sql: SQLTrackerStore, domain: Domain | None, event_broker: EventBroker | None) -> None:
        """`sql` has no broker: events are told on Rasa's own loop."""
        self._sql = sql
        self._live = LiveTrackers()
        super().__init__(domain, event_broker)

    @property
    def domain(self) -> Domain:
        """The domain that trackers are read by."""
        return self._sql.domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._sql.domain = domain
        self._live.clear()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the events that are new."""
        await self.stream_events(tracker)
        if not tracker.events:
            _note(tracker, Mark())  # nothing is kept of a conversation that begins
        elif await self._append(tracker):
            self._live.put(tracker)
        else:
            self._live.drop([tracker.sender_id])

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The latest session of a conversation. The tracker is the caller's alone, until he has it kept."""
        return await self._apart(read, self._sql, sender_id, self._live.take(sender_id))

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

        try:
            await self._apart(delete_them)
        finally:
            self._live.drop(sender_ids)

    async def untouched(self, but_not: str, since: datetime, most: int) -> list[str]:
        """Up to `most` senders of whom nothing has been kept since then, save those whose id begins so."""

        async def find() -> list[str]:
            return untouched(self._sql, but_not, since, most)

        ids: list[str] = await self._apart(find)
        return ids

    @abstractmethod
    async def check(self) -> None:
        """Raises what a write would raise now."""

    async def _append(self, tracker: DialogueStateTracker) -> bool:
        """See `append`."""
        return bool(await self._apart(append, self._sql, tracker))

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


async def read(
    store: SQLTrackerStore, sender_id: str, held: DialogueStateTracker | None
) -> DialogueStateTracker | None:
    """A sender's latest session, if any: the tracker that is held, where it is what the store holds."""
    with store.session_scope() as session:
        mark, _ = _mark(session, sender_id)
    if held is not None and getattr(held, _NOTED, None) == Kept(mark, len(held.events)):
        return held
    tracker = await store.retrieve(sender_id) if mark.events else None
    if tracker is not None:
        _note(tracker, mark)
    return tracker


async def append(store: SQLTrackerStore, tracker: DialogueStateTracker) -> bool:
    """Keeps what is new in a tracker since it was read or kept; whether the store now holds just that."""
    before: Kept | None = getattr(tracker, _NOTED, None)
    if before is None:
        await store.save(tracker)  # it was not read here: Rasa finds out what is new
        return False
    new = [_row(tracker.sender_id, event) for event in islice(tracker.events, before.length, None)]
    if not new:
        return False
    with store.session_scope() as session:
        session.execute(insert(_EVENTS), new)
        mark, known = _mark(session, tracker.sender_id, before.mark.last_id)
        session.commit()
    if known != before.mark or mark.events != known.events + len(new):
        return False  # others have written, or erased, meanwhile
    _shorten(tracker)
    _note(tracker, mark)
    return True


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


_NOTED = "refundbot_kept"
"""The attribute in which a tracker tells how it was kept."""


def _note(tracker: DialogueStateTracker, mark: Mark) -> None:
    setattr(tracker, _NOTED, Kept(mark, len(tracker.events)))


def _mark(session: Any, sender_id: str, upto: int | None = None) -> tuple[Mark, Mark]:
    """What is held of a sender now, and what of it has an id up to that one."""
    found = session.execute(_MARK, {"sender": sender_id, "upto": upto}).one()
    return Mark(*found[:3]), Mark(*found[3:])


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    """A row of Rasa's table, as Rasa writes it."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _shorten(tracker: DialogueStateTracker) -> None:
    """Leaves the latest session, as reading does: a session's start has undone all before it."""
    events = tracker.events
    before = max(
        (place for place, event in enumerate(events) if isinstance(event, SessionStarted)), default=0
    )
    for _ in range(before):
        events.popleft()
