"""The desk's tables, beside those of the conversations. Instants are aware and in UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)

from refundbot.conversations.models import ID_CHARACTERS, NAME_CHARACTERS, Base, Instant, Masked

Act = Literal[
    "take_over",
    "hand_back",
    "resolve",
    "assign",
    "say",
    "note",
    "tag",
    "review",
    "take_left",
    "answer_left",
    "create_macro",
    "change_macro",
    "delete_macro",
]
Event = Literal["shown", "inserted", "edited", "sent", "rejected"]
Reason = Literal["fallback", "not_useful", "close_call", "handoff", "edited"]
ReviewStatus = Literal["open", "assigned", "missing", "dismissed"]


def _conversation(nullable: bool = False) -> Any:
    return Column(
        String(ID_CHARACTERS),
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=nullable,
        index=True,
    )


class Account(Base):
    """An agent who has signed in at the desk."""

    __tablename__ = "accounts"

    id: str = Column(String(NAME_CHARACTERS), primary_key=True)
    name: str = Column(String(NAME_CHARACTERS), nullable=False)
    seen_at: datetime = Column(Instant, nullable=False)
    """When they were first seen under that name by one of the servers that run."""
    team: str | None = Column(String(NAME_CHARACTERS))
    """As their last token named it."""
    beat_at: datetime | None = Column(Instant)
    """When their desk last said that it is there; `None` for one that never did, such as another program."""
    is_supervisor: bool = Column(Boolean, nullable=False, default=False)
    given_at: datetime | None = Column(Instant)
    """When they were last given a customer, or took one."""


class KeptBrief(Base):
    """A conversation in a row of the queue, as of what was said in it last; see `assist.Brief`."""

    __tablename__ = "briefs"

    conversation_id: str = Column(
        String(ID_CHARACTERS), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    question: str | None = Column(Text)
    """The customer's words, as they are stored."""
    topic: str | None = Column(String(NAME_CHARACTERS))
    verdict: str | None = Column(String(NAME_CHARACTERS))
    amount: str | None = Column(Text)
    mood: str | None = Column(String(16))


class Note(Masked, Base):
    """What an agent wrote down for agents."""

    __tablename__ = "notes"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str = _conversation()
    agent_id: str = Column(String(NAME_CHARACTERS), nullable=False)
    agent_name: str = Column(String(NAME_CHARACTERS), nullable=False)
    text: str = Column(Text, nullable=False)
    at: datetime = Column(Instant, nullable=False)


class Macro(Masked, Base):
    """A text that agents keep at hand; see `replies.macros`."""

    __tablename__ = "macros"

    id: int = Column(Integer, primary_key=True)
    owner_id: str | None = Column(String(NAME_CHARACTERS), index=True)
    """The agent who keeps it for themselves; `None` where all share it."""
    name: str = Column(String(NAME_CHARACTERS), nullable=False)
    text: str = Column(Text, nullable=False)


class AuditEntry(Base):
    """One act of an agent. The database refuses to change or delete it; it holds no words of a customer's,
    so that it may stay when a conversation is erased."""

    __tablename__ = "audit"

    id: int = Column(Integer, primary_key=True)
    at: datetime = Column(Instant, nullable=False)
    agent_id: str = Column(String(NAME_CHARACTERS), nullable=False)
    act: Act = Column(String(16), nullable=False)
    conversation_id: str | None = Column(String(ID_CHARACTERS), index=True)
    detail: dict[str, Any] = Column(JSON, nullable=False)


class Suggested(Base):
    """A suggestion as it was given to an agent."""

    __tablename__ = "suggestions"

    id: str = Column(String(ID_CHARACTERS), primary_key=True)
    conversation_id: str | None = _conversation(nullable=True)
    seq: int | None = Column(Integer)
    """The last message of the conversation that it was made for."""
    position: int = Column(Integer, nullable=False)
    """1 for the first of its three."""
    topic: str = Column(String(64), nullable=False)
    confidence: float = Column(Float, nullable=False)
    text: str = Column(Text, nullable=False)
    at: datetime = Column(Instant, nullable=False)


class SuggestionEvent(Masked, Base):
    """What became of a suggestion; all that happened is kept."""

    __tablename__ = "suggestion_events"

    id: int = Column(Integer, primary_key=True)
    suggestion_id: str = Column(
        String(ID_CHARACTERS), ForeignKey("suggestions.id", ondelete="CASCADE"), nullable=False, index=True
    )
    agent_id: str = Column(String(NAME_CHARACTERS), nullable=False)
    event: Event = Column(String(16), nullable=False)
    distance: int | None = Column(Integer)
    """Edits between what was suggested and what was sent (Levenshtein, in characters)."""
    reason: str | None = Column(String(200))
    at: datetime = Column(Instant, nullable=False)

    __table_args__ = (Index("ix_suggestion_events_at", "at"),)


class ReviewItem(Masked, Base):
    """A customer's message that may have been understood badly."""

    __tablename__ = "review_items"

    id: int = Column(Integer, primary_key=True)
    conversation_id: str = _conversation()
    seq: int = Column(Integer, nullable=False)
    reasons: list[Reason] = Column(JSON, nullable=False)
    text: str = Column(Text, nullable=False)
    """The customer's words."""
    topic: str | None = Column(String(64))
    """What the bot took it for, with its confidence and what else it offered."""
    confidence: float | None = Column(Float)
    candidates: list[str] = Column(JSON, nullable=False)
    status: ReviewStatus = Column(String(16), nullable=False, default="open")
    assigned: str | None = Column(String(64))
    phrasing: str | None = Column(Text)
    """What is to be learnt, where it is not `text`."""
    decided_by: str | None = Column(String(NAME_CHARACTERS))
    decided_at: datetime | None = Column(Instant)
    exported_at: datetime | None = Column(Instant)
    at: datetime = Column(Instant, nullable=False)
    """When the customer wrote it."""
    collected_at: datetime = Column(Instant, nullable=False)

    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        Index("ix_review_items_status_id", "status", "id"),
    )
