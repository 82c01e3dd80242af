"""The supervisor's figures of some days. All of it is counted from what is stored; nothing is estimated."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import desc, distinct, func, select
from sqlalchemy.orm import Session, aliased

from refundbot.catalogue import QUESTIONS
from refundbot.conversations.models import Conversation, Feedback, LeftMessage, Message, Rating
from refundbot.desk import left
from refundbot.desk.days import Span
from refundbot.desk.models import Account, SuggestionEvent
from refundbot.replies import title
from refundbot.replies.desk import handoff_after
from refundbot.replies.topics import ENTRIES
from refundbot.settings import SHANGHAI

MOST_UNANSWERED = 20
MOST_STARS = 5
_ENDS_CALL = ("handoff_cancelled", "agent_left", "closed")
EVENTS = ("shown", "inserted", "edited", "sent", "rejected")

Json = dict[str, Any]
Judged = tuple[str | None, str | None, bool]
"""Topic and question of an answer that a customer judged, and whether it was useful."""


@dataclass(frozen=True)
class Targets:
    """Within how many seconds a person's first word is to come, each next answer, and the end of a talk."""

    first_response: float
    next_response: float
    resolution: float


@dataclass(frozen=True)
class Line:
    """A message as far as it counts; `kind`, `topic` and `question` are those of its envelope."""

    conversation_id: str
    sender: str
    code: str | None
    at: datetime
    kind: str | None
    topic: str | None
    question: str | None
    agent_id: str | None
    agent: str | None
    """The name of the agent who spoke, under which one of another desk goes by."""
    team: str | None
    """Of that agent's account, as it is now."""

    @property
    def who(self) -> str:
        """The agent who spoke, whatever others of that name there are."""
        return self.agent_id or str(self.agent)


@dataclass(frozen=True)
class Wait:
    """What a customer waited for, in seconds, and the line that ended it."""

    ended: Line
    by: Line | None
    """An agent's word; `None` where nobody's came."""
    seconds: float


def of_days(session: Session, span: Span, targets: Targets) -> Json:
    """The figures of those days; who waits, waits now. A wait counts on the day on which it ended."""
    talks = _talks(session, span)
    lines = [line for talk in talks for line in talk if span.contains(line.at)]
    spoke = {line.conversation_id for line in lines if line.sender == "customer"}
    called = {line.conversation_id for line in lines if line.code in ("handoff_queued", "agent_joined")}
    alone = len(spoke - called)
    calls = [wait for talk in talks for wait in _first_responses(talk) if span.contains(wait.ended.at)]
    answered = [wait for wait in calls if wait.by is not None]
    next_ones = [wait for talk in talks for wait in _next_responses(talk) if span.contains(wait.ended.at)]
    closed = [wait for talk in talks for wait in _resolutions(talk) if span.contains(wait.ended.at)]
    handoffs = _handoffs(talks, span)
    useful = _useful(session, span)
    words = [line for line in lines if line.sender == "agent"]
    waits = {"first_response": answered, "next_response": next_ones, "resolution": closed}
    return {
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "conversations": len(spoke),
        "contained": alone,
        "containment": alone / len(spoke) if spoke else None,
        "handoffs": _reasons(handoffs),
        "topics": _topics(lines, handoffs, useful),
        "questions": _questions(lines, handoffs, useful),
        "hours": _hours(lines),
        "targets": asdict(targets),
        "first_response": _spread(answered, targets.first_response),
        "unserved": len(calls) - len(answered),
        "next_response": _spread(next_ones, targets.next_response),
        "resolution": _spread(closed, targets.resolution),
        "ratings": _ratings(session, span),
        "useful": {"yes": sum(one for *_, one in useful), "no": sum(not one for *_, one in useful)},
        "suggestions": _suggestions(session, span),
        "agents": [
            {"name": named.agent, "team": named.team, **figures}
            for named, figures in _served(words, waits, targets, of=lambda line: line.who)
        ],
        "teams": [
            {"name": named.team, **figures}
            for named, figures in _served(words, waits, targets, of=lambda line: line.team)
        ],
        "left_messages": _left_messages(session, span),
        "unanswered": _unanswered(session, span),
        "waiting": session.execute(select(func.count()).where(Conversation.status == "queued")).scalar_one(),
    }


def _talks(session: Session, span: Span) -> list[list[Line]]:
    """All that was said in the conversations in which something was said then, each from its beginning."""
    envelope: Any = Message.envelope
    of_message: Any = Message.conversation_id
    then = select(Message.conversation_id).where(span.holds(Message.at))
    query = (
        select(
            Message.conversation_id,
            Message.sender,
            Message.code,
            Message.at,
            envelope["kind"].as_string(),
            envelope["topic"].as_string(),
            envelope["question"].as_string(),
            Message.agent_id,
            Message.agent_name,
            Account.team,
        )
        .outerjoin(Account, Account.id == Message.agent_id)
        .where(of_message.in_(then))
        .order_by(Message.conversation_id, Message.seq)
    )
    lines = [Line(*row) for row in session.execute(query)]
    return [list(talk) for _, talk in groupby(lines, lambda line: line.conversation_id)]


def _handoffs(talks: Iterable[Sequence[Line]], span: Span) -> list[Line | None]:
    """After what people were called: the bot's last word before each call, if it had said any."""
    return [
        next((before for before in reversed(talk[:place]) if _says_something(before)), None)
        for talk in talks
        for place, line in enumerate(talk)
        if line.code == "handoff_queued" and span.contains(line.at)
    ]


def _says_something(line: Line) -> bool:
    return line.kind in ("clarify", "error") or (line.topic is not None and line.kind != "handoff")


