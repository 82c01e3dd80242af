"""The review queue: messages that may have been understood badly, and what a supervisor decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import desc, func, select
from sqlalchemy.orm import Session, aliased

from refundbot.conversations.models import Feedback, Message
from refundbot.desk import audit
from refundbot.desk.models import Reason, ReviewItem, ReviewStatus, Suggested, SuggestionEvent
from refundbot.understanding.thresholds import CLOSE_CALL_BELOW

OVERLAP = timedelta(minutes=1)
"""By which a collection looks back before the last one, for what was being stored meanwhile."""

Decision = Literal["assign", "missing", "dismiss"]
_STATUS: dict[Decision, ReviewStatus] = {"assign": "assigned", "missing": "missing", "dismiss": "dismissed"}


class NoSuchItem(LookupError):
    """There is none with that id (any more)."""


@dataclass(frozen=True)
class _Found:
    conversation_id: str
    seq: int
    reason: Reason


def collect(session: Session, now: datetime) -> int:
    """Puts into the queue what has come up since the last time, and returns how many messages that were.

    A message already there gets the further reason; one that has been decided is left alone.
    """
    since = session.execute(select(func.max(ReviewItem.collected_at))).scalar_one_or_none()
    added = 0
    for found in _found(session, since):
        added += _add(session, found, now)
    return added


def page(
    session: Session, status: ReviewStatus, before_id: int | None, limit: int
) -> tuple[list[ReviewItem], int | None]:
    """The latest items of that status, and before which id the next page begins."""
    query: Any = select(ReviewItem).where(ReviewItem.status == status)
    if before_id is not None:
        query = query.where(ReviewItem.id < before_id)
    found = list(session.execute(query.order_by(desc(ReviewItem.id)).limit(limit + 1)).scalars())
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def open_count(session: Session) -> int:
    """How many items wait for a decision."""
    query = select(func.count()).where(ReviewItem.status == "open")
    count: int = session.execute(query).scalar_one()
    return count


def decide(
    session: Session,
    item_id: int,
    supervisor_id: str,
    decision: Decision,
    now: datetime,
    *,
    topic: str | None = None,
    phrasing: str | None = None,
) -> ReviewItem:
    """Enters a supervisor's decision, in place of an earlier one. What was exported stays in the files.

    `topic` is the right one, to `assign`; `phrasing` is what is to be learnt in place of the words.

    Raises:
        NoSuchItem: there is none with that id.
    """
    query = select(ReviewItem).where(ReviewItem.id == item_id).with_for_update()
    item: ReviewItem | None = session.execute(query).scalar_one_or_none()
    if item is None:
        raise NoSuchItem(item_id)
    item.status, item.decided_by, item.decided_at = _STATUS[decision], supervisor_id, now
    item.assigned = topic if decision == "assign" else None
    item.phrasing = phrasing if decision == "assign" else None
    item.exported_at = None
    audit.record(
        session,
        supervisor_id,
        "review",
        now,
        item.conversation_id,
        item=item.id,
        decision=decision,
        topic=topic,
    )
    return item


def accepted(session: Session) -> list[ReviewItem]:
    """Items with a topic assigned that are not exported yet, oldest first."""
    query = select(ReviewItem).where(
        ReviewItem.status == "assigned", _column(ReviewItem.exported_at).is_(None)
    )
    return list(session.execute(query.order_by(ReviewItem.id)).scalars())


def _found(session: Session, since: datetime | None) -> Iterator[_Found]:
    """What has come up since then, from each source."""
    yield from _answers(session, since)
    for conversation_id, seq in _latest(session, Feedback, since, _column(Feedback.useful).is_(False)):
        bubble = session.get(Message, (conversation_id, seq))
        if bubble is not None and bubble.reply_to is not None:
            yield _Found(conversation_id, bubble.reply_to, "not_useful")
    for conversation_id, seq in _latest(session, Message, since, Message.code == "handoff_queued"):
        asked = _question_before(session, conversation_id, seq)
        if asked is not None:
            yield _Found(conversation_id, asked, "handoff")
    edits = (
        select(Suggested.conversation_id, Suggested.seq)
        .join(SuggestionEvent, SuggestionEvent.suggestion_id == Suggested.id)
        .where(SuggestionEvent.event == "sent", _column(SuggestionEvent.distance) > 0)
        .where(*_since(SuggestionEvent.at, since), _column(Suggested.seq).isnot(None))
        .order_by(SuggestionEvent.at)
    )
    for conversation_id, seq in session.execute(edits).all():
        asked = _question_before(session, conversation_id, seq + 1)
        if asked is not None:
            yield _Found(conversation_id, asked, "edited")


def _answers(session: Session, since: datetime | None) -> Iterator[_Found]:
    """Messages that the bot asked back about, or answered without being sure."""
    envelope: Any = Message.envelope
    kind, confidence = envelope["kind"].as_string(), envelope["confidence"].as_float()
    query = (
        select(Message.conversation_id, Message.reply_to, kind)
        .where(*_since(Message.at, since), Message.sender == "bot", _column(Message.reply_to).isnot(None))
        .where((kind == "clarify") | ((kind == "answer") & (confidence < CLOSE_CALL_BELOW)))
        .order_by(Message.at)
    )
    for conversation_id, seq, of_kind in session.execute(query).all():
        yield _Found(conversation_id, seq, "fallback" if of_kind == "clarify" else "close_call")


def _latest(session: Session, table: Any, since: datetime | None, condition: Any) -> list[tuple[str, int]]:
    query = select(table.conversation_id, table.seq).where(*_since(table.at, since), condition)
    return list(session.execute(query.order_by(table.at)).all())


def _since(column: Any, since: datetime | None) -> list[Any]:
    return [] if since is None else [column >= since - OVERLAP]


def _question_before(session: Session, conversation_id: str, seq: int) -> int | None:
    """The customer's last message before `seq` that was more than a call for a person."""
    bots: Any = aliased(Message)
    kind: Any = bots.envelope["kind"].as_string()
    calls = select(bots.seq).where(
        bots.conversation_id == Message.conversation_id, bots.reply_to == Message.seq, kind == "handoff"
    )
    query = (
        select(Message.seq)
        .where(Message.conversation_id == conversation_id, Message.seq < seq, Message.sender == "customer")
        .where(~calls.exists())
        .order_by(desc(Message.seq))
        .limit(1)
    )
    asked: int | None = session.execute(query).scalar_one_or_none()
    return asked


