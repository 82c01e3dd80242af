"""Gives customers who wait to agents, where the operator wants that: to who has least to do.

Of several servers each may look at any time. Whoever gives an agent a customer holds that agent's account
first and the conversation after it, in this order everywhere, and looks at both only then: nobody is given
twice, and no agent more than they are to have.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import desc, func, select, update
from sqlalchemy.orm import Session

from refundbot.conversations import gate, store
from refundbot.conversations.gate import Transition
from refundbot.conversations.models import Conversation
from refundbot.desk import audit, roster
from refundbot.desk.models import Account

BEATS = timedelta(seconds=90)
"""Within which a desk that is open has said that it is there, be it in a tab that the browser slows down."""

_ID: Any = Account.id
_BEAT_AT: Any = Account.beat_at
_IS_SUPERVISOR: Any = Account.is_supervisor
_HERE_AT: Any = Conversation.here_at
_AGENT_ID: Any = Conversation.agent_id


@dataclass(frozen=True)
class Rule:
    """To whom customers are given: of `capacity` at most each (`None`: any number)."""

    capacity: int | None = None
    elsewhere: Any = None
    """A query of the ids of conversations that people answer at another desk."""


def lock(session: Session, agent_ids: Collection[str]) -> None:
    """Has others wait who would give these agents customers, until this transaction is over."""
    session.execute(select(Account.id).where(_ID.in_(agent_ids)).order_by(_ID).with_for_update())


def note(session: Session, agent_id: str, now: datetime) -> None:
    """The agent has got a customer."""
    given = update(Account).where(Account.id == agent_id).values(given_at=now)
    session.execute(given.execution_options(synchronize_session=False))


def give_next(session: Session, rule: Rule, now: datetime) -> Transition | None:
    """Gives one of those who wait to an agent of the team that they wait for; `None` where nobody can be.

    Those whose page is there come first, of these the longest wait. Of the agents who are at their desks,
    supervisors apart, the one with the fewest customers gets them, of these whoever got one longest ago.
    """
    waiting = _waiting(session, rule, now)
    if not waiting:
        return None
    agents = _free(session, rule, now)
    for conversation_id, team in waiting:
        of_team = [account for account in agents if team in (None, account.team)]
        if of_team:
            to = roster.as_agent(of_team[0])
            done = gate.give(session, conversation_id, to, now)
            if done.changed:
                note(session, to.id, now)
                audit.record(session, to.id, "assign", now, conversation_id, to=to.id, unasked=True)
                return done
    return None


def _waiting(session: Session, rule: Rule, now: datetime) -> list[tuple[str, str | None]]:
    is_here = func.coalesce(now - store.HERE < _HERE_AT, False)
    query: Any = select(Conversation.id, Conversation.team).where(Conversation.status == "queued")
    if rule.elsewhere is not None:
        query = query.where(Conversation.id.not_in(rule.elsewhere))  # type: ignore[attr-defined]
    ordered = query.order_by(desc(is_here), Conversation.queued_at, Conversation.id)
    return [tuple(row) for row in session.execute(ordered)]


def _free(session: Session, rule: Rule, now: datetime) -> list[Account]:
    """The agents who may be given one more, held; who is to get the next comes first."""
    at_desk = select(Account).where(now - BEATS < _BEAT_AT, ~_IS_SUPERVISOR)
    accounts = list(session.execute(at_desk.order_by(_ID).with_for_update()).scalars())
    # Only now: another server may have given them customers before they could be held.
    counted = (
        select(Conversation.agent_id, func.count())
        .where(Conversation.status == "human", _AGENT_ID.in_([account.id for account in accounts]))
        .group_by(Conversation.agent_id)
    )
    loads: dict[str, int] = dict(session.execute(counted).all())
    free = [one for one in accounts if rule.capacity is None or loads.get(one.id, 0) < rule.capacity]
    return sorted(free, key=lambda one: (loads.get(one.id, 0), one.given_at or store.LONG_AGO, one.id))
