"""Which of several purchases of a kind a message points at: by its place, or by what was told of it."""

from __future__ import annotations

from datetime import datetime

from refundbot.dialogue.apart import is_told_again
from refundbot.dialogue.facts import plainly
from refundbot.dialogue.state import Check, Memory
from refundbot.understanding.pointing import place_of, points_at_one, points_by_description
from refundbot.understanding.utterance import Utterance


def pointed_at(memory: Memory, said: Utterance, now: datetime) -> Check | None:
    """The purchase of the product talked of that is meant by 第一台, 前面那台 or 昨天买的那台."""
    check = memory.check
    if check is None or said.marks.corrects:
        return None
    of_a_kind = [each for each in memory.purchases if _product(each) == _product(check)]
    place = place_of(said.normalised)
    if place is not None and len(of_a_kind) > 1:
        place = of_a_kind.index(check) - 1 if place < 0 else place
        return of_a_kind[place] if 0 <= place < len(of_a_kind) else None
    if not (points_by_description(said.reading) or points_at_one(said.normalised)):
        return None
    told = plainly(said.facts(now))
    meant = [each for each in of_a_kind if is_told_again(each.facts, told)]
    return meant[0] if len(meant) == 1 else None


def _product(check: Check) -> object:
    return check.facts.get("product")
