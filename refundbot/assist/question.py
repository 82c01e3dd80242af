"""What a person has to answer: the customer's question, and not what they say while they wait for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from refundbot import replies
from refundbot.catalogue import TOPICS
from refundbot.dialogue import Turn
from refundbot.understanding.thresholds import ASKS_BACK_BELOW

OF_THE_BOT = frozenset({"support.contact"})
"""Topics that the bot has an answer to and an agent is none the wiser for: the agent is whom they lead to."""

Weight = Literal["asks", "unclear", "idle"]
"""Of a message: it asks or tells something of the matter; it may; it only calls, waits, greets or thanks."""


def weight(turn: Turn) -> Weight:
    """What a message weighs for whoever is to answer.

    >>> from datetime import datetime, timezone
    >>> now = datetime(2026, 1, 1, tzinfo=timezone.utc)
    >>> weight(Turn("流量包能退吗", (("policy.traffic_package", 0.9),), (), now))
    'asks'
    >>> weight(Turn("在吗", (("smalltalk.greet", 0.99),), (), now))
    'idle'
    >>> weight(Turn("怎么还没人理我", (("process.progress", 0.6),), (), now))
    'unclear'
    """
    chosen = replies.topic_of_title(turn.text)
    if chosen:
        return "asks" if is_answered(chosen) else "idle"
    if turn.entities or turn.utterance.order_numbers:
        return "asks"
    if any(is_answered(topic) and sure >= ASKS_BACK_BELOW for topic, sure in _best(turn)):
        return "asks"
    is_of_another_trade = any(topic == "out_of_scope" for topic, _ in _best(turn))
    may_ask = is_of_another_trade or any(is_answered(topic) for topic, _ in _best(turn))
    return "unclear" if may_ask or turn.utterance.marks.wishes else "idle"


def is_answered(topic: str) -> bool:
    """Whether an agent has something to answer under that topic."""
    return topic in TOPICS and TOPICS[topic].kind in ("answer", "check") and topic not in OF_THE_BOT


def _best(turn: Turn) -> Iterable[tuple[str, float]]:
    """The likeliest intent of the message, and of each question in it."""
    for ranking in (turn.ranking, *turn.questions):
        yield from ranking[:1]
