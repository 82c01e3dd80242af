"""Whether what was told before stands against what is told of the same thing later."""

from __future__ import annotations

from datetime import timedelta

from refundbot.dialogue.facts import PAYMENT_PARTS
from refundbot.dialogue.state import Check
from refundbot.eligibility.case import Moment
from refundbot.eligibility.reading import moment
from refundbot.understanding.facts import Fact, Span
from refundbot.understanding.sayings import Saying
from refundbot.understanding.thresholds import SURE_OF_A_FACT

DAY = timedelta(days=1)
"""A date that tells no more than the day is exact enough to be one."""
_IN_PASSING = 0.8
"""Below it another date is none of the purchase, where the day was told exactly. Of thirteen conversations in
which one below it took the place of an exact day, it was right in one, which said that that was wrong."""
_PUT_RIGHT = 0.9
"""How sure a stretch of time has to be that takes the place of an exact day in a correction."""


def stands_against(fact: Fact, check: Check, *, corrects: bool, supposed: bool) -> bool:
    """Whether what is known of the field stays: the fact is vaguer, or a date mentioned in passing.

    What answers the question on the table is taken whatever it is, and what is `supposed` nearly so. A vague
    fact takes the place of an exact one only where it `corrects` it: 不对，去年那台花的是890 corrects no day
    of last year, and 不是续的 beside 游戏上个月关服了 none of the purchase.
    """
    if fact.field == check.asked:
        return False
    if supposed:
        return _holds_what_is_known(fact, check)
    if corrects:
        return _holds_what_is_known(fact, check) or _blurs(fact, check)
    return _vaguer(fact, check) or _is_in_passing(fact, check) or _is_a_reckoning(fact, check)


def _holds_what_is_known(fact: Fact, check: Check) -> bool:
    """Whether a date is a stretch of time, longer than a day, that the more exact one told before lies in."""
    known = check.facts.get(fact.field)
    if not isinstance(fact.value, Span) or known is None or fact.value.latest - fact.value.earliest <= DAY:
        return False
    before = moment(fact.field, known)
    within = fact.value.earliest <= before.earliest and before.latest <= fact.value.latest
    return within and before.latest - before.earliest < fact.value.latest - fact.value.earliest


def _vaguer(fact: Fact, check: Check) -> bool:
    """Whether a fact tells roughly what is known more exactly."""
    known = check.facts.get(fact.field)
    if fact.field == "provisioned_at" and isinstance(fact.value, Span) and fact.approximate:
        paid, length = check.facts.get("paid_at"), fact.value.latest - fact.value.earliest
        if paid is not None and fact.value.earliest <= (before := moment("paid_at", paid)).latest:
            return length >= before.latest - before.earliest  # 快半年了 of what was bought on the 1st of June
    if isinstance(fact.value, Span) and known is not None:
        before = moment(fact.field, known)
        within = fact.value.earliest <= before.earliest and before.latest <= fact.value.latest
        length = fact.value.latest - fact.value.earliest
        return length > (
            before.latest - before.earliest if within else max(before.latest - before.earliest, DAY)
        )
    exact = fact.field in check.said and not check.said[fact.field].approximate
    return fact.approximate and exact and fact.field in (*check.facts, *PAYMENT_PARTS)


def _blurs(fact: Fact, check: Check) -> bool:
    """Whether a stretch of time, none too surely of the purchase, is to take the place of an exact day."""
    known = _exact_day(fact.field, check)
    if known is None or not isinstance(fact.value, Span):
        return False
    return fact.value.latest - fact.value.earliest > DAY and fact.confidence < _PUT_RIGHT


def _is_in_passing(fact: Fact, check: Check) -> bool:
    """Whether another date than the exact day is rough, or hardly of the purchase: 昨天定了要迁走."""
    known = _exact_day(fact.field, check)
    if known is None or not isinstance(fact.value, Span):
        return False
    apart = fact.value.latest < known.earliest or fact.value.earliest > known.latest
    return apart and (fact.approximate or fact.confidence < _IN_PASSING)


def _is_a_reckoning(fact: Fact, check: Check) -> bool:
    """Whether what was bought for a term is only spoken of by a measure: 按小时算 tells no billing mode."""
    for_a_term = not {"term_months", "expires_at"}.isdisjoint(check.facts)
    return fact.field == "billing_mode" and for_a_term and Saying.BY_A_MEASURE.is_in(fact.text)


def _exact_day(field: str, check: Check) -> Moment | None:
    """The date known of a field, if it was surely told and is no longer than a day."""
    value, told = check.facts.get(field), check.said.get(field)
    if value is None or told is None or told.approximate or told.confidence < SURE_OF_A_FACT:
        return None
    if not isinstance(value, dict):
        return None
    known = moment(field, value)
    return known if known.latest - known.earliest <= DAY else None
