"""Who may speak: the only place that decides it, and the only one that changes it.

    bot -> queued (a person is wanted) -> human (an agent took over) -> bot (handed back) | closed
                                       <- (the agent is gone, or gives it to a team)

A customer's message reopens a closed conversation. Every change runs in one transaction on the locked row,
so of two that come at once the second sees what the first did. What cannot be is told, never raised.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from refundbot.conversations import attachments, store
from refundbot.conversations.attachments import Wanted
from refundbot.conversations.models import Attachment, Conversation, LeftMessage, Message
from refundbot.conversations.store import Bubble
from refundbot.replies.chat import SystemCode, system_text

_TICK = timedelta(microseconds=1)

Refusal = Literal["taken", "not_taken", "closed", "moved_on", "full"]
"""Another agent speaks here; nobody has taken over; the talk is over; the customer has said more since; the
agent has as many customers as one is to have."""


@dataclass(frozen=True)
class Agent:
    """An agent, as their token names them; a supervisor may act in other agents' conversations."""

    id: str
    name: str
    is_supervisor: bool = False
    team: str | None = None


@dataclass(frozen=True)
class Transition:
    """What became of an act: `changed`, with what was stored by it; else nothing was to do, or `refusal`."""

    conversation: Conversation
    changed: bool = False
    messages: tuple[Message, ...] = ()
    reopened: bool = False
    """The customer went on talking after the end."""
    refusal: Refusal | None = None


def customer_says(
    session: Session,
    conversation_id: str,
    client_msg_id: str,
    text: str,
    now: datetime,
    *,
    payload: str | None = None,
    attached: Sequence[Wanted] = (),
) -> Transition:
    """Stores what the customer says, to be answered; the same client id again changes nothing.

    `payload` is what the bot is to be given in place of the text, where the customer picked a choice. With
    what is `attached` the text may be empty.

    Raises:
        NoSuchAttachment: one of those cannot be sent.
    """
    conversation = store.lock(session, conversation_id)
    known = store.by_client_id(session, conversation_id, client_msg_id)
    if known is not None:
        return Transition(conversation, messages=(known,))
    reopened = conversation.status == "closed"
    if reopened:
        _give_to_bot(conversation)
    message = store.add(
        session,
        conversation,
        "customer",
        Bubble(text),
        now,
        client_msg_id=client_msg_id,
        payload=payload,
        attachments=attachments.wanted(session, conversation_id, "customer", attached),
        state="pending",
    )
    return Transition(conversation, changed=True, messages=(message,), reopened=reopened)


def bot_says(
    session: Session,
    conversation_id: str,
    reply_to: int,
    bubbles: Sequence[Bubble],
    now: datetime,
    *,
    wants_person: str | None = None,
) -> Transition:
    """Stores the bot's answer to a message, once, and only while the bot may speak.

    With `wants_person`, the reason, the conversation is then queued for a person. Nothing changes where the
    message has been answered already or a person has taken over since.
    """
    conversation = store.lock(session, conversation_id)
    asked = store.message(session, conversation_id, reply_to)
    if asked is None or asked.state != "pending":
        return Transition(conversation)
    conversation.tracker_turns += is_told(asked)
    if conversation.status != "bot":
        asked.state = "heard"
        return Transition(conversation)
    asked.state = "answered"
    said = [store.add(session, conversation, "bot", b, now, reply_to=reply_to) for b in bubbles]
    if wants_person:
        said.append(_queue(session, conversation, wants_person, now))
    return Transition(conversation, changed=True, messages=tuple(said))


def postpone(session: Session, conversation_id: str, seq: int, now: datetime, *, anew: bool) -> Transition:
    """Gives back a message that cannot be answered yet, and has the customer told so, once.

    `anew`: the bot may have noted it already, so it is asked in a new tracker.
    """
    conversation = store.lock(session, conversation_id)
    message = store.message(session, conversation_id, seq)
    if message is None or message.state != "pending":
        return Transition(conversation)
    message.claimed_at = None
    if anew:
        store.begin_tracker(conversation)
    told = [after.code for after in store.after(session, conversation_id, seq, store.LATEST)]
    if conversation.status != "bot" or "answer_delayed" in told:
        return Transition(conversation)
    return Transition(conversation, True, (_note(session, conversation, "answer_delayed", now),))


def leave_to_person(session: Session, conversation_id: str, seq: int) -> None:
    """Marks a customer's message as one that a person will answer."""
    conversation = store.lock(session, conversation_id)
    message = store.message(session, conversation_id, seq)
    if message is not None and message.state == "pending":
        message.state = "heard"
        conversation.tracker_turns += is_told(message)


def is_told(message: Message) -> bool:
    """Whether the bot is told of a customer's message: of one in which there are words."""
    return bool(message.text)


def request_human(session: Session, conversation_id: str, reason: str, now: datetime) -> Transition:
    """Queues the conversation for a person, once."""
    conversation = store.lock(session, conversation_id)
    if conversation.status in ("queued", "human"):
        return Transition(conversation)
    _give_to_bot(conversation)
    return Transition(conversation, changed=True, messages=(_queue(session, conversation, reason, now),))


