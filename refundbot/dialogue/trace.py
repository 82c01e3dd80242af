"""Why a turn was answered as it was: the move that was made, those that were not, and what they read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import takewhile

from refundbot.dialogue.facts import plain
from refundbot.dialogue.moves import MOVES, Move
from refundbot.dialogue.situation import Situation
from refundbot.understanding import thresholds


@dataclass(frozen=True)
class Evidence:
    """A fact that was heard, and where: `text` are the customer's words, `clause` what they stand in."""

    field: str
    value: object
    text: str
    clause: str
    approximate: bool
    problem: str | None


@dataclass(frozen=True)
class Trace:
    """What was chosen in a turn, and why."""

    move: str
    did_not_hold: tuple[str, ...]
    """The moves before it, in their order."""
    alone: str | None
    """The topic of the message taken alone."""
    topic: str | None
    """The topic in the light of the conversation."""
    question: str | None
    """The question of the topic that is likeliest; `None` where the topic itself is."""
    question_confidence: float
    """How likely that question is among those of the topic."""
    marks: tuple[str, ...]
    facts: tuple[Evidence, ...]
    ranking: tuple[tuple[str, float], ...]
    """Intents and their probabilities, best first."""
    thresholds: dict[str, float]

    def to_json(self) -> dict[str, object]:
        """A JSON object."""
        return asdict(self)


def traced(situation: Situation, move: Move) -> Trace:
    """The trace of a turn in which `move` was made."""
    question, confidence = situation.turn.within.get(situation.topic or "", (None, 0.0))
    before = takewhile(lambda other: other is not move, MOVES)
    return Trace(
        move=move.name,
        did_not_hold=tuple(other.name for other in before),
        alone=situation.alone,
        topic=situation.topic,
        question=question,
        question_confidence=confidence,
        marks=situation.marks.borne(),
        facts=tuple(_evidence(situation)),
        ranking=situation.turn.ranking,
        thresholds={
            "asks_back_below": thresholds.ASKS_BACK_BELOW,
            "candidate_from": thresholds.CANDIDATE_FROM,
            "sure_of_a_question": thresholds.SURE_OF_A_QUESTION,
            "sure_of_one": thresholds.SURE_OF_ONE,
        },
    )


def _evidence(situation: Situation) -> list[Evidence]:
    utterance = situation.turn.utterance
    return [
        Evidence(
            fact.field, plain(fact.value), fact.text, utterance.clause(fact), fact.approximate, fact.problem
        )
        for fact in situation.facts
    ]
