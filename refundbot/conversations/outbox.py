"""What a data warehouse is told: written in the transaction of what happened, kept until the broker has it.

Whoever writes rows need not think of it: events are read off the rows of each flush. What people typed is
masked in the rows already, and how a customer can be reached is left out. Where a conversation is erased its
events go with it, and the warehouse is told to erase what it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    String,
    delete,
    event,
    inspect,
    or_,
    select,
)
from sqlalchemy.orm import Session

from refundbot.conversations.models import (
    ID_CHARACTERS,
    Base,
    Consent,
    Conversation,
    Erased,
    Feedback,
    Instant,
    LeftMessage,
    Message,
    Rating,
)

VERSION = 1
"""Of the events' form, which `docs/operations.md` describes."""

LEASE = timedelta(seconds=60)
"""After which events that a server took to publish are another's to publish."""

Told = tuple[str, datetime, dict[str, Any]]
"""Kind, instant and data of an event."""


class OutboxEvent(Base):
    """One event. Ids rise within a conversation and are never given again."""

    __tablename__ = "outbox"

    id: int = Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    conversation_id: str | None = Column(
        String(ID_CHARACTERS), ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    """`None` where it tells that the conversation is erased."""
    kind: str = Column(String(32), nullable=False)
    body: dict[str, Any] = Column(JSON, nullable=False)
    claimed_at: datetime | None = Column(Instant)

    __table_args__ = ({"sqlite_autoincrement": True},)


def follow(sessions: Any) -> None:
    """Has what these sessions store told."""
    event.listen(sessions, "before_flush", _note)


def claim(session: Session, now: datetime, most: int) -> list[OutboxEvent]:
    """Takes up to `most` events to publish, the oldest first, which no other server has."""
    claimed_at: Any = OutboxEvent.claimed_at
    free = or_(claimed_at.is_(None), claimed_at < now - LEASE, claimed_at > now + LEASE)
    query = select(OutboxEvent).where(free).order_by(OutboxEvent.id).limit(most)
    events = list(session.execute(query.with_for_update(skip_locked=True)).scalars())
    for each in events:
        each.claimed_at = now
    return events


def release(session: Session, ids: list[int]) -> None:
    """Gives back events that could not be published."""
    for each in session.execute(select(OutboxEvent).where(_among(ids))).scalars():
        each.claimed_at = None


def drop(session: Session, ids: list[int]) -> None:
    """Deletes events that the broker has."""
    session.execute(delete(OutboxEvent).where(_among(ids)).execution_options(synchronize_session=False))


def _among(ids: list[int]) -> Any:
    id_column: Any = OutboxEvent.id
    return id_column.in_(ids)


def _note(session: Session, *_: object) -> None:
    changed = (row for row in session.dirty if isinstance(row, Conversation | Feedback | Rating))
    rows = [*session.new, *filter(session.is_modified, changed)]
    session.add_all([_event(row, *told) for row in rows for told in _told(row)])


def _event(row: Any, kind: str, at: datetime, data: dict[str, Any]) -> OutboxEvent:
    id_ = row.id if isinstance(row, Conversation) else row.conversation_id
    body = {"v": VERSION, "kind": kind, "conversation_id": id_, "at": at.isoformat(), **data}
    return OutboxEvent(conversation_id=None if isinstance(row, Erased) else id_, kind=kind, body=body)


def _told(row: Any) -> Iterator[Told]:
    """The events that a row tells which is new or changed."""
    if isinstance(row, Conversation):
        if inspect(row).pending:
            yield "opened", row.created_at, {"page": row.page, "locale": row.locale}
        elif inspect(row).attrs.status.history.has_changes():
            yield "status", row.updated_at, {"status": row.status, "reason": row.handoff_reason}
    elif isinstance(row, Message):
        yield from _of_message(row)
    elif isinstance(row, Feedback):
        told = {"seq": row.seq, "useful": row.useful, "reason": row.reason, "comment": row.comment}
        yield "feedback", row.at, told
    elif isinstance(row, Rating):
        yield "rating", row.at, {"stars": row.stars, "comment": row.comment}
    elif isinstance(row, LeftMessage):
        yield "left_message", row.at, {"text": row.text}
    elif isinstance(row, Consent):
        yield "consent", row.at, {"granted": row.granted}
    elif isinstance(row, Erased):
        yield "erased", row.at, {}


def _of_message(message: Message) -> Iterator[Told]:
    envelope = message.envelope or {}
    said: dict[str, Any] = {
        "seq": message.seq,
        "from": message.sender,
        "text": message.text,
        "code": message.code,
    }
    answer = {key: envelope.get(key) for key in ("topic", "confidence", "policy_version")}
    answer["reply_to"] = message.reply_to
    if message.attachments:
        said["attachments"] = [sent.media_type for sent in message.attachments]
    yield "message", message.at, {**said, "answer": envelope.get("kind"), **answer}
    if envelope.get("verdict"):
        yield "decision", message.at, {"seq": message.seq, "verdict": envelope["verdict"], **answer}
