"""Rasa's tracker store as we need it: conversations can be erased, and nothing fails unheard.

Rasa wraps its store in one that goes on in memory where the store fails: what was said meanwhile is never
written, and the bot forgets it. Ours takes the wrapper's place, by one method of Rasa's that is replaced;
`tests/serving/test_forgetting.py` fails once Rasa has changed that method.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from refundbot.serving import sql_store
from refundbot.serving.sql_store import ApartTrackerStore
from refundbot.telemetry import metrics

REFUSED_SECONDS = 600.0
"""For which nothing of an erased conversation is kept; no turn takes that long."""

Result = TypeVar("Result")


class StoreUnavailable(ConnectionError):
    """The store does not answer, or is locked."""


class PerhapsSaved(StoreUnavailable):
    """The store failed while it kept a turn: whether it is kept, only a later look can tell."""


class ForgettingTrackerStore(TrackerStore):
    """A tracker store that keeps nothing of what was erased, and tells when it fails."""

    def __init__(self, store: TrackerStore) -> None:
        """`store` is where trackers are kept."""
        self._store = store
        self._erased: dict[str, float] = {}
        super().__init__(store.domain, store.event_broker)

    @property
    def domain(self) -> Domain:
        """The domain that trackers are read by."""
        return self._store.domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._store.domain = domain

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the events that are new; of a conversation that was erased, none."""
        if tracker.sender_id not in self._erased:
            try:
                await _told(self._store.save(tracker))
            except StoreUnavailable as unavailable:
                raise PerhapsSaved(str(unavailable)) from unavailable

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The latest session of a conversation."""
        return await _told(self._store.retrieve(sender_id))

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """All sessions of a conversation."""
        return await _told(self._store.retrieve_full_tracker(conversation_id))

    async def keys(self) -> Iterable[str]:
        """The ids of the conversations."""
        return await _told(self._store.keys())

    async def forget(self, sender_ids: Sequence[str]) -> None:
        """Deletes conversations. A turn that is still running keeps nothing of them.

        Raises:
            StoreUnavailable: it could not be done.
            NotImplementedError: the store is of a kind that this cannot delete from.
        """
        now = time.monotonic()
        self._erased = {id_: at for id_, at in self._erased.items() if at > now - REFUSED_SECONDS}
        self._erased.update(dict.fromkeys(sender_ids, now))
        await self.delete(sender_ids)

    async def delete(self, sender_ids: Sequence[str]) -> None:
        """Deletes conversations in which no turn is running; what is said there from now on is kept.

        Raises:
            StoreUnavailable: it could not be done.
            NotImplementedError: the store is of a kind that this cannot delete from.
        """
        await _told(_delete(self._store, sender_ids))

    async def untouched(self, but_not: str, since: datetime, most: int = 100) -> list[str]:
        """Up to `most` senders of whom nothing has been kept since then (aware).

        Those whose id begins with `but_not` are left out.

        Raises:
            StoreUnavailable: it could not be read.
            NotImplementedError: the store is of a kind that this cannot read.
        """
        return await _told(_untouched(self._store, but_not, since, most))

    async def check(self) -> None:
        """Raises `StoreUnavailable` where the store cannot be written to."""
        if isinstance(self._store, ApartTrackerStore):
            await _told(self._store.check())


def install() -> None:
    """Has Rasa use this store in place of its wrapper."""
    from rasa.core.agent import Agent  # with it comes TensorFlow, which channels need not wait for

    Agent._create_tracker_store = staticmethod(_create_tracker_store)


def _create_tracker_store(store: TrackerStore | None, domain: Domain) -> ForgettingTrackerStore:
    store = store or InMemoryTrackerStore(domain)
    store.domain = domain
    return ForgettingTrackerStore(store)


async def _delete(store: TrackerStore, sender_ids: Sequence[str]) -> None:
    if isinstance(store, ApartTrackerStore):
        await store.forget(sender_ids)
    elif isinstance(store, SQLTrackerStore):
        sql_store.delete(store, sender_ids)
    elif isinstance(store, InMemoryTrackerStore):
        for sender_id in sender_ids:
            store.store.pop(sender_id, None)
    else:
        raise NotImplementedError(f"cannot delete from {type(store).__name__}")


async def _untouched(store: TrackerStore, but_not: str, since: datetime, most: int) -> list[str]:
    if isinstance(store, ApartTrackerStore):
        return await store.untouched(but_not, since, most)
    if isinstance(store, SQLTrackerStore):
        return sql_store.untouched(store, but_not, since, most)
    if isinstance(store, InMemoryTrackerStore):
        last = {id_: json.loads(kept)["events"][-1]["timestamp"] for id_, kept in store.store.items()}
        old = (id_ for id_, at in last.items() if not id_.startswith(but_not) and at < since.timestamp())
        return list(islice(old, most))
    raise NotImplementedError(f"cannot read {type(store).__name__}")


async def _told(work: Awaitable[Result]) -> Result:
    """Stores fail in as many ways as there are kinds of them."""
    try:
        with metrics.stored("trackers", Exception):
            return await work
    except NotImplementedError:
        raise
    except Exception as error:
        raise StoreUnavailable(f"the tracker store failed: {type(error).__name__}") from error
