"""One more purchase of the kind that is talked of, told in a message of its own: 另外那台是3月买的."""

from __future__ import annotations

from collections.abc import Iterable

from refundbot.dialogue.apart import BEGINS, TELLS_APART, are_two
from refundbot.dialogue.facts import plainly
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.turn import Turn
from refundbot.understanding.facts import Fact
from refundbot.understanding.goes_back import is_told_beside
from refundbot.understanding.sayings import Saying
from refundbot.understanding.several import tells_of_the_rest
from refundbot.understanding.told_apart import of_one_kind

_TOLD_OF_A_PURCHASE = (BEGINS, {"paid_amount"}, {"billing_mode", "term_months"})
"""When it was bought, for how much, and on what terms."""
_OF_ALL = frozenset({"product", "quantity", "quota_left"})
"""What is told of several things together."""
ENOUGH = 2
"""Of these, so that something is a purchase to be looked at, though nobody said that there is another."""


def brings_one_more(turn: Turn, memory: Memory) -> bool:
    """Whether what a message tells of another one is told for that to be looked at too, not in passing."""
    check, said = memory.check, turn.utterance
    named = said.marks.another_one or tells_of_the_rest(said.normalised)
    if check is None or not named or said.asks_of_anothers or said.marks.corrects:
        return False
    if is_told_beside(said.reading) or Saying.REFUNDED_BEFORE.is_in(said.normalised):
        return False
    told = {fact.field for fact in said.facts(turn.now)}
    if the_other(memory, check.facts.get("product"), ()) is not None:
        return not TELLS_APART.isdisjoint(told)
    return sum(not told.isdisjoint(each) for each in _TOLD_OF_A_PURCHASE) >= ENOUGH


def is_the_first_told_of(turn: Turn, check: Check | None) -> bool:
    """Whether the other one is that of the check, of which nothing else was told: 另一个是2月3号买的."""
    said = turn.utterance
    if check is None or check.of_another or said.mentions("product") or said.asks_of_anothers:
        return False
    return check.facts.keys() <= _OF_ALL


def tells_of_one_beside(turn: Turn) -> bool:
    """Whether a message tells of another one that it stays as it is: 另外那台是按需的，不退."""
    said = turn.utterance
    named = said.marks.another_one or tells_of_the_rest(said.normalised)
    beside = (named and is_told_beside(said.reading)) or said.only_of_what_stays
    return beside and not said.mentions("product")


def tells_of_another(turn: Turn, check: Check) -> bool:
    """Whether a message tells of one of several what the one of a check cannot have: 另有一台3月买的."""
    one = len(of_one_kind(turn.utterance.reading)) > 1
    return one and are_two(check.facts, plainly(turn.utterance.facts(turn.now)))


def is_begun(check: Check, memory: Memory) -> bool:
    """Whether a check is of the next of a kind, of which nothing was told yet: 另外那台 is that one."""
    of_a_kind = any(each.facts.get("product") == check.facts.get("product") for each in memory.former)
    return check.running and of_a_kind and TELLS_APART.isdisjoint(check.facts)


def the_other(memory: Memory, product: object, facts: Iterable[Fact]) -> Check | None:
    """The purchase among those that wait, of one product, that the facts may be of."""
    told = plainly(facts)
    same = (check for check in memory.waiting if check.facts.get("product") == product)
    return next((check for check in same if not are_two(check.facts, told)), None)
