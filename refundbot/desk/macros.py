"""The macros of a desk: shared ones, which supervisors keep, and those that agents keep for themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from refundbot.conversations.gate import Agent
from refundbot.desk import audit
from refundbot.desk.models import Act, Macro


class NoSuchMacro(LookupError):
    """There is none with that id that the agent may use."""


class NotTheirs(Exception):
    """It is shared, or shall be: only a supervisor changes what all use."""


def of_agent(session: Session, agent: Agent) -> list[Macro]:
    """Those that the agent may use, by their names."""
    query = select(Macro).where(_is_usable(agent)).order_by(Macro.name, Macro.id)
    return list(session.execute(query).scalars())


def find(session: Session, macro_id: int, agent: Agent) -> Macro:
    """One that the agent may use.

    Raises:
        NoSuchMacro: there is none.
    """
    query = select(Macro).where(Macro.id == macro_id, _is_usable(agent)).with_for_update()
    found: Macro | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NoSuchMacro(macro_id)
    return found


def create(session: Session, agent: Agent, name: str, text: str, now: datetime, *, shared: bool) -> Macro:
    """A new one, of the agent's own or `shared`.

    Raises:
        NotTheirs: it shall be shared, and they are no supervisor.
    """
    macro = Macro()
    session.add(macro)
    return _write(session, macro, agent, name, text, shared, "create_macro", now)


def change(
    session: Session, macro_id: int, agent: Agent, name: str, text: str, now: datetime, *, shared: bool
) -> Macro:
    """Puts name, text and whose it is in place of what they were.

    Raises:
        NoSuchMacro: there is none.
        NotTheirs: it is shared, or shall be, and they are no supervisor.
    """
    macro = find(session, macro_id, agent)
    _check_right(agent, shared=macro.owner_id is None)
    return _write(session, macro, agent, name, text, shared, "change_macro", now)


def delete(session: Session, macro_id: int, agent: Agent, now: datetime) -> None:
    """Takes it away.

    Raises:
        NoSuchMacro: there is none.
        NotTheirs: it is shared, and they are no supervisor.
    """
    macro = find(session, macro_id, agent)
    _check_right(agent, shared=macro.owner_id is None)
    session.delete(macro)
    audit.record(session, agent.id, "delete_macro", now, macro=macro_id, shared=macro.owner_id is None)


def _write(
    session: Session,
    macro: Macro,
    agent: Agent,
    name: str,
    text: str,
    shared: bool,
    act: Act,
    now: datetime,
) -> Macro:
    _check_right(agent, shared=shared)
    macro.owner_id = None if shared else agent.id
    macro.name, macro.text = name, text
    session.flush()
    audit.record(session, agent.id, act, now, macro=macro.id, shared=shared)
    return macro


def _check_right(agent: Agent, *, shared: bool) -> None:
    if shared and not agent.is_supervisor:
        raise NotTheirs


def _is_usable(agent: Agent) -> Any:
    owner: Any = Macro.owner_id
    return or_(owner.is_(None), owner == agent.id)
