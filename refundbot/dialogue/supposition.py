"""What of the facts of a message is only supposed, in the light of what was told before."""

from __future__ import annotations

from refundbot.dialogue.facts import MEANT_FOR, plain
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Turn
from refundbot.understanding.facts import Fact
from refundbot.understanding.facts.later import PUT_OFF


def is_supposed(fact: Fact, turn: Turn, check: Check | None) -> bool:
    """Whether a fact is supposed; what differs from what was told is, in a sentence that supposes."""
    if fact.field == MEANT_FOR and fact.value in PUT_OFF:
        return True
    known = None if check is None else check.facts.get(fact.field)
    differs = known is not None and known != plain(fact.value)
    said = turn.utterance
    return said.supposed(fact) or (differs and said.beside_a_supposition(fact))


def is_put_aside(fact: Fact, turn: Turn, check: Check | None) -> bool:
    """Whether a fact is only supposed, and no variation of a case that was decided is asked for.

    Nothing supposed takes the place of what was told, nor does it become a fact of a check that runs; but a
    day that is supposed for the refund is as good as planned.
    """
    if not is_supposed(fact, turn, check):
        return False
    if turn.utterance.dismisses:
        return True
    if check is None or fact.field in (check.asked, MEANT_FOR):
        return False
    return check.running or (check.heard and check.facts.get(fact.field) is not None)