def cancel_request(session: Session, conversation_id: str, now: datetime) -> Transition:
    """The customer no longer waits for a person: the bot answers again, what was said in the queue too."""
    conversation = store.lock(session, conversation_id)
    if conversation.status != "queued":
        return Transition(conversation)
    store.ask_again(session, conversation_id, "handoff_queued")
    _give_to_bot(conversation)
    return Transition(conversation, True, (_note(session, conversation, "handoff_cancelled", now),))


def reopen(session: Session, conversation_id: str) -> None:
    """A closed talk goes on; whoever takes it over next tells so."""
    conversation = store.lock(session, conversation_id)
    if conversation.status == "closed":
        _give_to_bot(conversation)


def take_over(session: Session, conversation_id: str, agent: Agent, now: datetime) -> Transition:
    """An agent begins to speak, whether or not somebody asked for one."""
    conversation = store.lock(session, conversation_id)
    if conversation.status == "closed":
        return Transition(conversation, refusal="closed")
    if conversation.status == "human":
        return Transition(conversation, refusal=None if conversation.agent_id == agent.id else "taken")
    return _hand_to(session, conversation, agent, now)


def assign(session: Session, conversation_id: str, agent: Agent, now: datetime) -> Transition:
    """Gives an open conversation to an agent, in place of whoever speaks there."""
    conversation = store.lock(session, conversation_id)
    if conversation.status == "closed":
        return Transition(conversation, refusal="closed")
    if conversation.status == "human" and conversation.agent_id == agent.id:
        return Transition(conversation)
    return _hand_to(session, conversation, agent, now)


def give(session: Session, conversation_id: str, agent: Agent, now: datetime) -> Transition:
    """Gives a customer who waits to an agent; one who does not wait any more stays where they are."""
    conversation = store.lock(session, conversation_id)
    if conversation.status != "queued":
        return Transition(conversation)
    return _hand_to(session, conversation, agent, now)


def assign_to_team(session: Session, conversation_id: str, team: str, now: datetime) -> Transition:
    """Has the customer of an open conversation wait for anybody of a team, in place of whoever speaks."""
    conversation = store.lock(session, conversation_id)
    if conversation.status == "closed":
        return Transition(conversation, refusal="closed")
    told: tuple[Message, ...] = ()
    is_new = conversation.team != team or conversation.status != "queued"
    if conversation.status == "bot":
        told = (_queue(session, conversation, "assigned", now),)
    elif conversation.status == "human":
        _wait_again(session, conversation, "assigned", now)
        told = (_note(session, conversation, "handed_to_team", now, team),)
    conversation.team = team
    return Transition(conversation, is_new, told)


def return_to_queue(session: Session, conversation_id: str, agent_id: str, now: datetime) -> Transition:
    """The agent who spoke is gone: the customer waits for another, as long as nobody has answered them."""
    conversation = store.lock(session, conversation_id)
    if conversation.status != "human" or conversation.agent_id != agent_id:
        return Transition(conversation)
    name, team = conversation.agent_name, conversation.team
    _wait_again(session, conversation, "agent_gone", now)
    conversation.team = team
    return Transition(conversation, True, (_note(session, conversation, "agent_gone", now, name),))


def agent_has_seen(session: Session, conversation_id: str, agent: Agent, seq: int) -> Transition:
    """Keeps up to where the agent who speaks has seen the conversation; of others it is not kept."""
    conversation = store.lock(session, conversation_id)
    seen = max(conversation.agent_seen_seq, min(seq, conversation.last_seq))
    if conversation.agent_id != agent.id or seen == conversation.agent_seen_seq:
        return Transition(conversation)
    conversation.agent_seen_seq = seen
    return Transition(conversation, changed=True)


def agent_says(
    session: Session,
    conversation_id: str,
    agent: Agent,
    text: str,
    now: datetime,
    *,
    based_on_seq: int | None = None,
    force: bool = False,
    attached: Sequence[Wanted] = (),
) -> Transition:
    """Stores what the agent says. Where the customer has said more than the agent saw, it is refused with
    the newer messages, unless forced. With what is `attached` the text may be empty.

    Raises:
        NoSuchAttachment: one of those cannot be sent.
    """
    conversation = store.lock(session, conversation_id)
    refusal = _not_speaking(conversation, agent)
    if refusal:
        return Transition(conversation, refusal=refusal)
    if based_on_seq is not None and not force:
        newer = store.after(session, conversation_id, based_on_seq, store.LATEST)
        if any(message.sender == "customer" for message in newer):
            return Transition(conversation, messages=tuple(newer), refusal="moved_on")
    sent = attachments.wanted(session, conversation_id, "agent", attached)
    message = _word(session, conversation, agent, text, now, sent)
    return Transition(conversation, changed=True, messages=(message,))


