"""What an unclear message is likely to ask, where its likely topics agree or one of them stands out."""

from __future__ import annotations

from refundbot.catalogue import TOPICS, Topic
from refundbot.dialogue.turn import Turn
from refundbot.replies import CHECK
from refundbot.understanding.thresholds import CANDIDATE_FROM

LIKELY = 0.45
"""Probability from which on the likeliest topic is answered, if all others agree or are far behind."""
FAR_BEHIND = 5.0
"""By how much the likeliest topic is likelier than one that is far behind."""
TOGETHER = 0.8
"""Probability of a group of topics from which on the likeliest of them is answered."""
AHEAD = 1.9
"""By how much the likeliest topic is ahead where a question on the table is interrupted."""

Ranked = list[tuple[str, float]]


def likely(turn: Turn) -> Ranked:
    """The topics that may be meant, and how probably, the likeliest first."""
    return [(name, p) for name, p in turn.ranking if p >= CANDIDATE_FROM and name in TOPICS]


def supposed(turn: Turn) -> str | None:
    """What is not refunded, where likely that or why it was refused is asked, and only supposed."""
    of_refusals = {name for name, _ in likely(turn)} == {"rejection.reasons", "policy.non_refundable"}
    return "policy.non_refundable" if of_refusals and turn.utterance.marks.supposes else None


def of_a_kind(turn: Turn) -> str | None:
    """The likeliest topic where all likely ones ask whether a kind of purchase that is named is refunded."""
    found = likely(turn)
    if not found or not turn.utterance.mentions("product") or not turn.utterance.marks.asks:
        return None
    best, probability = found[0]
    alike = all(TOPICS[name].gives_way or name == CHECK for name, _ in found) and TOPICS[best].of_a_kind
    return best if alike and probability >= LIKELY else None


def standing_out(turn: Turn) -> str | None:
    """The likeliest topic where all others are far behind, or likely only together with its own group."""
    best, probability, next_best = _best(turn)
    if best is None or best.kind != "answer" or probability < LIKELY:
        return None
    group = sum(p for name, p in turn.ranking if name in TOPICS and TOPICS[name].group == best.group)
    return best.id if probability >= FAR_BEHIND * next_best or group >= TOGETHER else None


def interrupting(turn: Turn) -> str | None:
    """What a question asks that is no answer to the one on the table, told by less than elsewhere."""
    best, probability, next_best = _best(turn)
    asked = best is not None and best.kind == "answer" and probability >= LIKELY
    return best.id if best and asked and probability >= AHEAD * next_best else None


def _best(turn: Turn) -> tuple[Topic | None, float, float]:
    """The likeliest topic, its probability and that of the next one."""
    ranked = [(name, p) for name, p in turn.ranking if name in TOPICS]
    if not ranked:
        return None, 0.0, 0.0
    return TOPICS[ranked[0][0]], ranked[0][1], ranked[1][1] if len(ranked) > 1 else 0.0
