"""The roster of the desk: the agents who have signed in, under the names of their accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from refundbot.conversations.gate import Agent
from refundbot.desk.models import Account


class NoSuchAgent(LookupError):
    """Nobody of that id has signed in."""


def enter(session: Session, agent: Agent, now: datetime) -> None:
    """Enters an agent who has signed in, or the new name of one."""
    account: Account | None = session.get(Account, agent.id)
    if account is not None:
        account.name, account.seen_at = agent.name, now
        return
    try:
        with session.begin_nested():
            session.add(Account(id=agent.id, name=agent.name, seen_at=now))
    except IntegrityError:
        pass  # another server has entered them just now


def find(session: Session, agent_id: str) -> Agent:
    """The agent of that id.

    Raises:
        NoSuchAgent: nobody of that id has signed in.
    """
    account: Account | None = session.get(Account, agent_id)
    if account is None:
        raise NoSuchAgent(agent_id)
    return Agent(account.id, account.name)
