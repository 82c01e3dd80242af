"""The facts of every span of a text in its role, as far as they are told of the purchase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from refundbot.understanding.facts.added import is_an_addon, is_only_the_addon
from refundbot.understanding.facts.begun import begun
from refundbot.understanding.facts.counted import BOUGHT, whole_order
from refundbot.understanding.facts.either_day import as_one_of_two
from refundbot.understanding.facts.ended import ended_coupon, is_no_end
from refundbot.understanding.facts.fact import NOT_SO, Fact
from refundbot.understanding.facts.found import Found
from refundbot.understanding.facts.in_role import InRole
from refundbot.understanding.facts.later import is_looked_forward_to, refund_day
from refundbot.understanding.facts.page import page_says
from refundbot.understanding.facts.payment import payment
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.renewed import is_of_the_first, tells_of_a_renewal
from refundbot.understanding.facts.roles.candidate import OTHER, Candidate
from refundbot.understanding.facts.roles.features import Context
from refundbot.understanding.facts.roles.model import role_model
from refundbot.understanding.facts.settling.settle import settle
from refundbot.understanding.facts.under_way import asked_at
from refundbot.understanding.facts.unpaid import was_given_up, was_paid
from refundbot.understanding.facts.whose import asides

_OF_NO_PURCHASE = frozenset({OTHER, "asked", "now"})
"""Roles of a date that is none of the purchase."""
_EVENTS = frozenset(
    {"resource_added_after_renewal", "changed_before_renewal", "pending_transaction", "freeze", "invoiced"}
)


def facts_in_roles(reading: Reading, now: datetime, asked: str | None) -> list[Fact]:
    """The facts of every span in its role; a vague date (刚买) only where no other tells the same."""
    found = Found(reading, now, asked)
    context = Context(reading, found.candidates, found.scene.events, asked)
    aside = {index for place in asides(reading) for index in place}
    told = [
        InRole(mentioned, *((OTHER, 1.0) if mentioned.candidate.start in aside else settled))
        for mentioned, (role, sure) in zip(found.mentioned, role_model().roles(context), strict=True)
        for settled in (settle(found, mentioned, role, sure),)
    ]
    dated = {
        index
        for each in told
        if each.mentioned.candidate.kind == "date" and each.role != OTHER
        for index in range(each.mentioned.candidate.start, each.mentioned.candidate.end)
    }
    facts: list[Fact] = []
    vague: list[Fact] = []
    sums: list[InRole] = []
    for each in told:
        candidate = each.mentioned.candidate
        if candidate.kind == "money":
            if dated.isdisjoint(range(candidate.start, candidate.end)):
                sums.append(each)
            continue
        if candidate.kind == "date" and _of_another_event(found, candidate, told):
            continue
        said = [
            replace(fact, confidence=min(fact.confidence, each.sure))
            for fact in found.facts(each.mentioned, each.role)
        ]
        (vague if "vague" in candidate.shape else facts).extend(said)
    facts = [
        replace(fact, value=False) if was_given_up(reading, fact) else fact
        for fact in facts
        if not (
            was_paid(reading, fact)
            or is_looked_forward_to(found, fact)
            or is_no_end(found, fact, facts, told)
        )
    ]
    facts += ended_coupon(found, told)
    heard = {fact.field for fact in facts}
    facts += [fact for fact in page_says(found.reading) if fact.field not in heard]
    facts += begun(reading, asked)
    firm = {fact.field for fact in facts}
    facts += [fact for fact in vague if fact.field not in firm]
    if "quantity" not in {fact.field for fact in facts}:
        facts += whole_order(found, told)
    facts = [
        fact
        for fact in facts
        if not (is_an_addon(found, fact, facts) or is_only_the_addon(found, fact, facts))
    ]
    facts = as_one_of_two(found, facts)
    beside = [each.mentioned for each in told if each.role in _OF_NO_PURCHASE]
    to_come = [*refund_day(found, beside)]
    starts = {fact.start for fact in to_come}
    facts += [*to_come, *asked_at(found, [each for each in beside if each.candidate.start not in starts])]
    if tells_of_a_renewal(facts):  # what was paid before is not what the renewal cost
        later = [s for s in sums if not is_of_the_first(reading, s.mentioned.candidate.start)]
        sums = later or sums
    change_failed = any(fact.field == "state" and fact.value == "change_failed" for fact in facts)
    return [*facts, *payment(found.money, sums, change_failed=change_failed)]


def _of_another_event(found: Found, date: Candidate, told: Sequence[InRole]) -> bool:
    """Whether what a clause tells of its date is no purchase: 昨天还给它加了块云硬盘."""
    first, last = found.reading.clause(date.start)
    events = [
        each.mentioned.candidate
        for each in told
        if first <= each.mentioned.candidate.start < last
        and any(fact.field in _EVENTS and fact.value not in NOT_SO for fact in each.mentioned.facts)
    ]
    if not events:
        return False
    rest = "".join(
        character
        for index, character in enumerate(found.reading.text[first:last], first)
        if not any(event.start <= index < event.end for event in events)
    )
    return BOUGHT.search(rest) is None
