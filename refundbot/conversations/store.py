"""Plain reads and writes, each within a session's transaction. Who may speak is the gate's to say."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from sqlalchemy import and_, case, desc, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from refundbot.conversations.models import (
    Attachment,
    Consent,
    Conversation,
    Feedback,
    Heartbeat,
    Message,
    Rating,
    Sender,
)
from refundbot.conversations.privacy import mask


class NoSuchConversation(LookupError):
    """There is none with that id (any more)."""


@dataclass(frozen=True)
class Bubble:
    """A message to be stored. `choices` are `{id, title, text}`."""

    text: str
    envelope: dict[str, Any] | None = None
    choices: Sequence[dict[str, str]] = field(default_factory=tuple)


def open_conversation(
    session: Session,
    now: datetime,
    *,
    page: str | None = None,
    locale: str | None = None,
    id: str | None = None,
) -> Conversation:
    """A new conversation with nobody known; `id`, 32 hexadecimal digits, is random unless given."""
    conversation = Conversation(
        id=id or uuid.uuid4().hex, page=page, locale=locale, created_at=now, updated_at=now, tags=[]
    )
    session.add(conversation)
    session.flush()
    return conversation


def find(session: Session, conversation_id: str) -> Conversation | None:
    """The conversation of that id, to be read."""
    found: Conversation | None = session.get(Conversation, conversation_id)
    return found


def lock(session: Session, conversation_id: str) -> Conversation:
    """The conversation of that id, to be changed: others wait until this transaction is over.

    Raises:
        NoSuchConversation: there is none.
    """
    query = select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    found: Conversation | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise NoSuchConversation(conversation_id)
    return found


def begin_tracker(conversation: Conversation) -> None:
    """Has a locked conversation go on in a new tracker of Rasa's."""
    conversation.tracker_number += 1
    conversation.tracker_turns = 0


def add(
    session: Session,
    conversation: Conversation,
    sender: Sender,
    bubble: Bubble,
    now: datetime,
    *,
    attachments: Sequence[Attachment] = (),
    **rest: Any,
) -> Message:
    """Stores a message at the end of a locked conversation, what people typed without personal data; `rest`
    are further columns of it."""
    conversation.last_seq += 1
    conversation.updated_at = now
    message = Message(
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        sender=sender,
        text=mask(bubble.text) if sender in ("customer", "agent") else bubble.text,
        envelope=bubble.envelope,
        choices=list(bubble.choices),
        attachments=list(attachments),
        at=now,
        **rest,
    )
    session.add(message)
    session.flush()
    return message


def message(session: Session, conversation_id: str, seq: int) -> Message | None:
    """The message at `seq`."""
    found: Message | None = session.get(Message, (conversation_id, seq))
    return found


def by_client_id(session: Session, conversation_id: str, client_msg_id: str) -> Message | None:
    """The customer's message that bears the client's id."""
    query = select(Message).where(
        Message.conversation_id == conversation_id, Message.client_msg_id == client_msg_id
    )
    found: Message | None = session.execute(query).scalar_one_or_none()
    return found


def before(session: Session, conversation_id: str, seq: int | None, limit: int) -> list[Message]:
    """The last `limit` messages before `seq` (`None`: of all), oldest first."""
    query = select(Message).where(Message.conversation_id == conversation_id)
    if seq is not None:
        query = query.where(Message.seq < seq)
    return _all(session, query.order_by(desc(Message.seq)).limit(limit))[::-1]


def said_before(session: Session, message: Message) -> Message | None:
    """What the same sender said last before that message."""
    query = select(Message).where(
        Message.conversation_id == message.conversation_id,
        Message.sender == message.sender,
        Message.seq < message.seq,
    )
    found: Message | None = session.execute(query.order_by(desc(Message.seq)).limit(1)).scalar_one_or_none()
    return found


def after(session: Session, conversation_id: str, seq: int, limit: int) -> list[Message]:
    """The last `limit` messages after `seq`, oldest first."""
    query = select(Message).where(Message.conversation_id == conversation_id, Message.seq > seq)
    return _all(session, query.order_by(desc(Message.seq)).limit(limit))[::-1]


def last_seqs(session: Session, ids: Collection[str]) -> dict[str, int]:
    """The latest seq of each of these conversations that there are."""
    of_them: Any = Conversation.id
    query = select(Conversation.id, Conversation.last_seq).where(of_them.in_(ids))
    return dict(session.execute(query).all())