def hand_back(
    session: Session,
    conversation_id: str,
    agent: Agent,
    now: datetime,
    *,
    idle: Collection[int] | None = None,
) -> Transition:
    """The agent leaves the talk to the bot again.

    The bot answers what the agent has not, save the messages `idle`, in which there is nothing to answer;
    where that is `None`, it only answers what is said from now on.
    """
    conversation = store.lock(session, conversation_id)
    if conversation.status == "bot":
        return Transition(conversation)
    refusal = _not_speaking(conversation, agent)
    if refusal:
        return Transition(conversation, refusal=refusal)
    if idle is not None:
        store.answer_after_all(session, conversation_id, idle)
    name = conversation.agent_name
    _give_to_bot(conversation)
    return Transition(conversation, True, (_note(session, conversation, "agent_left", now, name),))


def resolve(session: Session, conversation_id: str, agent: Agent, now: datetime) -> Transition:
    """The matter is settled: closes the talk, unless another agent speaks in it."""
    conversation = store.lock(session, conversation_id)
    if conversation.status == "closed":
        return Transition(conversation)
    if conversation.status == "human" and _not_speaking(conversation, agent):
        return Transition(conversation, refusal="taken")
    return _close(session, conversation, now)


def leave(session: Session, conversation_id: str, now: datetime) -> Transition:
    """The customer ends the talk."""
    conversation = store.lock(session, conversation_id)
    return Transition(conversation) if conversation.status == "closed" else _close(session, conversation, now)


def leave_message(
    session: Session, conversation_id: str, text: str, contact: str, now: datetime, told: str
) -> Transition:
    """Keeps a message for people, with how to reach the customer, who is `told` that it was kept."""
    conversation = store.lock(session, conversation_id)
    session.add(LeftMessage(conversation_id=conversation_id, text=text, contact=contact, at=now))
    return Transition(conversation, True, (_note(session, conversation, "left_message", now, text=told),))


def answer_left_message(
    session: Session, conversation_id: str, agent: Agent, text: str | None, now: datetime
) -> Transition:
    """Answers a left message, whoever speaks: by `text`, or else in the way that the customer asked for."""
    conversation = store.lock(session, conversation_id)
    code: SystemCode = "left_message_contacted" if text is None else "left_message_answered"
    said = [_note(session, conversation, code, now, agent.name)]
    if text is not None:
        said.append(_word(session, conversation, agent, text, now))
    return Transition(conversation, True, tuple(said))


def _word(
    session: Session,
    conversation: Conversation,
    agent: Agent,
    text: str,
    now: datetime,
    sent: Sequence[Attachment] = (),
) -> Message:
    who = {"agent_id": agent.id, "agent_name": agent.name}
    return store.add(session, conversation, "agent", Bubble(text), now, attachments=sent, **who)


def _not_speaking(conversation: Conversation, agent: Agent) -> Refusal | None:
    if conversation.status == "closed":
        return "closed"
    if conversation.status != "human":
        return "not_taken"
    return None if agent.is_supervisor or conversation.agent_id == agent.id else "taken"


def _queue(session: Session, conversation: Conversation, reason: str, now: datetime) -> Message:
    # Whoever comes later waits behind, even where the clock was put back in between.
    last = store.last_queued_at(session)
    queued_at = now if last is None else max(now, last + _TICK)
    conversation.status, conversation.queued_at, conversation.handoff_reason = "queued", queued_at, reason
    conversation.here_at = now
    return _note(session, conversation, "handoff_queued", now)


def _wait_again(session: Session, conversation: Conversation, reason: str, now: datetime) -> None:
    """The customer has no agent any more, and waits as long as nobody has answered them."""
    open_ = store.unanswered(session, [conversation.id]).get(conversation.id)
    since = open_.since if open_ else now
    _give_to_bot(conversation)
    conversation.status, conversation.queued_at, conversation.handoff_reason = "queued", since, reason


def _hand_to(session: Session, conversation: Conversation, agent: Agent, now: datetime) -> Transition:
    conversation.status, conversation.taken_at, conversation.agent_seen_seq = "human", now, 0
    conversation.agent_id, conversation.agent_name = agent.id, agent.name
    return Transition(conversation, True, (_note(session, conversation, "agent_joined", now, agent.name),))


def _give_to_bot(conversation: Conversation) -> None:
    conversation.status = "bot"
    conversation.agent_id, conversation.agent_name, conversation.agent_seen_seq = None, None, 0
    conversation.queued_at = conversation.taken_at = conversation.closed_at = None
    conversation.handoff_reason = conversation.team = None


def _close(session: Session, conversation: Conversation, now: datetime) -> Transition:
    conversation.status, conversation.closed_at = "closed", now
    return Transition(conversation, True, (_note(session, conversation, "closed", now),))


def _note(
    session: Session,
    conversation: Conversation,
    code: SystemCode,
    now: datetime,
    agent: str | None = None,
    *,
    text: str | None = None,
) -> Message:
    bubble = Bubble(text or system_text(code, agent))
    return store.add(session, conversation, "system", bubble, now, code=code, agent_name=agent)
