"""A message that asks several things: what is answered first, and what besides."""

from __future__ import annotations

from refundbot.dialogue.turn import Turn
from refundbot.replies import CHECK, TOPICS

SURE = 0.6
"""Probability from which a question of several is answered without being asked back."""
NO_QUESTIONS = ("smalltalk.", "out_of_scope", "support.handoff")
IN_A_VERDICT = ("policy.", "amount.", "payout.", "rejection.", "process.apply", "process.find_entry")
"""Topics that a verdict tells of the customer's own case."""


def pressing(topic: str | None, turn: Turn) -> str | None:
    """The topic to answer first: that of the whole message, or, where it is none, of its first question."""
    asked = _asked(turn)
    if topic is not None or not asked:
        return topic
    return CHECK if CHECK in asked else asked[0]


def besides(topic: str, turn: Turn) -> tuple[str, ...]:
    """The other topics that a message surely asks about, in its order."""
    asked = _asked(turn)
    if topic not in asked:
        return ()
    others = tuple(each for each in asked if each not in (topic, CHECK))
    return tuple(o for o in others if not o.startswith(IN_A_VERDICT)) if topic == CHECK else others


def _asked(turn: Turn) -> list[str]:
    best = [ranking[0] for ranking in turn.questions if ranking]
    sure = (name for name, share in best if share >= SURE and name in TOPICS)
    return list(dict.fromkeys(name for name in sure if not name.startswith(NO_QUESTIONS)))