def offered(session: Session, conversation_id: str, choice_id: str) -> dict[str, str] | None:
    """The choice of that id, if one of the latest messages of the conversation offered it."""
    for offering in reversed(before(session, conversation_id, None, LATEST)):
        for choice in offering.choices:
            if choice["id"] == choice_id:
                return choice
    return None


LATEST = 50
"""Messages back to which a choice may still be picked."""


def next_pending(session: Session, conversation_id: str) -> Message | None:
    """The conversation's oldest message that waits for an answer."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.state == "pending")
        .order_by(Message.seq)
        .limit(1)
    )
    pending: Message | None = session.execute(query).scalar_one_or_none()
    return pending


def abandoned(session: Session, now: datetime, lease: timedelta) -> list[str]:
    """Ids of the conversations in which a message waits and none was taken or came within `lease`: whoever
    was to answer is gone. What is of the future happened before the clock was put back."""
    touched_at = func.max(func.coalesce(Message.claimed_at, Message.at))
    query = (
        select(Message.conversation_id)
        .where(Message.state == "pending")
        .group_by(Message.conversation_id)
        .having(or_(touched_at < now - lease, touched_at > now + lease))
    )
    return list(session.execute(query).scalars())


def ask_again(session: Session, conversation_id: str, code: str) -> None:
    """Has what was only heard since the latest notice of that code answered after all."""
    noticed = (
        select(func.max(Message.seq))
        .where(Message.conversation_id == conversation_id, Message.code == code)
        .scalar_subquery()
    )
    session.execute(
        update(Message)
        .where(Message.conversation_id == conversation_id, Message.state == "heard", Message.seq > noticed)
        .values(state="pending", claimed_at=None)
        .execution_options(synchronize_session=False)
    )


def release_claims(session: Session) -> None:
    """Gives back the messages that a server took and did not answer; for a database of one server."""
    claimed_at: Any = Message.claimed_at
    session.execute(
        update(Message)
        .where(Message.state == "pending", claimed_at.is_not(None))
        .values(claimed_at=LONG_AGO)
        .execution_options(synchronize_session=False)
    )


def renew_claims(session: Session, claims: Mapping[str, int], now: datetime) -> None:
    """Says that these messages, of a conversation its seq, are still being answered by whoever took them."""
    claimed_at: Any = Message.claimed_at
    for conversation_id, seq in claims.items():
        session.execute(
            update(Message)
            .where(Message.conversation_id == conversation_id, Message.seq == seq)
            .where(Message.state == "pending", claimed_at.is_not(None))
            .values(claimed_at=now)
            .execution_options(synchronize_session=False)
        )


LONG_AGO = datetime(1970, 1, 1, tzinfo=timezone.utc)


HERE = timedelta(seconds=60)
"""For which one who waits counts as being there after their page was last seen; a reload takes less."""


def places(session: Session, now: datetime) -> dict[str, int]:
    """The places, from 1, of those who wait for a person: who is gone takes none before others."""
    query = select(Conversation.id, Conversation.here_at).where(Conversation.status == "queued")
    found, before = {}, 0
    for id_, here_at in session.execute(query.order_by(Conversation.queued_at)):
        found[id_] = before + 1
        before += here_at is not None and here_at > now - HERE
    return found


def seen_here(session: Session, ids: Collection[str], now: datetime) -> None:
    """Notes that the pages of these customers are there, as far as they wait for a person."""
    of_them: Any = Conversation.id
    waiting = update(Conversation).where(Conversation.status == "queued", of_them.in_(ids))
    session.execute(waiting.values(here_at=now).execution_options(synchronize_session=False))


def waiting_ids(session: Session) -> list[str]:
    """The ids of the conversations that wait for a person, the longest wait first."""
    query = select(Conversation.id).where(Conversation.status == "queued").order_by(Conversation.queued_at)
    return list(session.execute(query).scalars())


_ENDS_WAITING = ("handoff_cancelled", "agent_left", "closed")
_BEGINS_WAITING = ("handoff_queued", "agent_gone", "handed_to_team")


class Unanswered(NamedTuple):
    """What nobody has answered yet: a call for a person, or a message."""

    since: datetime
    is_call: bool
    """There is a call among it: a person's first word is waited for, else the next."""


def unanswered(session: Session, ids: Sequence[str]) -> dict[str, Unanswered]:
    """What neither the bot nor a person has answered, by conversation."""
    code: Any = Message.code
    waits = or_(_is_unanswered(), code.in_(_BEGINS_WAITING))
    calls = func.sum(case((code == "handoff_queued", 1), else_=0))
    query = select(Message.conversation_id, func.min(Message.at), calls).where(*_open(ids), waits)
    found = session.execute(query.group_by(Message.conversation_id))
    return {id_: Unanswered(since, calls > 0) for id_, since, calls in found}


