"""Replies an agent could give to a message: the bot's own first, then those to the next likeliest topics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from refundbot import replies
from refundbot.assist.question import is_answered
from refundbot.dialogue import Memory, Services, Turn, answer_about, respond
from refundbot.replies import CHECK, Reply
from refundbot.understanding.thresholds import CANDIDATE_FROM

MOST = 3

ANSWERING = ("answer", "verdict", "question")
"""Kinds of replies that an agent may give: they neither introduce the bot nor promise themselves."""


@dataclass(frozen=True)
class Suggestion:
    """One reply, the topic it answers, and how likely that is what the customer asks (0 to 1)."""

    topic: str
    confidence: float
    reply: Reply

    @property
    def title(self) -> str:
        """The topic in Chinese."""
        return replies.title(self.topic)


async def suggest(turn: Turn, state: Memory, services: Services) -> tuple[tuple[Suggestion, ...], Memory]:
    """At most three replies, of different topics, and the memory that the first would leave.

    The first is the bot's, sure of itself or not.
    """
    found: dict[str, Suggestion] = {}
    after: Memory | None = None
    for topic, confidence in _likeliest(turn):
        about = replace(turn, ranking=((topic, confidence), *turn.ranking))
        if not found or topic == CHECK:
            bots, memory = await respond(topic, about, state, services)
            _add(found, bots, confidence)
            after = after or (memory if found else None)
        if topic in replies.TOPICS and topic not in found and confidence >= CANDIDATE_FROM and topic != CHECK:
            _add(found, answer_about(topic, about, state, services), confidence)
        if len(found) >= MOST:
            break
    return tuple(found.values())[:MOST], after or state


def _likeliest(turn: Turn) -> Iterator[tuple[str, float]]:
    """The intents, likeliest first; where several things are asked, each one's before the less likely.

    A title that was chosen says for certain what is meant.
    """
    chosen = replies.topic_of_title(turn.text)
    if chosen:
        yield chosen, 1.0
    yield from turn.ranking[:1]
    for ranking in turn.questions:
        yield from ranking[:1]
    yield from turn.ranking[1:]


def _add(found: dict[str, Suggestion], reply: Reply, confidence: float) -> None:
    """Adds a reply that answers what an agent has to answer, on a topic that is not answered yet."""
    topic = reply.envelope["topic"]
    if reply.envelope["kind"] not in ANSWERING or not isinstance(topic, str):
        return
    if is_answered(topic) and topic not in found:
        found[topic] = Suggestion(topic, confidence, reply)
