"""What a message asks after an answer: read alone, and read together with the question that was answered.

The two readings are experts that have to agree: their probabilities are multiplied, and what belongs to the
topic that was answered is likelier beforehand. What was answered is not asked again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from refundbot.catalogue.model import GENERAL, topic_of

SAME_TOPIC = 2.0
"""How much likelier (as a logarithm) something of the topic is that was answered; found with `FLOOR`."""
FLOOR = 1e-3
"""What a reading leaves to what it finds impossible, so that the other one is still heard."""

Shares = Mapping[str, Mapping[str, float]]
"""The questions of each topic with their probabilities within it."""


def asked(topics: Mapping[str, float], within: Shares) -> dict[str, float]:
    """The probability of each question, and of each topic as a whole, by id."""
    told: dict[str, float] = {}
    for topic, probability in topics.items():
        for question, share in within.get(topic, {f"{topic}/{GENERAL}": 1.0}).items():
            told[question.removesuffix(f"/{GENERAL}")] = probability * share
    return told


def in_context(alone: Mapping[str, float], together: Mapping[str, float], answered: str) -> dict[str, float]:
    """The probability of each id but that of the question `answered`, by both readings."""
    scores = {
        id: math.sqrt((probability + FLOOR) * (together[id] + FLOOR))
        * (math.exp(SAME_TOPIC) if topic_of(id) == topic_of(answered) else 1.0)
        for id, probability in alone.items()
        if id != answered
    }
    total = sum(scores.values())
    return {id: score / total for id, score in scores.items()}