def _reasons(handoffs: Iterable[Line | None]) -> list[Json]:
    called = Counter(
        "nothing" if last is None else last.kind if last.kind in ("clarify", "error") else last.topic
        for last in handoffs
    )
    return [
        {"reason": reason, "title": handoff_after(str(reason)), "count": count}
        for reason, count in called.most_common()
    ]


def _topics(lines: Iterable[Line], handoffs: Iterable[Line | None], useful: Iterable[Judged]) -> list[Json]:
    answered = Counter(line.topic for line in lines if line.topic in ENTRIES and line.kind != "clarify")
    called = Counter(last.topic for last in handoffs if last is not None and last.kind != "clarify")
    votes = Counter((topic, yes) for topic, _, yes in useful)
    return [
        {"topic": topic, "title": title(topic), "count": count} | _reception(topic, called, votes)
        for topic, count in answered.most_common()
        if topic
    ]


def _questions(
    lines: Iterable[Line], handoffs: Iterable[Line | None], useful: Iterable[Judged]
) -> list[Json]:
    answered = Counter(line.question for line in lines if line.question in QUESTIONS)
    called = Counter(last.question for last in handoffs if last is not None)
    votes = Counter((question, yes) for _, question, yes in useful)
    return [
        {"question": question, "title": QUESTIONS[question].title, "count": count}
        | _reception(question, called, votes)
        for question, count in answered.most_common()
        if question
    ]


def _reception(
    id: str, called: Mapping[str | None, int], votes: Mapping[tuple[str | None, bool], int]
) -> Json:
    """How answers were taken: after how many a person was called, and how many were found useful or not."""
    return {"handoffs": called[id], "useful": votes[id, True], "useless": votes[id, False]}


def _hours(lines: Iterable[Line]) -> list[int]:
    hours = Counter(line.at.astimezone(SHANGHAI).hour for line in lines if line.sender == "customer")
    return [hours[hour] for hour in range(24)]


def _served(
    words: Sequence[Line],
    waits: Mapping[str, Sequence[Wait]],
    targets: Targets,
    of: Callable[[Line], str | None],
) -> Iterator[tuple[Line, Json]]:
    """What those did whom `of` tells apart, each with a line of theirs: who served most talks first.

    `waits` go by the names of their targets.
    """
    groups: dict[str, list[Line]] = {}
    for line in words:
        name = of(line)
        if name is not None:
            groups.setdefault(name, []).append(line)

    def spread(measure: str, name: str) -> Json | None:
        theirs = [wait for wait in waits[measure] if wait.by and of(wait.by) == name]
        return _spread(theirs, getattr(targets, measure))

    served = {name: len({line.conversation_id for line in said}) for name, said in groups.items()}
    for name in sorted(groups, key=lambda name: (-served[name], name)):
        yield (
            groups[name][-1],
            {
                "conversations": served[name],
                "replies": len(groups[name]),
                **{measure: spread(measure, name) for measure in waits},
            },
        )


def _first_responses(talk: Iterable[Line]) -> Iterator[Wait]:
    """From each call for a person to an agent's first word, or to the end without one."""
    called: datetime | None = None
    for line in talk:
        if line.code == "handoff_queued":
            called = line.at
        elif called is not None and (line.sender == "agent" or line.code in _ENDS_CALL):
            by = line if line.sender == "agent" else None
            yield Wait(line, by, (line.at - called).total_seconds())
            called = None


def _next_responses(talk: Iterable[Line]) -> Iterator[Wait]:
    """From each message that nobody has answered to the next agent's word, while people speak.

    What is said before the first word after a call for a person is a matter of the first response; what
    nobody answers before the talk ends or the bot has it again, such as 谢谢, is none that was answered late.
    """
    called, with_people = False, False
    said: datetime | None = None
    for line in talk:
        if line.code == "handoff_queued":
            called = True
        elif line.code == "agent_joined":
            with_people = True
        elif line.code in _ENDS_CALL:
            called, with_people, said = False, False, None
        elif line.sender == "customer" and with_people and not called:
            said = said or line.at
        elif line.sender == "agent":
            if said is not None:
                yield Wait(line, line, (line.at - said).total_seconds())
            called, said = False, None


def _resolutions(talk: Iterable[Line]) -> Iterator[Wait]:
    """From a customer's first message to the close of the talk; of whoever of the agents spoke last."""
    began: datetime | None = None
    by: Line | None = None
    for line in talk:
        if line.sender == "customer" and began is None:
            began, by = line.at, None
        elif line.sender == "agent":
            by = line
        elif line.code == "closed" and began is not None:
            yield Wait(line, by, (line.at - began).total_seconds())
            began = None


def _spread(waits: Sequence[Wait], target: float) -> Json | None:
    if not waits:
        return None
    ordered = sorted(wait.seconds for wait in waits)
    return {
        "count": len(ordered),
        "median": statistics.median(ordered),
        "p90": ordered[int(0.9 * (len(ordered) - 1))],
        "within": sum(seconds <= target for seconds in ordered),
    }


def _left_messages(session: Session, span: Span) -> Json:
    """How many were left and how many answered then, and how many wait now."""

    def count(condition: Any) -> int:
        found: int = session.execute(select(func.count(LeftMessage.id)).where(condition)).scalar_one()
        return found

    return {
        "received": count(span.holds(LeftMessage.at)),
        "answered": count(span.holds(LeftMessage.handled_at)),
        "waiting": left.open_count(session),
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


def _useful(session: Session, span: Span) -> list[Judged]:
    envelope: Any = Message.envelope
    query = (
        select(envelope["topic"].as_string(), envelope["question"].as_string(), Feedback.useful)
        .join(
            Message,
            (Message.conversation_id == Feedback.conversation_id) & (Message.seq == Feedback.seq),
        )
        .where(span.holds(Feedback.at))
    )
    return [tuple(row) for row in session.execute(query)]


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
