"""The tables, as SQLAlchemy 1.4 maps them. Instants are aware and in UTC."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Literal

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import declarative_base, relationship, validates

from refundbot.conversations.privacy import mask
from refundbot.replies.attachments import attached_words

Status = Literal["bot", "queued", "human", "closed"]
Sender = Literal["customer", "bot", "agent", "system"]
AnswerState = Literal["pending", "answered", "heard"]
"""Of a customer's message: to be answered, answered by the bot, or left to a person."""

TRACKER_PREFIX = "web-"
"""Of the ids by which Rasa knows these conversations; no other channel's begin so."""

ID_CHARACTERS = 32
NAME_CHARACTERS = 255

Base: Any = declarative_base()


class Instant(TypeDecorator):
    """An aware instant. Kept as UTC without an offset, which every database sorts alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: object) -> datetime | None:
        """UTC without its offset; a naive instant is a `ValueError`."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its offset")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _: object) -> datetime | None:
        """The instant, aware again."""
        return None if value is None else value.replace(tzinfo=timezone.utc)


class Masked:
    """Of rows with words that people typed: personal data never gets into them, whoever writes."""

    @validates("name", "text", "comment", "reason", "phrasing", "tags")
    def _masked(self, column: str, value: Any) -> Any:
        if isinstance(value, list):
            return [mask(each) for each in value]
        longest = getattr(self.__table__.c[column].type, "length", None)  # type: ignore[attr-defined]
        return value and mask(value)[:longest]


def _conversation() -> Any:
    return Column(
        String(ID_CHARACTERS), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    )


class Conversation(Masked, Base):
    """One customer's talk, whoever answers. The customer sees one history, however long it lasts."""

    __tablename__ = "conversations"

    id: str = Column(String(ID_CHARACTERS), primary_key=True)
    status: Status = Column(String(16), nullable=False, default="bot")
    customer_id: str | None = Column(String(NAME_CHARACTERS), index=True)
    """Whom the site's signed token named; `None` for nobody known."""
    customer_until: datetime | None = Column(Instant)
    """When that token runs out: from then on the bot looks nothing up in the customer's name."""
    agent_id: str | None = Column(String(NAME_CHARACTERS))
    agent_name: str | None = Column(String(NAME_CHARACTERS))
    team: str | None = Column(String(NAME_CHARACTERS))
    """To which it was given; `None` where it is anybody's to answer."""
    tracker_number: int = Column(Integer, nullable=False, default=1)
    """Rasa's own conversation, counted: a new one is begun after a pause or many turns."""
    tracker_turns: int = Column(Integer, nullable=False, default=0)
    last_seq: int = Column(Integer, nullable=False, default=0)
    seen_seq: int = Column(Integer, nullable=False, default=0)
    """Up to where the customer has seen it."""
    agent_seen_seq: int = Column(Integer, nullable=False, default=0)
    """Up to where the agent who speaks has seen it."""
    queued_at: datetime | None = Column(Instant)
    here_at: datetime | None = Column(Instant)
    """Of one who waits for a person: when their page was last seen to be there."""
    taken_at: datetime | None = Column(Instant)
    closed_at: datetime | None = Column(Instant)
    handoff_reason: str | None = Column(String(64))
    page: str | None = Column(String(NAME_CHARACTERS))
    locale: str | None = Column(String(32))
    tags: list[str] = Column(JSON, nullable=False, default=list)
    created_at: datetime = Column(Instant, nullable=False)
    updated_at: datetime = Column(Instant, nullable=False)

    __table_args__ = (Index("ix_conversations_status_updated", "status", "updated_at"),)

    @property
    def tracker_id(self) -> str:
        """The id under which Rasa knows the present part of the conversation."""
        return tracker_ids(self.id, self.tracker_number)[0]

    def trackers(self) -> tuple[str, ...]:
        """The ids by which Rasa has known it, the present one first."""
        return tracker_ids(self.id, self.tracker_number)

    def earlier_trackers(self) -> tuple[str, ...]:
        """The ids under which Rasa knew its earlier parts, the latest first."""
        return tracker_ids(self.id, self.tracker_number)[1:]


def conversation_of(tracker_id: str) -> str | None:
    """The conversation to which a part in Rasa belongs; `None` for another channel's."""
    prefix, _, rest = tracker_id.partition(TRACKER_PREFIX)
    return None if prefix or not rest else rest.rpartition("-")[0]


def tracker_ids(conversation_id: str, number: int) -> tuple[str, ...]:
    """The ids of the first `number` parts of a conversation in Rasa, the latest first."""
    return tuple(f"{TRACKER_PREFIX}{conversation_id}-{part}" for part in range(number, 0, -1))


