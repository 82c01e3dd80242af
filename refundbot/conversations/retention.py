"""Forgetting: what a customer asks to have erased, and what nobody has touched for long."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from refundbot.conversations.models import Conversation


def erase(session: Session, conversation_id: str) -> tuple[str, ...]:
    """Deletes a conversation with all that hangs on it, and returns the ids under which Rasa knows it."""
    conversation = session.get(Conversation, conversation_id, with_for_update=True)
    return _delete(session, [conversation]) if conversation else ()


def expire(session: Session, untouched_since: datetime, most: int = 100) -> tuple[str, ...]:
    """Deletes up to `most` conversations without a word since then; returns Rasa's ids of them."""
    updated_at: Any = Conversation.updated_at
    query = select(Conversation).where(updated_at < untouched_since).limit(most)
    return _delete(session, list(session.execute(query).scalars()))


def _delete(session: Session, conversations: list[Conversation]) -> tuple[str, ...]:
    trackers = tuple(
        tracker for one in conversations for tracker in (one.tracker_id, *one.earlier_trackers())
    )
    ids, id_column = [one.id for one in conversations], cast(Any, Conversation.id)
    # The database deletes what refers to them.
    session.execute(
        delete(Conversation).where(id_column.in_(ids)).execution_options(synchronize_session=False)
    )
    return trackers
