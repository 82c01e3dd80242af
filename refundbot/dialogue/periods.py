"""The two periods of what was renewed before it ended: the one in use, and the renewal that takes it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from refundbot.dialogue.apart import BEGINS
from refundbot.dialogue.facts import case_of, end_by_term, plain, plainly
from refundbot.dialogue.standing import DAY
from refundbot.dialogue.state import Check
from refundbot.dialogue.taking import take
from refundbot.dialogue.turn import Turn
from refundbot.eligibility.case import BillingMode, Moment, PurchaseKind, ResourceState
from refundbot.eligibility.reading import moment
from refundbot.understanding.facts import Fact, Span
from refundbot.understanding.facts.renewed import tells_of_a_renewal
from refundbot.understanding.sayings import Saying
from refundbot.understanding.told_apart import of_all, of_either_period, of_one_kind
from refundbot.understanding.utterance import utterance

IN_USE: Mapping[str, object] = {
    "billing_mode": BillingMode.SUBSCRIPTION.value,
    "purchase_kind": PurchaseKind.NEW.value,
    "state": ResourceState.IN_EFFECT.value,
}
"""What is known of a period that a renewal takes up."""


def in_use_before(renewal: Check) -> Check:
    """The period in use before a renewal, which ends where that begins."""
    facts = {**IN_USE, "product": renewal.facts["product"]}
    if "effective_at" in renewal.facts:
        begins = moment("effective_at", renewal.facts["effective_at"])
        one_day = begins.latest - begins.earliest < DAY  # it begins with the day
        facts["expires_at"] = plain(Span(begins.earliest, begins.earliest if one_day else begins.latest))
    return Check(facts=facts)


def told_apart(turn: Turn, check: Check, number: int) -> tuple[tuple[Fact, ...], Check, Check] | None:
    """The facts and the check of a renewal, and the check of the period in use, where both go back.

    Both are told of in message `number`: 5月30号买的一个月100，6月20号又续了一个月，都退.
    """
    said = turn.utterance
    both = of_all(said.normalised) or Saying.BOTH_PERIODS.is_in(said.normalised)
    if not both or len(of_one_kind(said.reading)) > 1:
        return None
    first, renewed = of_either_period(said.reading)
    of_the_first, of_the_renewal = (utterance(text).facts(turn.now) for text in (first, renewed))
    first_told = plainly(of_the_first)
    product = plainly(said.facts(turn.now)).get("product", check.facts.get("product"))
    if product is None or BEGINS.isdisjoint(first_told) or not tells_of_a_renewal(of_the_renewal):
        return None
    own = tuple(fact for fact in of_the_first if fact.field not in IN_USE)
    in_use = take(Check(facts={**IN_USE, "product": product}, place=1), own, turn.now, number)
    ends = end_by_term(case_of(in_use, turn.now))
    if ends is None or ends.earliest <= turn.now:
        return None
    told = plainly(of_the_renewal)
    if "quantity" in plainly(said.facts(turn.now)) or not _takes_up(told.get("effective_at"), ends):
        return None
    begins = {"effective_at": plain(Span(ends.earliest, ends.latest))}
    renewal = replace(check, facts={**begins, **check.facts, "product": product})
    return tuple(fact for fact in of_the_renewal if fact.field != "product"), renewal, in_use


def _takes_up(begins: object, ends: Moment) -> bool:
    """Whether a renewal that begins then, if that is told, takes up what ends at that time."""
    if begins is None:
        return True
    known = moment("effective_at", begins)
    return known.earliest - DAY <= ends.latest and ends.earliest <= known.latest + DAY