def _add(session: Session, found: _Found, now: datetime) -> bool:
    query = select(ReviewItem).where(
        ReviewItem.conversation_id == found.conversation_id, ReviewItem.seq == found.seq
    )
    item: ReviewItem | None = session.execute(query).scalar_one_or_none()
    if item is not None:
        if item.status == "open" and found.reason not in item.reasons:
            item.reasons = [*item.reasons, found.reason]
        return False
    asked = session.get(Message, (found.conversation_id, found.seq))
    if asked is None:
        return False
    envelope = _answer_to(session, found) or {}
    session.add(
        ReviewItem(
            conversation_id=found.conversation_id,
            seq=found.seq,
            reasons=[found.reason],
            text=asked.text,
            topic=envelope.get("topic"),
            confidence=envelope.get("confidence"),
            candidates=[candidate["topic"] for candidate in envelope.get("candidates", ())],
            status="open",
            at=asked.at,
            collected_at=now,
        )
    )
    session.flush()
    return True


def _answer_to(session: Session, found: _Found) -> dict[str, Any] | None:
    query = (
        select(Message.envelope)
        .where(Message.conversation_id == found.conversation_id, Message.reply_to == found.seq)
        .where(_column(Message.envelope).isnot(None))
        .order_by(desc(Message.seq))
        .limit(1)
    )
    envelope: dict[str, Any] | None = session.execute(query).scalar_one_or_none()
    return envelope


def _column(column: Any) -> Any:
    """The column as SQLAlchemy's expression; the models give it the type of its values."""
    return column
