"""A message that asks several things: what is answered first, and what besides."""

from __future__ import annotations

from refundbot.catalogue import TOPICS
from refundbot.dialogue.likely import LIKELY
from refundbot.dialogue.turn import Turn
from refundbot.replies import CHECK
from refundbot.understanding.thresholds import SURE_OF_ONE


def pressing(topic: str | None, turn: Turn) -> str | None:
    """The topic to answer first: that of the whole message, or, where it is none, of its first question."""
    asked = _asked(turn)
    if topic is not None or not asked:
        return topic
    likeliest, probability = turn.ranking[0] if turn.ranking else (None, 0.0)
    checks = CHECK in asked or (likeliest == CHECK and probability >= LIKELY)
    return CHECK if checks else asked[0]


def besides(topic: str, turn: Turn) -> tuple[str, ...]:
    """The other topics that a message surely asks about, in its order, but for what a verdict tells."""
    asked = _asked(turn)
    others = tuple(each for each in asked if each not in (topic, CHECK))
    return tuple(o for o in others if not TOPICS[o].told_by_verdict) if topic == CHECK else others


def _asked(turn: Turn) -> list[str]:
    """The topics of its questions that are sure, and of which the message has a word as well.

    A question torn from its message misleads.
    """
    best = (ranking[0] for ranking in turn.questions if ranking)
    sure = (name for name, probability in best if probability >= SURE_OF_ONE)
    text = turn.utterance.normalised
    return list(dict.fromkeys(name for name in sure if TOPICS[name].heard_in(text)))
