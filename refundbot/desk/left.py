"""Left messages as tasks of the desk: who sees to one, and that it is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import desc, func, select
from sqlalchemy.orm import Session

from refundbot.conversations import gate
from refundbot.conversations.gate import Agent, Transition
from refundbot.conversations.models import LeftMessage
from refundbot.desk import audit

_HANDLED_AT: Any = LeftMessage.handled_at


class NoSuchLeftMessage(LookupError):
    """There is none with that id (any more)."""


class Taken(Exception):
    """Another agent sees to it."""


def page(session: Session, *, is_open: bool, before_id: int | None, limit: int) -> list[LeftMessage]:
    """The open ones, the oldest first; or those that are answered, the latest first, before `before_id`."""
    if is_open:
        query: Any = select(LeftMessage).where(_HANDLED_AT.is_(None)).order_by(LeftMessage.id)
    else:
        query = select(LeftMessage).where(_HANDLED_AT.is_not(None)).order_by(desc(LeftMessage.id))
        if before_id is not None:
            query = query.where(LeftMessage.id < before_id)
    return list(session.execute(query.limit(limit)).scalars())


def open_count(session: Session) -> int:
    """How many wait for an answer."""
    count: int = session.execute(select(func.count()).where(_HANDLED_AT.is_(None))).scalar_one()
    return count


def take(session: Session, left_id: int, agent: Agent, now: datetime) -> LeftMessage:
    """The agent sees to it from now on.

    Raises:
        NoSuchLeftMessage: there is none.
        Taken: another agent does, whom only a supervisor relieves.
    """
    message = _lock(session, left_id)
    if message.handled_at is None and message.owner_id != agent.id:
        _give_to(message, agent)
        audit.record(session, agent.id, "take_left", now, message.conversation_id, left_message=left_id)
    return message


def answer(
    session: Session, left_id: int, agent: Agent, text: str | None, now: datetime
) -> tuple[LeftMessage, Transition | None]:
    """Answers it, once; see `gate.answer_left_message`. `None` where it has been answered already.

    Raises:
        NoSuchLeftMessage, Taken: as `take` does.
    """
    message = _lock(session, left_id)
    if message.handled_at is not None:
        return message, None
    _give_to(message, agent)
    message.handled_at = now
    detail = {"left_message": left_id, "here": text is not None}
    audit.record(session, agent.id, "answer_left", now, message.conversation_id, **detail)
    return message, gate.answer_left_message(session, message.conversation_id, agent, text, now)


def _lock(session: Session, left_id: int) -> LeftMessage:
    query = select(LeftMessage).where(LeftMessage.id == left_id).with_for_update()
    found: LeftMessage | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NoSuchLeftMessage(left_id)
    return found


def _give_to(message: LeftMessage, agent: Agent) -> None:
    if message.owner_id not in (None, agent.id) and not agent.is_supervisor:
        raise Taken
    message.owner_id, message.owner_name = agent.id, agent.name
