"""What the questions of the check are answered with, and what each meaning tells of the case."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from refundbot.understanding.facts.answered.model import NOTHING, answer_model
from refundbot.understanding.facts.fact import Fact, Value
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.thresholds import SURE_OF_AN_ANSWER, SURE_OF_AN_ANSWER_THAT_ASKS

Meant = tuple[tuple[str, Value, bool], ...]
"""Fields of the case, their values, and whether these are told only about."""

WITH_THE_PAYMENT = ("when_paid", "same_day")
"""The meanings by which something was opened at once or on the same day as it was paid."""
MEANINGS: Mapping[str, Mapping[str, Meant]] = {
    "quota_left": {
        "unused": (("quota_left", 1, True), ("quota_used", 0, False)),
        "some": (),
        "none": (("quota_left", 0, False),),
    },
    "purchase_kind": {kind: (("purchase_kind", kind, False),) for kind in ("new", "renewal")},
    "state": {"in_effect": (("state", "in_effect", False),), "not_in_effect": (), "expired": ()},
    "billing_mode": {mode: (("billing_mode", mode, False),) for mode in ("subscription", "pay_per_use")},
    "provisioned_at": {**dict.fromkeys(WITH_THE_PAYMENT, ()), "not_yet": ()},
    "pending_transaction": {
        "there": (),
        "none": (("pending_transaction", False, False),),
    },
}
"""For each field that is asked for: what an answer may mean beside that one does not know, or nothing.

What the rules hear as well as any tells nothing here: 还有两个问题 counts no quota."""
_OF_BENEFITS = "benefits_used"
"""What was used of a plan tells nothing of the quota."""
LONGEST = 40
"""Characters up to which a message is taken for an answer as a whole."""


def meaning(reading: Reading, asked: str) -> str | None:
    """What a message most likely answers to the question about the field `asked`; `None` if that is not sure.

    >>> from refundbot.understanding.facts.reading import read
    >>> meaning(read("谁退过呀，头一遭用"), "quota_left"), meaning(read("那多久到账"), "quota_left")
    ('unused', None)
    """
    said = _heard(reading, asked)
    return None if said is None or said[0] == NOTHING else said[0]


def facts_meant(reading: Reading, asked: str, heard: AbstractSet[str]) -> list[Fact]:
    """What it tells of the case, beside the fields of which the rules heard something."""
    said = _heard(reading, asked)
    if said is None or (asked == "quota_left" and _OF_BENEFITS in heard):
        return []
    meant, sure = said
    text, told = reading.whole, MEANINGS[asked].get(meant, ())
    start = len(text) - len(text.lstrip())
    end = max(start, len(text.rstrip()))
    return [
        replace(reading.fact(field, value, start, end, roughly), confidence=sure)
        for field, value, roughly in told
    ]


def _heard(reading: Reading, asked: str) -> tuple[str, float] | None:
    if asked not in MEANINGS or len(reading.whole) > LONGEST:
        return None
    meant, sure = answer_model()[asked].meaning(reading.whole)
    enough = (
        SURE_OF_AN_ANSWER_THAT_ASKS
        if reading.whole.rstrip().endswith(("?", "吗", "呢"))
        else SURE_OF_AN_ANSWER
    )
    return (meant, sure) if sure >= enough else None
