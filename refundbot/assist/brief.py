"""A conversation in one row: what it is about, how the case stands, and how the customer feels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from refundbot import replies
from refundbot.assist.question import is_answered, weight
from refundbot.assist.settled import Settled, settled
from refundbot.dialogue import Memory, Turn, case_of
from refundbot.policy import Policy

Mood = Literal["upset", "hurried"]

HURRIED_FROM = 2
"""Calls and the like since the question, from which on the customer is in a hurry."""


@dataclass(frozen=True)
class Brief:
    """Titles in Chinese; `None` where there is nothing to say."""

    topic: str | None = None
    verdict: str | None = None
    amount: str | None = None
    """What would be refunded, in words; `None` where it is not known."""
    mood: Mood | None = None


def brief(
    question: Turn | None, later: Sequence[Turn], memory: Memory, policy: Policy, now: datetime
) -> Brief:
    """A conversation in brief: its open question, what was said since, and the memory after all of it."""
    case = Settled() if memory.check is None else settled(case_of(memory.check, now), policy)
    topic = None if question is None else _topic(question)
    return Brief(topic, case.verdict, case.amount, _mood(question, later))


def _topic(question: Turn) -> str | None:
    likeliest = next((topic for topic, _ in question.ranking if is_answered(topic)), None)
    return likeliest and replies.title(likeliest)


def _mood(question: Turn | None, later: Sequence[Turn]) -> Mood | None:
    said = [*([question] if question else ()), *later]
    if any(turn.utterance.marks.protests or turn.utterance.marks.complains for turn in said):
        return "upset"
    calls = sum(weight(turn) != "asks" for turn in later)
    return "hurried" if calls >= HURRIED_FROM else None
