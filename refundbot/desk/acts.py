"""What an agent does in a conversation: through the gate where it matters who speaks, and into the log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from refundbot.conversations import gate, store
from refundbot.conversations.attachments import Wanted
from refundbot.conversations.gate import Agent, Transition
from refundbot.desk import assigning, audit, presence, roster, suggested
from refundbot.desk.models import Act, Note


def take_over(
    session: Session, conversation_id: str, agent: Agent, now: datetime, *, capacity: int | None = None
) -> Transition:
    """The agent speaks from now on; see `gate.take_over`. Who has `capacity` customers is refused more."""
    if full := _full(session, conversation_id, agent, capacity):
        return full
    done = gate.take_over(session, conversation_id, agent, now)
    return _given(session, agent, _logged(session, agent, "take_over", done, now), now)


def hand_back(
    session: Session, conversation_id: str, agent: Agent, now: datetime, *, idle: Collection[int] = ()
) -> Transition:
    """The bot speaks again; see `gate.hand_back`."""
    done = gate.hand_back(session, conversation_id, agent, now, idle=idle)
    return _logged(session, agent, "hand_back", done, now)


def resolve(session: Session, conversation_id: str, agent: Agent, now: datetime) -> Transition:
    """The matter is settled; see `gate.resolve`."""
    done = gate.resolve(session, conversation_id, agent, now)
    return _logged(session, agent, "resolve", done, now)


def assign(
    session: Session,
    conversation_id: str,
    agent: Agent,
    to: Agent,
    now: datetime,
    *,
    capacity: int | None = None,
) -> Transition:
    """Gives the conversation to `to`, who is refused more than `capacity` customers. One in which another
    agent speaks, only a supervisor gives away."""
    full = _full(session, conversation_id, to, capacity)
    if refused := _anothers(session, conversation_id, agent, to.id) or full:
        return refused
    done = gate.assign(session, conversation_id, to, now)
    return _given(session, to, _logged(session, agent, "assign", done, now, to=to.id), now)


def assign_to_team(
    session: Session, conversation_id: str, agent: Agent, team: str, now: datetime
) -> Transition:
    """Has the customer wait for anybody of the team; of another agent's only a supervisor.

    Raises:
        roster.NoSuchTeam: nobody of it has signed in.
    """
    roster.check_team(session, team)
    if taken := _anothers(session, conversation_id, agent):
        return taken
    done = gate.assign_to_team(session, conversation_id, team, now)
    return _logged(session, agent, "assign", done, now, team=team)


def say(
    session: Session,
    conversation_id: str,
    agent: Agent,
    text: str,
    now: datetime,
    *,
    based_on_seq: int,
    force: bool = False,
    suggestion_id: str | None = None,
    attached: Sequence[Wanted] = (),
) -> Transition:
    """Says something to the customer; see `gate.agent_says`. A suggestion that it came from counts as sent.

    Raises:
        suggested.NoSuchSuggestion: there is none with that id in this conversation.
        attachments.NoSuchAttachment: one of those cannot be sent.
    """
    suggestion = suggestion_id and suggested.find(session, suggestion_id, conversation_id)
    done = gate.agent_says(
        session, conversation_id, agent, text, now, based_on_seq=based_on_seq, force=force, attached=attached
    )
    if done.changed and suggestion:
        suggested.follow(session, suggestion, agent.id, "sent", now, text=text)
    seqs = [message.seq for message in done.messages]
    return _logged(session, agent, "say", done, now, seq=seqs, forced=force, suggestion_id=suggestion_id)


def set_tags(
    session: Session, conversation_id: str, agent: Agent, tags: Sequence[str], now: datetime
) -> Transition:
    """Puts these tags in place of those that the conversation has."""
    conversation = store.lock(session, conversation_id)
    wanted = [tag.strip() for tag in tags]
    done = Transition(conversation, changed=wanted != conversation.tags)
    conversation.tags = wanted
    return _logged(session, agent, "tag", done, now, tags=len(wanted))


def add_note(session: Session, conversation_id: str, agent: Agent, text: str, now: datetime) -> Note:
    """Keeps a note for agents, without personal data."""
    store.lock(session, conversation_id)
    note = Note(conversation_id=conversation_id, agent_id=agent.id, agent_name=agent.name, text=text, at=now)
    session.add(note)
    session.flush()
    audit.record(session, agent.id, "note", now, conversation_id, note_id=note.id)
    return note


def notes(session: Session, conversation_id: str) -> list[Note]:
    """The notes on a conversation, oldest first."""
    query = select(Note).where(Note.conversation_id == conversation_id).order_by(Note.id)
    return list(session.execute(query).scalars())


def _anothers(
    session: Session, conversation_id: str, agent: Agent, but: str | None = None
) -> Transition | None:
    """The refusal to give away what another agent, `but` that one, speaks in."""
    conversation = store.lock(session, conversation_id)
    is_anothers = conversation.status == "human" and conversation.agent_id not in (agent.id, but)
    return Transition(conversation, refusal="taken") if is_anothers and not agent.is_supervisor else None


def _full(session: Session, conversation_id: str, to: Agent, capacity: int | None) -> Transition | None:
    """The refusal to give one more to whoever has `capacity` customers; none is given to them meanwhile."""
    assigning.lock(session, [to.id])
    conversation = store.lock(session, conversation_id)
    is_theirs = conversation.status == "human" and conversation.agent_id == to.id
    if capacity is None or is_theirs or conversation.status == "closed":
        return None
    return Transition(conversation, refusal="full") if presence.load(session, to.id) >= capacity else None


def _given(session: Session, to: Agent, done: Transition, now: datetime) -> Transition:
    if done.changed:
        assigning.note(session, to.id, now)
    return done


def _logged(
    session: Session, agent: Agent, act: Act, done: Transition, now: datetime, **detail: object
) -> Transition:
    if done.changed:
        audit.record(session, agent.id, act, now, done.conversation.id, **detail)
    return done
