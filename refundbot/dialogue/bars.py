"""A circumstance that bars a refund by itself is what is answered, whatever is asked of the money beside it.

试用期里降配退差价吗: of what was never paid for no difference comes back, so that the answer on differences
would promise what nobody gets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refundbot.dialogue.situation import Situation

BARS: Mapping[tuple[str, object], str] = {
    ("origin", "trial"): "policy.gift/trial",
    ("origin", "free"): "policy.gift",
    ("origin", "gift"): "policy.gift",
    ("freeze", "police"): "rejection.reasons/frozen",
    ("state", "expired"): "policy.deadline/expired",
}
"""The topic or question that answers each: what is told here of a fact holds for all that was bought."""
OF_THE_PAID = frozenset(
    {
        *("policy.overview", "policy.subscription", "policy.five_day", "policy.used"),
        *("amount.calculation", "amount.fee", "change.configuration"),
    }
)
"""Topics that tell what comes back of what was paid for and can be returned, and nothing of anything else."""


def barred(topic: str | None, situation: Situation) -> str | None:
    """What answers a question on money that is barred by what the message tells; `None` where nothing is.

    Who was charged for it did pay, and a check hears of a bar by itself.
    """
    if topic not in OF_THE_PAID or situation.memory.check is not None or situation.chosen:
        return None
    if not situation.marks.asks or situation.marks.charged:
        return None
    told = ((fact.field, fact.value) for fact in situation.facts if not fact.problem)
    return next((BARS[fact] for fact in told if fact in BARS), None)
