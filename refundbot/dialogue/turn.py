"""One message of the customer, as understood, and what is needed to answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from refundbot.catalogue import TOPICS
from refundbot.dialogue.state import Memory
from refundbot.orders import OrderSource
from refundbot.policy import PolicyBook
from refundbot.replies import Reply
from refundbot.understanding.utterance import Utterance, utterance


@dataclass(frozen=True)
class Turn:
    """A message and its parse. `ranking` holds (intent, probability), best first; `now` is aware."""

    text: str
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[tuple[str, str], ...]
    """(entity, value), in the order of the text."""
    now: datetime
    customer_id: str | None = None
    """Only ever from a verified token."""
    questions: tuple[tuple[tuple[str, float], ...], ...] = ()
    """The ranking of each question in a message that asks several, in the order of the text."""
    within: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    """The likeliest question of each topic with its probability; none where the topic itself is likelier."""

    in_context: tuple[tuple[str, float], ...] = ()
    """What a short message asks after what was answered last: ids of questions and topics, best first."""

    for_another: bool = False
    """Whether it was said before that it is asked on behalf of somebody else."""

    talked_of: str | None = None
    """The product of the purchase talked of; what only belongs to it is no purchase."""

    @property
    def confidence(self) -> float:
        """Probability of the best intent, 0 where there is none."""
        return self.ranking[0][1] if self.ranking else 0.0

    @cached_property
    def utterance(self) -> Utterance:
        """The text as it is read, once."""
        return utterance(self.text, for_another=self.for_another, talked_of=self.talked_of)

    def entity(self, name: str) -> str | None:
        """The last value of an entity in the message: who corrects themselves does it at the end."""
        values = (value for entity, value in reversed(self.entities) if entity == name)
        if name == "product" and self.talked_of:
            named = {each.id for each in self.utterance.mentions("product")}
            values = (value for value in values if value in named)
        return next(values, None)


def read_turn(message: Mapping[str, Any], now: datetime, customer_id: str | None) -> Turn:
    """A message as Rasa parsed it. `now` is aware, `customer_id` verified."""
    return Turn(
        text=message.get("text") or "",
        ranking=_ranking(message),
        entities=tuple((e["entity"], str(e["value"])) for e in message.get("entities") or []),
        now=now,
        customer_id=customer_id,
        questions=tuple(_ranking(question) for question in message.get("questions") or []),
        within={
            topic: (each["question"], float(each["confidence"]))
            for topic, each in (message.get("within") or {}).items()
        },
        in_context=tuple((each["id"], float(each["confidence"])) for each in message.get("in_context") or []),
    )


def _ranking(parse: Mapping[str, Any]) -> tuple[tuple[str, float], ...]:
    ranking = ((i["name"], float(i["confidence"])) for i in parse.get("intent_ranking") or [])
    return tuple(pair for pair in ranking if pair[0] != "nlu_fallback")


def no_topic(topic: str | None) -> bool:
    """Whether a message, taken alone, asks about no topic."""
    return topic is None or not TOPICS[topic].asked


@dataclass(frozen=True)
class Services:
    """The ports a turn may use."""

    policies: PolicyBook
    orders: OrderSource
    order_timeout: float = 2.0
    """Seconds an order lookup may take before the check goes on without it."""


Answered = tuple[Reply, Memory]
"""What is said in a turn, and the memory after it."""
