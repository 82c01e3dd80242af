"""What waits: messages for an answer, customers for a person, events for the broker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from refundbot.conversations.models import Conversation, Message
from refundbot.conversations.outbox import OutboxEvent


@dataclass(frozen=True)
class Backlog:
    """Counts, and ages of the oldest in seconds (0 where none waits)."""

    unanswered: int
    oldest_unanswered_seconds: float
    queued: int
    longest_wait_seconds: float
    unpublished: int


def backlog(session: Session, now: datetime) -> Backlog:
    """What waits now."""
    unanswered, oldest = _waiting(session, Message.at, Message.state == "pending")
    queued, longest = _waiting(session, Conversation.queued_at, Conversation.status == "queued")
    unpublished = session.execute(select(func.count()).select_from(OutboxEvent)).scalar_one()
    return Backlog(unanswered, _age(oldest, now), queued, _age(longest, now), unpublished)


def _waiting(session: Session, since: Any, waits: Any) -> tuple[int, datetime | None]:
    count, oldest = session.execute(select(func.count(), func.min(since)).where(waits)).one()
    return count, oldest


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
