"""How much of the paid period is used up: hours, as the unsubscription pages count them (S2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import product

from refundbot.eligibility.case import Case, Moment, PurchaseKind
from refundbot.eligibility.decision import Unknown
from refundbot.eligibility.moments import end_of_day, term_end
from refundbot.policy import Policy
from refundbot.policy.model import POLICY_ZONE

COUNTING: dict[str, str] = {
    "formulas.granularity": "hour",
    "formulas.rounding_start": "floor",
    "formulas.rounding_end": "floor",
}
"""The rule of counting that is implemented here, as the policy spells it."""
LAST_SECOND_RULE = "formulas.last_second_counts_as_next_day"
_LAST_SECOND = time(23, 59, 59)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Share:
    """The consumed share of a period, between `lowest` and `highest` (0 to 1), or why it is not known.

    As fractions, so that nothing is rounded before an amount is multiplied by them.
    """

    lowest: Fraction | None
    highest: Fraction | None
    unknown: Unknown | None = None
    assumptions: tuple[str, ...] = ()
    """Facts that were presumed to compute it."""


def whole_hours(start: datetime, end: datetime) -> int:
    """Hours from `start` to `end` (aware), both rounded down to the hour in Asia/Shanghai (S2)."""
    return (floor_hour(end) - floor_hour(start)) // _HOUR


def closing(end: datetime, policy: Policy) -> datetime:
    """The end of a period as counted: a last second of a day means the midnight that follows (S2)."""
    local = end.astimezone(POLICY_ZONE)
    if policy.get(LAST_SECOND_RULE).value is True and local.time() == _LAST_SECOND:
        return local + timedelta(seconds=1)
    return local


def period_start(case: Case) -> tuple[Moment | None, tuple[str, ...]]:
    """When the paid period began, and the facts presumed for it.

    A renewal begins when it takes effect; a first purchase when it takes effect, is provisioned or, for
    want of better, is paid.
    """
    if case.effective_at is not None:
        return case.effective_at, ()
    if case.purchase_kind is PurchaseKind.RENEWAL:
        return None, ()
    kind = () if case.purchase_kind else ("purchase_kind",)
    if case.provisioned_at is not None:
        return case.provisioned_at, kind
    return case.paid_at, (*kind, "provisioned_at")


def consumed_share(case: Case, policy: Policy) -> Share:
    """Used hours over hours bought at the time of the request (S2, S4).

    With a rough date, the bounds are those of its interval; a rough start whose end follows from the term
    gives bounds only within one day, since months differ in length.
    """
    if any(policy.get(id).value != value for id, value in COUNTING.items()):
        return Share(None, None, Unknown.DURATION_RULE)
    start, assumptions = period_start(case)
    if start is None:
        return Share(None, None, Unknown.START)
    starts = {start.earliest, start.latest}
    if case.expires_at is not None:
        periods = tuple(product(starts, _ends(case.expires_at)))
    elif case.term_months is None:
        return Share(None, None, Unknown.END)
    elif _day(start.earliest) == _day(start.latest):
        assumptions = (*assumptions, "expires_at")
        periods = tuple((begin, term_end(begin, case.term_months, case.purchase_kind)) for begin in starts)
    else:
        return Share(None, None, Unknown.DATE_INEXACT)
    shares = [_share(begin, end, case.requested_at, policy) for begin, end in periods]
    if None in shares:
        return Share(None, None, Unknown.END)
    known = [share for share in shares if share is not None]
    lowest, highest = min(known), max(known)
    return Share(lowest, highest, None if lowest == highest else Unknown.DATE_INEXACT, assumptions)


def _ends(end: Moment) -> set[datetime]:
    """When a period may end: with the last second of a day that is told (S2), or within an hour that is."""
    first, last = (bound.astimezone(POLICY_ZONE) for bound in (end.earliest, end.latest))
    whole_days = first.time() == time() and last == end_of_day(last)
    return {end_of_day(first), last} if whole_days else {first, last}


def _share(start: datetime, end: datetime, now: datetime, policy: Policy) -> Fraction | None:
    total = whole_hours(start, closing(end, policy))
    if total <= 0:
        return None
    used = min(max(whole_hours(start, now), 0), total)
    return Fraction(used, total)


def floor_hour(instant: datetime) -> datetime:
    """The full hour at or before an aware instant, in Asia/Shanghai."""
    return instant.astimezone(POLICY_ZONE).replace(minute=0, second=0, microsecond=0)


def _day(instant: datetime) -> date:
    return instant.astimezone(POLICY_ZONE).date()
