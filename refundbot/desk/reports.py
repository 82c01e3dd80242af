"""The supervisor's figures of a day. All of it is counted from what is stored; nothing is estimated."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import desc, distinct, func, select
from sqlalchemy.orm import Session, aliased

from refundbot.conversations.models import Conversation, Feedback, Message, Rating
from refundbot.desk.models import SuggestionEvent
from refundbot.replies import title
from refundbot.replies.desk import handoff_after
from refundbot.replies.topics import ENTRIES

MOST_UNANSWERED = 20
MOST_STARS = 5
EVENTS = ("shown", "inserted", "edited", "sent", "rejected")

Json = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A message as far as it counts; `kind` and `topic` are those of its envelope."""

    conversation_id: str
    sender: str
    code: str | None
    at: datetime
    kind: str | None
    topic: str | None


def today(session: Session, now: datetime) -> Json:
    """The figures since midnight; `now` is aware, in the zone whose midnight is meant."""
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    lines = _lines(session, since)
    talks = [list(talk) for _, talk in groupby(lines, lambda line: line.conversation_id)]
    spoke = [talk for talk in talks if any(line.sender == "customer" for line in talk)]
    alone = sum(not any(line.code in ("handoff_queued", "agent_joined") for line in talk) for talk in spoke)
    return {
        "day": since.date().isoformat(),
        "conversations": len(spoke),
        "contained": alone,
        "containment": alone / len(spoke) if spoke else None,
        "handoffs": _handoffs(talks),
        "topics": _topics(lines),
        "hours": _hours(lines, now),
        "first_response": _spread([wait for talk in talks for wait in _first_responses(talk)]),
        "resolution": _spread([wait for talk in talks for wait in _resolutions(talk)]),
        "ratings": _ratings(session, since),
        "useful": _useful(session, since),
        "suggestions": _suggestions(session, since),
        "unanswered": _unanswered(session, since),
        "waiting": session.execute(select(func.count()).where(Conversation.status == "queued")).scalar_one(),
    }


def _lines(session: Session, since: datetime) -> list[Line]:
    envelope: Any = Message.envelope
    query = (
        select(
            Message.conversation_id,
            Message.sender,
            Message.code,
            Message.at,
            envelope["kind"].as_string(),
            envelope["topic"].as_string(),
        )
        .where(Message.at >= since)
        .order_by(Message.conversation_id, Message.seq)
    )
    return [Line(*row) for row in session.execute(query)]


def _handoffs(talks: Iterable[Sequence[Line]]) -> list[Json]:
    """After what people were called: the bot's last word before, by its kind or topic."""
    called = Counter(
        _last_word(talk[:place])
        for talk in talks
        for place, line in enumerate(talk)
        if line.code == "handoff_queued"
    )
    return [
        {"reason": reason, "title": handoff_after(reason), "count": count}
        for reason, count in called.most_common()
    ]


def _last_word(before: Sequence[Line]) -> str:
    for line in reversed(before):
        if line.kind in ("clarify", "error"):
            return line.kind
        if line.topic and line.kind != "handoff":
            return line.topic
    return "nothing"


def _topics(lines: Iterable[Line]) -> list[Json]:
    answered = Counter(line.topic for line in lines if line.topic in ENTRIES and line.kind != "clarify")
    return [
        {"topic": topic, "title": title(topic), "count": count}
        for topic, count in answered.most_common()
        if topic
    ]


def _hours(lines: Iterable[Line], now: datetime) -> list[int]:
    hours = Counter(line.at.astimezone(now.tzinfo).hour for line in lines if line.sender == "customer")
    return [hours[hour] for hour in range(24)]


def _first_responses(talk: Iterable[Line]) -> Iterator[float]:
    """Seconds from each call for a person to an agent's first word."""
    called: datetime | None = None
    for line in talk:
        if line.code == "handoff_queued":
            called = line.at
        elif line.sender == "agent" and called is not None:
            yield (line.at - called).total_seconds()
            called = None
        elif line.code in ("handoff_cancelled", "closed"):
            called = None


def _resolutions(talk: Iterable[Line]) -> Iterator[float]:
    """Seconds from a customer's first message to the close of the talk."""
    began: datetime | None = None
    for line in talk:
        if line.sender == "customer" and began is None:
            began = line.at
        elif line.code == "closed" and began is not None:
            yield (line.at - began).total_seconds()
            began = None


def _spread(seconds: Sequence[float]) -> Json | None:
    if not seconds:
        return None
    ordered = sorted(seconds)
    return {
        "count": len(ordered),
        "median": statistics.median(ordered),
        "p90": ordered[int(0.9 * (len(ordered) - 1))],
    }


def _ratings(session: Session, since: datetime) -> Json:
    query = select(Rating.stars, func.count()).where(Rating.at >= since).group_by(Rating.stars)
    found: dict[int, int] = dict(session.execute(query).all())
    count = sum(found.values())
    return {
        "count": count,
        "mean": sum(stars * many for stars, many in found.items()) / count if count else None,
        "stars": [found.get(stars, 0) for stars in range(1, MOST_STARS + 1)],
    }


def _useful(session: Session, since: datetime) -> Json:
    query = select(Feedback.useful, func.count()).where(Feedback.at >= since).group_by(Feedback.useful)
    found: dict[bool, int] = dict(session.execute(query).all())
    return {"yes": found.get(True, 0), "no": found.get(False, 0)}


def _suggestions(session: Session, since: datetime) -> Json:
    query = (
        select(SuggestionEvent.event, func.count(distinct(SuggestionEvent.suggestion_id)))
        .where(SuggestionEvent.at >= since)
        .group_by(SuggestionEvent.event)
    )
    found: dict[str, int] = dict(session.execute(query).all())
    events = {event: found.get(event, 0) for event in EVENTS}
    return {**events, "acceptance": min(1.0, events["sent"] / events["shown"]) if events["shown"] else None}


def _unanswered(session: Session, since: datetime) -> list[Json]:
    """The customers' messages that the bot asked back about or took for another trade's."""
    bots: Any = aliased(Message)
    kind: Any = bots.envelope["kind"].as_string()
    query = (
        select(Message)
        .join(bots, (bots.conversation_id == Message.conversation_id) & (bots.reply_to == Message.seq))
        .where(Message.at >= since, kind.in_(("clarify", "out_of_scope", "error")))
        .order_by(desc(Message.at))
        .limit(MOST_UNANSWERED)
    )
    return [
        {"conversation_id": asked.conversation_id, "seq": asked.seq, "text": asked.text, "at": asked.at}
        for asked in session.execute(query).scalars()
    ]
