"""Deletes conversations from Rasa's tracker store, which has no way of its own to do so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore
from sqlalchemy import delete


async def forget(tracker_store: Any, sender_ids: Sequence[str]) -> None:
    """Deletes the events of those senders.

    Raises:
        NotImplementedError: the store is of a kind that this cannot delete from.
    """
    # A store that can fail is wrapped in one that falls back.
    store = getattr(tracker_store, "_tracker_store", tracker_store)
    if isinstance(store, InMemoryTrackerStore):
        for sender_id in sender_ids:
            store.store.pop(sender_id, None)
    elif isinstance(store, SQLTrackerStore):
        events = store.SQLEvent
        with store.session_scope() as session:
            session.execute(delete(events).where(events.sender_id.in_(sender_ids)))
            session.commit()
    else:
        raise NotImplementedError(f"cannot delete from {type(store).__name__}")
