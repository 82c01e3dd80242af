"""Conversations as the desk lists them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, desc, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from refundbot.conversations.models import Conversation, Message, Status

_STATUSES: tuple[Status, ...] = ("bot", "queued", "human", "closed")


class BadCursor(ValueError):
    """A cursor that no page gave."""


@dataclass(frozen=True)
class Row:
    """A conversation, what was said in it last, and since when its customer waits for a person's word."""

    conversation: Conversation
    last_message: Message | None
    waiting_since: datetime | None


@dataclass(frozen=True)
class Filter:
    """Which conversations are wanted; `None` does not narrow them down."""

    status: Status | None = None
    agent_id: str | None = None
    """Those in which this agent speaks."""
    words: str | None = None
    """In a message or a tag, or the beginning of the id."""
    tag: str | None = None


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
    """How many conversations there are by status, and how many in which the agent speaks (`mine`)."""
    by_status = select(Conversation.status, func.count()).group_by(Conversation.status)
    found: dict[str, int] = dict(session.execute(by_status).all())
    mine = select(func.count()).where(*_conditions(Filter(agent_id=agent_id)))
    return {
        **{status: found.get(status, 0) for status in _STATUSES},
        "mine": session.execute(mine).scalar_one(),
    }


def rows(session: Session, conversations: Sequence[Conversation]) -> list[Row]:
    """The rows of these conversations, in their order, by two queries in all."""
    last = _last_messages(session, conversations)
    unanswered = _unanswered(session, [c.id for c in conversations if c.status == "human"])
    return [
        Row(c, last.get(c.id), c.queued_at if c.status == "queued" else unanswered.get(c.id))
        for c in conversations
    ]


def _conditions(wanted: Filter) -> list[Any]:
    conditions: list[Any] = []
    if wanted.status is not None:
        conditions.append(Conversation.status == wanted.status)
    if wanted.agent_id is not None:
        conditions += [Conversation.agent_id == wanted.agent_id, Conversation.status == "human"]
    if wanted.tag is not None:
        conditions.append(_tags_contain(f'"{_as_stored(wanted.tag)}"'))
    if wanted.words is not None:
        id_, text = _columns(Conversation.id, Message.text)
        said = select(Message.seq).where(
            Message.conversation_id == Conversation.id, text.contains(wanted.words, autoescape=True)
        )
        conditions.append(
            or_(
                id_.startswith(wanted.words.lower(), autoescape=True),
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


def _unanswered(session: Session, ids: Sequence[str]) -> dict[str, datetime]:
    """When the first message was said that no agent has answered, by conversation."""
    if not ids:
        return {}
    agents = aliased(Message)
    answered = (
        select(func.coalesce(func.max(agents.seq), 0))
        .where(agents.conversation_id == Message.conversation_id, agents.sender == "agent")
        .scalar_subquery()
    )
    query = (
        select(Message.conversation_id, func.min(Message.at))
        .where(
            _columns(Message.conversation_id)[0].in_(ids),
            Message.sender == "customer",
            Message.seq > answered,
        )
        .group_by(Message.conversation_id)
    )
    return dict(session.execute(query).all())


def _cursor(at: datetime, conversation_id: str) -> str:
    return f"{at.isoformat()}_{conversation_id}"


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    text, _, conversation_id = cursor.rpartition("_")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadCursor(cursor) from None
    if at.tzinfo is None:
        raise BadCursor(cursor)
    return at, conversation_id
