"""Instants and intervals against limits, and calendar months. All instants are aware."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta

from refundbot.eligibility.case import Moment, PurchaseKind
from refundbot.eligibility.decision import Truth
from refundbot.policy import Policy
from refundbot.policy.model import POLICY_ZONE

_DAY = timedelta(days=1)
_MONTH = timedelta(days=1461) / 48


def passed_by(moment: Moment | None, now: datetime) -> bool | None:
    """Whether a moment lies at or before `now`; `None` where its interval straddles it."""
    if moment is None:
        return None
    if moment.latest <= now:
        return True
    return False if moment.earliest > now else None


def limit(window: str, policy: Policy) -> timedelta | None:
    """The length of a time limit given in hours; `None` where the policy does not know it."""
    hours = policy.get(window).value
    return timedelta(hours=hours) if isinstance(hours, int) else None


def within(start: Moment | None, now: datetime, window: str, policy: Policy) -> Truth:
    """Whether less time than the window (a parameter in hours) has passed since `start`.

    At exactly the limit: boundary where the sources conflict about it (five days: S1 against S28),
    otherwise failed. An interval that straddles the limit is unknown, and never made exact.
    """
    length = limit(window, policy)
    if start is None or length is None:
        return Truth.UNKNOWN

    def at(instant: datetime) -> Truth:
        elapsed = now - instant
        if elapsed == length and policy.get(window).conflict is not None:
            return Truth.BOUNDARY
        return Truth.PASSED if elapsed < length else Truth.FAILED

    first, last = at(start.earliest), at(start.latest)
    return first if first is last else Truth.UNKNOWN


def add_months(instant: datetime, months: int) -> datetime:
    """The same day and time `months` later; the last day of the month where that day does not exist."""
    year, month = divmod(instant.year * 12 + instant.month - 1 + months, 12)
    day = min(instant.day, calendar.monthrange(year, month + 1)[1])
    return instant.replace(year=year, month=month + 1, day=day)


def term_end(start: datetime, months: int, kind: PurchaseKind | None) -> datetime:
    """The last second of the day on which a term ends, as the pages' examples show it (S2, S43).

    A renewal that begins with a day takes up what ended with the day before, and ends as that did.
    """
    local = start.astimezone(POLICY_ZONE)
    if kind is PurchaseKind.RENEWAL and local.hour == 0:
        local -= timedelta(hours=1)
    return end_of_day(add_months(local, months))


def term_between(start: datetime, end: datetime) -> int | None:
    """The months of a first term that began at `start` and ends on the day of `end`, give or take a day.

    `None` where it is no whole number of months.
    """
    months = round((end_of_day(end) - start) / _MONTH)
    known = months > 0 and abs(term_end(start, months, None) - end_of_day(end)) <= _DAY
    return months if known else None


def end_of_day(instant: datetime) -> datetime:
    """The last second of a day of Asia/Shanghai, through which what expires on it is in effect (S2)."""
    return instant.astimezone(POLICY_ZONE).replace(hour=23, minute=59, second=59, microsecond=0)