def unread(session: Session, ids: Sequence[str]) -> dict[str, int]:
    """How many messages that nobody has answered the agent has not seen, by conversation."""
    query = (
        select(Message.conversation_id, func.count())
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(*_open(ids), _is_unanswered(), Message.seq > Conversation.agent_seen_seq)
        .group_by(Message.conversation_id)
    )
    return dict(session.execute(query).all())


def heard(session: Session, conversation_id: str) -> list[Message]:
    """What the customer said to a person who has not answered it, oldest first."""
    query = select(Message).where(*_open([conversation_id]), Message.state == "heard")
    return _all(session, query.order_by(Message.seq))


def answer_after_all(session: Session, conversation_id: str, but: Collection[int]) -> None:
    """Has the bot answer what no person has, save the messages `but`."""
    for message in heard(session, conversation_id):
        if message.seq not in but:
            message.state, message.claimed_at = "pending", None


def _open(ids: Sequence[str]) -> tuple[Any, ...]:
    """That a message is of these conversations, and since a person's last word or the end of a wait."""
    of_message: Any = Message.conversation_id
    last: Any = aliased(Message)
    ended = (
        select(func.coalesce(func.max(last.seq), 0))
        .where(
            last.conversation_id == Message.conversation_id,
            or_(last.sender == "agent", last.code.in_(_ENDS_WAITING)),
        )
        .correlate(Message)
        .scalar_subquery()
    )
    return of_message.in_(ids), Message.seq > ended


def _is_unanswered() -> Any:
    return and_(Message.sender == "customer", Message.state != "answered")


def set_feedback(
    session: Session,
    conversation_id: str,
    seq: int,
    now: datetime,
    *,
    useful: bool,
    reason: str | None,
    comment: str | None,
) -> None:
    """Keeps what the customer thought of an answer, in place of what they thought before."""
    query = select(Feedback).where(Feedback.conversation_id == conversation_id, Feedback.seq == seq)
    feedback = session.execute(query).scalar_one_or_none()
    if feedback is None:
        feedback = Feedback(conversation_id=conversation_id, seq=seq)
        session.add(feedback)
    feedback.useful, feedback.reason, feedback.comment, feedback.at = useful, reason, comment, now


def set_rating(
    session: Session, conversation_id: str, now: datetime, *, stars: int, comment: str | None
) -> None:
    """Keeps a rating of the talk, in place of one since which the customer has said nothing."""
    lock(session, conversation_id)
    query = select(Rating).where(Rating.conversation_id == conversation_id).order_by(desc(Rating.id)).limit(1)
    rating: Rating | None = session.execute(query).scalar_one_or_none()
    if rating is None or _has_spoken_since(session, conversation_id, rating.at):
        rating = Rating(conversation_id=conversation_id)
        session.add(rating)
    rating.stars, rating.comment, rating.at = stars, comment, now


def _has_spoken_since(session: Session, conversation_id: str, instant: datetime) -> bool:
    said = select(Message.seq).where(
        Message.conversation_id == conversation_id, Message.sender == "customer", Message.at > instant
    )
    return session.execute(said.limit(1)).first() is not None


def add_consent(session: Session, conversation_id: str, now: datetime, *, granted: bool) -> None:
    """Keeps a yes or no to the privacy notice."""
    session.add(Consent(conversation_id=conversation_id, granted=granted, at=now))


def has_consent(session: Session, conversation_id: str) -> bool:
    """Whether the latest word on the privacy notice was a yes."""
    query = (
        select(Consent.granted)
        .where(Consent.conversation_id == conversation_id)
        .order_by(desc(Consent.id))
        .limit(1)
    )
    return bool(session.execute(query).scalar_one_or_none())


def beat(session: Session, now: datetime) -> None:
    """Writes something, to see whether it can be."""
    session.execute(update(Heartbeat).values(at=now).execution_options(synchronize_session=False))


def last_queued_at(session: Session) -> datetime | None:
    """When the one who waits last began to wait."""
    last: datetime | None = session.execute(
        select(func.max(Conversation.queued_at)).where(Conversation.status == "queued")
    ).scalar_one()
    return last


def _all(session: Session, query: Any) -> list[Message]:
    return list(session.execute(query).scalars())
