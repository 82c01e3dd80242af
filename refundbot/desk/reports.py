"""The supervisor's figures of some days. All of it is counted from what is stored; nothing is estimated."""

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
from refundbot.desk.days import Span
from refundbot.desk.models import SuggestionEvent
from refundbot.replies import title
from refundbot.replies.desk import handoff_after
from refundbot.replies.topics import ENTRIES
from refundbot.settings import SHANGHAI

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
    agent: str | None
    """The name of the agent who spoke."""


def of_days(session: Session, span: Span) -> Json:
    """The figures of those days; who waits, waits now."""
    lines = _lines(session, span)
    talks = [list(talk) for _, talk in groupby(lines, lambda line: line.conversation_id)]
    spoke = [talk for talk in talks if any(line.sender == "customer" for line in talk)]
    alone = sum(not any(line.code in ("handoff_queued", "agent_joined") for line in talk) for talk in spoke)
    return {
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "conversations": len(spoke),
        "contained": alone,
        "containment": alone / len(spoke) if spoke else None,
        "handoffs": _handoffs(talks),
        "topics": _topics(lines),
        "hours": _hours(lines),
        "first_response": _spread([wait for talk in talks for _, wait in _first_responses(talk)]),
        "resolution": _spread([wait for talk in talks for wait in _resolutions(talk)]),
        "ratings": _ratings(session, span),
        "useful": _useful(session, span),
        "suggestions": _suggestions(session, span),
        "agents": _agents(lines, talks),
        "unanswered": _unanswered(session, span),
        "waiting": session.execute(select(func.count()).where(Conversation.status == "queued")).scalar_one(),
    }


def _lines(session: Session, span: Span) -> list[Line]:
    envelope: Any = Message.envelope
    query = (
        select(
            Message.conversation_id,
            Message.sender,
            Message.code,
            Message.at,
            envelope["kind"].as_string(),
            envelope["topic"].as_string(),
            Message.agent_name,
        )
        .where(span.holds(Message.at))
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


def _hours(lines: Iterable[Line]) -> list[int]:
    hours = Counter(line.at.astimezone(SHANGHAI).hour for line in lines if line.sender == "customer")
    return [hours[hour] for hour in range(24)]


def _agents(lines: Iterable[Line], talks: Iterable[Sequence[Line]]) -> list[Json]:
    """What each agent did: who answered in most talks first."""
    words = [line for line in lines if line.sender == "agent"]
    replies = Counter(str(line.agent) for line in words)
    served = Counter(agent for agent, _ in {(str(line.agent), line.conversation_id) for line in words})
    waits = [response for talk in talks for response in _first_responses(talk)]
    return [
        {
            "name": agent,
            "conversations": count,
            "replies": replies[agent],
            "first_response": _spread([seconds for name, seconds in waits if name == agent]),
        }
        for agent, count in sorted(served.items(), key=lambda one: (-one[1], one[0]))
    ]


def _first_responses(talk: Iterable[Line]) -> Iterator[tuple[str, float]]:
    """Who said an agent's first word after each call for a person, and after how many seconds."""
    called: datetime | None = None
    for line in talk:
        if line.code == "handoff_queued":
            called = line.at
        elif line.sender == "agent" and called is not None:
            yield str(line.agent), (line.at - called).total_seconds()
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


def _ratings(session: Session, span: Span) -> Json:
    query = select(Rating.stars, func.count()).where(span.holds(Rating.at)).group_by(Rating.stars)
    found: dict[int, int] = dict(session.execute(query).all())
    count = sum(found.values())
    return {
        "count": count,
        "mean": sum(stars * many for stars, many in found.items()) / count if count else None,
        "stars": [found.get(stars, 0) for stars in range(1, MOST_STARS + 1)],
    }


def _useful(session: Session, span: Span) -> Json:
    query = select(Feedback.useful, func.count()).where(span.holds(Feedback.at)).group_by(Feedback.useful)
    found: dict[bool, int] = dict(session.execute(query).all())
    return {"yes": found.get(True, 0), "no": found.get(False, 0)}


def _suggestions(session: Session, span: Span) -> Json:
    query = (
        select(SuggestionEvent.event, func.count(distinct(SuggestionEvent.suggestion_id)))
        .where(span.holds(SuggestionEvent.at))
        .group_by(SuggestionEvent.event)
    )
    found: dict[str, int] = dict(session.execute(query).all())
    events = {event: found.get(event, 0) for event in EVENTS}
    return {**events, "acceptance": min(1.0, events["sent"] / events["shown"]) if events["shown"] else None}


def _unanswered(session: Session, span: Span) -> list[Json]:
    """The customers' messages that the bot asked back about or took for another trade's."""
    bots: Any = aliased(Message)
    kind: Any = bots.envelope["kind"].as_string()
    query = (
        select(Message)
        .join(bots, (bots.conversation_id == Message.conversation_id) & (bots.reply_to == Message.seq))
        .where(span.holds(Message.at), kind.in_(("clarify", "out_of_scope", "error")))
        .order_by(desc(Message.at))
        .limit(MOST_UNANSWERED)
    )
    return [
        {"conversation_id": asked.conversation_id, "seq": asked.seq, "text": asked.text, "at": asked.at}
        for asked in session.execute(query).scalars()
    ]
