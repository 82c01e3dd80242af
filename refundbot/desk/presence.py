"""Which agents are at their desks: each says so now and then, and who has not for a while is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from refundbot.conversations import gate
from refundbot.conversations.gate import Agent, Transition
from refundbot.conversations.models import Conversation
from refundbot.desk.models import Account

_BEAT_AT: Any = Account.beat_at


def beat(session: Session, agent: Agent, now: datetime) -> None:
    """The agent is at the desk."""
    there = update(Account).where(Account.id == agent.id).values(beat_at=now)
    session.execute(there.execution_options(synchronize_session=False))


def is_anybody_there(session: Session, present_since: datetime) -> bool:
    """Whether an agent is at the desk, or uses another program, of which that is not known."""
    there = select(Account.id).where(or_(_BEAT_AT.is_(None), present_since <= _BEAT_AT))
    return session.execute(there.limit(1)).first() is not None


@dataclass(frozen=True)
class Colleague:
    """An agent on the roster, whether they are at their desk, and how many conversations they have."""

    id: str
    name: str
    team: str | None
    is_present: bool
    load: int


def colleagues(session: Session, present_since: datetime) -> list[Colleague]:
    """Everybody who has signed in: those who are there first, of these who has least to do."""
    mine = select(func.count()).where(Conversation.status == "human", Conversation.agent_id == Account.id)
    query = select(Account, mine.scalar_subquery())
    found = [
        Colleague(one.id, one.name, one.team, one.beat_at is not None and one.beat_at >= present_since, load)
        for one, load in session.execute(query)
    ]
    return sorted(found, key=lambda one: (not one.is_present, one.load, one.name))


def load(session: Session, agent_id: str) -> int:
    """In how many conversations an agent speaks."""
    mine = select(func.count()).where(Conversation.status == "human", Conversation.agent_id == agent_id)
    count: int = session.execute(mine).scalar_one()
    return count


def return_abandoned(session: Session, gone_since: datetime, now: datetime) -> list[Transition]:
    """Puts the conversations back into the queue whose agents were last there before `gone_since`.

    Who has never said that they are there is not judged: such as another program that uses the interface.
    """
    query = (
        select(Conversation.id, Conversation.agent_id)
        .join(Account, Account.id == Conversation.agent_id)
        .where(Conversation.status == "human", gone_since > _BEAT_AT)
    )
    left = session.execute(query.order_by(Conversation.id)).all()
    return [gate.return_to_queue(session, id_, agent_id, now) for id_, agent_id in left]
