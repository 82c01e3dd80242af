"""A purchase that has ended: what answers who asks for its data, or thinks of renewing it first."""

from __future__ import annotations

from refundbot.dialogue.state import Memory
from refundbot.dialogue.turn import Turn
from refundbot.eligibility.case import PurchaseKind, ResourceState
from refundbot.eligibility.reading import moment
from refundbot.understanding.sayings import Saying

ONCE_RENEWED = "policy.renewal/started"
"""What answers who would renew what ended, and give it back then."""


def of_what_ended(topic: str | None, turn: Turn, memory: Memory) -> str | None:
    """What answers who asks of a purchase that has ended for its data, or thinks of renewing it first."""
    if would_be_renewed(turn, memory):
        return ONCE_RENEWED
    return "policy.deadline/grace" if topic == "process.data" and _has_ended(turn, memory) else None


def would_be_renewed(turn: Turn, memory: Memory) -> bool:
    """Whether it is thought of renewing a purchase that has ended, which tells nothing of the case."""
    if not (_has_ended(turn, memory) and Saying.RENEWS_FIRST.is_in(turn.utterance.normalised)):
        return False
    return all(fact.field != "paid_at" for fact in turn.utterance.facts(turn.now))  # 昨天续完就想退 was done


def _has_ended(turn: Turn, memory: Memory) -> bool:
    """Whether what is talked of is said to have ended, or its last day is past, and was not renewed."""
    if memory.check is None:
        return False
    facts = memory.check.facts
    if facts.get("state") == ResourceState.EXPIRED.value:
        return True
    ends = facts.get("expires_at")
    renewed = facts.get("purchase_kind") == PurchaseKind.RENEWAL.value
    return ends is not None and not renewed and moment("expires_at", ends).latest < turn.now
