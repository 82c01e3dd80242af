"""The roster of the desk: the agents who have signed in, under the names of their accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from refundbot.conversations.gate import Agent
from refundbot.desk.models import Account


class NoSuchAgent(LookupError):
    """Nobody of that id has signed in."""


class NoSuchTeam(LookupError):
    """Nobody of that team has signed in."""


def enter(session: Session, agent: Agent, now: datetime) -> None:
    """Enters an agent who has signed in, or the new name or team of one."""
    account: Account | None = session.get(Account, agent.id)
    if account is not None:
        account.name, account.team, account.seen_at = agent.name, agent.team, now
        account.is_supervisor = agent.is_supervisor
        return
    try:
        with session.begin_nested():
            session.add(
                Account(
                    id=agent.id,
                    name=agent.name,
                    team=agent.team,
                    is_supervisor=agent.is_supervisor,
                    seen_at=now,
                )
            )
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
    return as_agent(account)


def as_agent(account: Account) -> Agent:
    """The agent whose account it is."""
    return Agent(account.id, account.name, account.is_supervisor, account.team)


def check_team(session: Session, team: str) -> None:
    """That there is such a team.

    Raises:
        NoSuchTeam: nobody of it has signed in.
    """
    if session.execute(select(Account.id).where(Account.team == team).limit(1)).first() is None:
        raise NoSuchTeam(team)
