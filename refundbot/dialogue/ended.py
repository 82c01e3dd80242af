"""A purchase that has ended: what answers who asks for its data, or thinks of renewing it first."""

from __future__ import annotations

from refundbot.dialogue.state import Memory
from refundbot.dialogue.turn import Turn
from refundbot.eligibility.case import ResourceState
from refundbot.understanding.sayings import Saying

ONCE_RENEWED = "policy.renewal/started"
"""What answers who would renew what ended, and give it back then."""


def of_what_ended(topic: str | None, turn: Turn, memory: Memory) -> str | None:
    """What answers who asks of a purchase that has ended for its data, or thinks of renewing it first."""
    if would_be_renewed(turn, memory):
        return ONCE_RENEWED
    return "policy.deadline/grace" if topic == "process.data" and _has_ended(memory) else None


def would_be_renewed(turn: Turn, memory: Memory) -> bool:
    """Whether it is thought of renewing a purchase that has ended, which tells nothing of the case."""
    return _has_ended(memory) and Saying.RENEWS_FIRST.is_in(turn.utterance.normalised)


def _has_ended(memory: Memory) -> bool:
    return memory.check is not None and memory.check.facts.get("state") == ResourceState.EXPIRED.value
