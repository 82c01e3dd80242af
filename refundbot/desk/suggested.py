"""Suggestions that were given to agents, and what became of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rapidfuzz.distance import Levenshtein
from sqlalchemy import delete
from sqlalchemy.orm import Session

from refundbot.assist import Suggestion
from refundbot.desk.models import Event, Suggested, SuggestionEvent


class NoSuchSuggestion(LookupError):
    """There is none with that id (any more)."""


def keep(
    session: Session,
    suggestions: Iterable[Suggestion],
    now: datetime,
    conversation_id: str | None = None,
    seq: int | None = None,
) -> list[Suggested]:
    """Keeps suggestions made for the message `seq` of a conversation, or for a text of another desk."""
    kept = [
        Suggested(
            id=uuid.uuid4().hex,
            conversation_id=conversation_id,
            seq=seq,
            position=position,
            topic=suggestion.topic,
            confidence=suggestion.confidence,
            text="\n".join(suggestion.reply.texts),
            at=now,
        )
        for position, suggestion in enumerate(suggestions, start=1)
    ]
    session.add_all(kept)
    return kept


def find(session: Session, suggestion_id: str, conversation_id: str | None = None) -> Suggested:
    """The suggestion of that id; where a conversation is named, made for it.

    Raises:
        NoSuchSuggestion: there is none.
    """
    found: Suggested | None = session.get(Suggested, suggestion_id)
    if found is None or conversation_id not in (None, found.conversation_id):
        raise NoSuchSuggestion(suggestion_id)
    return found


def follow(
    session: Session,
    suggestion: Suggested,
    agent_id: str,
    event: Event,
    now: datetime,
    *,
    text: str | None = None,
    distance: int | None = None,
    reason: str | None = None,
) -> None:
    """Enters what became of a suggestion. The edit distance is counted from `text`, what was made of it."""
    if text is not None:
        distance = Levenshtein.distance(suggestion.text, text)
    session.add(
        SuggestionEvent(
            suggestion_id=suggestion.id,
            agent_id=agent_id,
            event=event,
            distance=distance,
            reason=reason,
            at=now,
        )
    )


def expire(session: Session, made_before: datetime) -> None:
    """Deletes suggestions that were made before then for a text of another desk; the rest goes with its
    conversation."""
    conversation_id: Any = Suggested.conversation_id
    at: Any = Suggested.at
    old = delete(Suggested).where(conversation_id.is_(None), at < made_before)
    session.execute(old.execution_options(synchronize_session=False))