class Message(Base):
    """One bubble. `seq` counts from 1 in its conversation, without gaps."""

    __tablename__ = "messages"

    conversation_id: str = Column(
        String(ID_CHARACTERS), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    seq: int = Column(Integer, primary_key=True, autoincrement=False)
    sender: Sender = Column(String(16), nullable=False)
    text: str = Column(Text, nullable=False)
    envelope: dict[str, Any] | None = Column(JSON(none_as_null=True))
    choices: list[dict[str, str]] = Column(JSON, nullable=False, default=list)
    """`{id, title, text}`: picking the id says the text."""
    code: str | None = Column(String(32))
    """Of a system message."""
    agent_id: str | None = Column(String(NAME_CHARACTERS))
    """Of an agent's word: whose account said it; `None` for one of another desk."""
    agent_name: str | None = Column(String(NAME_CHARACTERS))
    client_msg_id: str | None = Column(String(64))
    payload: str | None = Column(Text)
    """What the bot is given in place of the text: the customer picked a choice."""
    reply_to: int | None = Column(Integer)
    """The customer's message that this bubble answers."""
    state: AnswerState | None = Column(String(16))
    claimed_at: datetime | None = Column(Instant)
    """When a server last took the pending message to answer it."""
    at: datetime = Column(Instant, nullable=False)
    attachments: list[Attachment] = relationship(
        "Attachment", order_by="Attachment.place", lazy="selectin", passive_deletes=True
    )

    @property
    def shown(self) -> str:
        """The text, or where there is none what was sent instead, in words."""
        return self.text or attached_words([attachment.name or "" for attachment in self.attachments])

    __table_args__ = (
        UniqueConstraint("conversation_id", "client_msg_id"),
        Index("ix_messages_state_claimed", "state", "claimed_at"),
    )


class Attachment(Base):
    """A picture or document, whose bytes lie apart. It is part of a message once it is sent."""

    __tablename__ = "attachments"

    id: str = Column(String(ID_CHARACTERS), primary_key=True)
    conversation_id: str = Column(
        String(ID_CHARACTERS), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False
    )
    sender: Sender = Column(String(16), nullable=False)
    seq: int | None = Column(Integer)
    """Of the message that it is part of; `None` until it is sent."""
    place: int | None = Column(Integer)
    """In that message, from 0."""
    name: str | None = Column(String(NAME_CHARACTERS))
    """What its sender calls it, once it is sent, without personal data."""
    media_type: str = Column(String(64), nullable=False)
    size: int = Column(Integer, nullable=False)
    """In bytes."""
    width: int | None = Column(Integer)
    """Of a picture, in pixels, as is its height; `None` for what has no thumbnail."""
    height: int | None = Column(Integer)
    at: datetime = Column(Instant, nullable=False)

    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "seq"], ["messages.conversation_id", "messages.seq"], ondelete="CASCADE"
        ),
        Index("ix_attachments_conversation_seq", "conversation_id", "seq"),
        Index("ix_attachments_at", "at"),
    )


class Feedback(Masked, Base):
    """有用 or 没用 on one answer; the latest word counts."""

    __tablename__ = "feedback"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str = _conversation()
    seq: int = Column(Integer, nullable=False)
    useful: bool = Column(Boolean, nullable=False)
    reason: str | None = Column(String(64))
    comment: str | None = Column(Text)
    at: datetime = Column(Instant, nullable=False)

    __table_args__ = (UniqueConstraint("conversation_id", "seq"),)


class Rating(Masked, Base):
    """What a customer thought of a talk, 1 to 5 stars."""

    __tablename__ = "ratings"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str = _conversation()
    stars: int = Column(Integer, nullable=False)
    comment: str | None = Column(Text)
    at: datetime = Column(Instant, nullable=False)


class LeftMessage(Masked, Base):
    """A message for people, left while none was there. `contact` is kept as given: it is what it is for."""

    __tablename__ = "left_messages"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str = _conversation()
    text: str = Column(Text, nullable=False)
    contact: str = Column(String(NAME_CHARACTERS), nullable=False)
    at: datetime = Column(Instant, nullable=False)
    owner_id: str | None = Column(String(NAME_CHARACTERS))
    """The agent who sees to it."""
    owner_name: str | None = Column(String(NAME_CHARACTERS))
    handled_at: datetime | None = Column(Instant)


class Consent(Base):
    """A yes or no to the privacy notice; the latest counts, all are kept."""

    __tablename__ = "consents"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str = _conversation()
    granted: bool = Column(Boolean, nullable=False)
    at: datetime = Column(Instant, nullable=False)


class Erased(Base):
    """A conversation that was erased: its id and nothing that was said in it."""

    __tablename__ = "erased"

    conversation_id: str = Column(String(ID_CHARACTERS), primary_key=True)
    tracker_number: int = Column(Integer, nullable=False)
    at: datetime = Column(Instant, nullable=False)
    finished_at: datetime | None = Column(Instant)
    """Since when it is gone from Rasa's store and from the disk as well."""


class Heartbeat(Base):
    """The one row that is written to see whether anything can be."""

    __tablename__ = "heartbeat"

    id: int = Column(Integer, primary_key=True)
    at: datetime = Column(Instant, nullable=False)
