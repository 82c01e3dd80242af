"""Conversations as the desk lists them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Literal

from sqlalchemy import String, and_, cast, desc, func, or_, select, tuple_
from sqlalchemy.orm import Session

from refundbot.conversations import store
from refundbot.conversations.models import Conversation, Message, Status
from refundbot.desk import left
from refundbot.desk.days import Span
from refundbot.desk.models import KeptBrief

_STATUSES: tuple[Status, ...] = ("bot", "queued", "human", "closed")


class BadCursor(ValueError):
    """A cursor that no page gave."""


@dataclass(frozen=True)
class Row:
    """A conversation, what was said in it last, and since when its customer waits for a person's word."""

    conversation: Conversation
    last_message: Message | None
    waiting_since: datetime | None
    waiting_for: Literal["first", "next"] | None
    """Which word of a person's they wait for."""
    unread: int
    """Messages that neither the bot nor a person has answered, and the agent who speaks has not seen."""
    brief: KeptBrief | None = None


@dataclass(frozen=True)
class Filter:
    """Which conversations are wanted; `None` does not narrow them down."""

    status: Status | None = None
    agent_id: str | None = None
    """Those in which this agent speaks."""
    words: str | None = None
    """In a message, a tag or the customer's id, or the beginning of the id."""
    tag: str | None = None
    customer_id: str | None = None
    team: str | None = None
    """Those that were given to it."""
    days: Span | None = None
    """On which something was said."""


def page(session: Session, wanted: Filter, cursor: str | None, limit: int) -> tuple[list[Row], str | None]:
    """A page and the cursor of the next: of queued ones the longest wait first, else the latest first.

    Raises:
        BadCursor: no page gave that cursor.
    """
    is_queue = wanted.status == "queued"
    instant: Any = Conversation.queued_at if is_queue else Conversation.updated_at
    id_: Any = Conversation.id
    query: Any = select(Conversation).where(*_conditions(wanted))
    if cursor is not None:
        at, last_id = _read_cursor(cursor)
        later = instant > at if is_queue else instant < at
        further = id_ > last_id if is_queue else id_ < last_id
        query = query.where(or_(later, and_(instant == at, further)))
    order = (instant, id_) if is_queue else (desc(instant), desc(id_))
    found = list(session.execute(query.order_by(*order).limit(limit + 1)).scalars())
    if len(found) <= limit:
        return rows(session, found), None
    last = found[limit - 1]
    return rows(session, found[:limit]), _cursor(last.queued_at if is_queue else last.updated_at, last.id)


def counts(session: Session, agent_id: str) -> dict[str, int]:
    """How many conversations there are by status, in how many the agent speaks (`mine`), in how many of
    those something is unread (`unread`), and how many left messages wait for an answer (`left`)."""
    by_status = select(Conversation.status, func.count()).group_by(Conversation.status)
    found: dict[str, int] = dict(session.execute(by_status).all())
    of_agent = select(Conversation.id).where(*_conditions(Filter(agent_id=agent_id)))
    mine = list(session.execute(of_agent).scalars())
    return {
        **{status: found.get(status, 0) for status in _STATUSES},
        "mine": len(mine),
        "unread": len(store.unread(session, mine)),
        "left": left.open_count(session),
    }


def queue(session: Session) -> dict[str, int]:
    """How many customers wait for a person (`waiting`), and how many left messages for an answer (`left`)."""
    return {"waiting": len(store.waiting_ids(session)), "left": left.open_count(session)}


def rows(session: Session, conversations: Sequence[Conversation]) -> list[Row]:
    """The rows of these conversations, in their order, by a few queries in all."""
    last = _last_messages(session, conversations)
    waiting = [c.id for c in conversations if c.status in ("queued", "human")]
    unanswered = store.unanswered(session, waiting)
    unread = store.unread(session, waiting)
    (of_brief,) = _columns(KeptBrief.conversation_id)
    found = session.execute(select(KeptBrief).where(of_brief.in_(waiting))).scalars()
    briefs = {kept.conversation_id: kept for kept in found}

    def row(c: Conversation) -> Row:
        open_ = unanswered.get(c.id)
        since = c.queued_at if c.status == "queued" else open_ and open_.since
        waiting_for: Any = since and ("next" if open_ and not open_.is_call else "first")
        return Row(c, last.get(c.id), since, waiting_for, unread.get(c.id, 0), briefs.get(c.id))

    return [row(c) for c in conversations]


def _conditions(wanted: Filter) -> list[Any]:
    conditions: list[Any] = []
    if wanted.status is not None:
        conditions.append(Conversation.status == wanted.status)
    if wanted.agent_id is not None:
        conditions += [Conversation.agent_id == wanted.agent_id, Conversation.status == "human"]
    if wanted.tag is not None:
        conditions.append(_tags_contain(f'"{_as_stored(wanted.tag)}"'))
    if wanted.customer_id is not None:
        conditions.append(Conversation.customer_id == wanted.customer_id)
    if wanted.team is not None:
        conditions.append(Conversation.team == wanted.team)
    if wanted.days is not None:
        then = select(Message.seq).where(
            Message.conversation_id == Conversation.id, wanted.days.holds(Message.at)
        )
        conditions.append(then.exists())
    if wanted.words is not None:
        id_, customer, text = _columns(Conversation.id, Conversation.customer_id, Message.text)
        said = select(Message.seq).where(
            Message.conversation_id == Conversation.id, text.contains(wanted.words, autoescape=True)
        )
        conditions.append(
            or_(
                id_.startswith(wanted.words.lower(), autoescape=True),
                customer.contains(wanted.words, autoescape=True),
                _tags_contain(_as_stored(wanted.words)),
                said.exists(),
            )
        )
    return conditions


def _tags_contain(text: str) -> Any:
    return cast(Conversation.tags, String).contains(text, autoescape=True)


def _as_stored(tag: str) -> str:
    """A text as it stands inside a JSON column."""
    return json.dumps(tag)[1:-1]


def _columns(*columns: Any) -> tuple[Any, ...]:
    """The columns as SQLAlchemy's expressions; the models give them the types of their values."""
    return columns


def _last_messages(session: Session, conversations: Sequence[Conversation]) -> dict[str, Message]:
    """What somebody said last, by conversation; the system's notices say nothing of the matter."""
    ids = [c.id for c in conversations]
    last = (
        select(Message.conversation_id, func.max(Message.seq))
        .where(_columns(Message.conversation_id)[0].in_(ids), Message.sender != "system")
        .group_by(Message.conversation_id)
    )
    query = select(Message).where(tuple_(Message.conversation_id, Message.seq).in_(last))
    return {message.conversation_id: message for message in session.execute(query).scalars()}


def _cursor(at: datetime, conversation_id: str) -> str:
    return f"{at.isoformat()}_{conversation_id}"


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    text, _, conversation_id = cursor.rpartition("_")
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise ValueError("an instant needs its offset")
        return at.astimezone(timezone.utc), conversation_id
    except (ValueError, OverflowError):
        raise BadCursor(cursor) from None
