"""Stretches of days and minutes in Asia/Shanghai, and stepping back by units of time."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import floor
from zoneinfo import ZoneInfo

from refundbot.understanding.facts.fact import Span

SHANGHAI = ZoneInfo("Asia/Shanghai")
_FAR = Decimal(100)
"""Years beyond which nobody counts back."""
_PER_DAY = {
    "second": Decimal(86400),
    "minute": Decimal(1440),
    "hour": Decimal(24),
    "day": Decimal(1),
    "week": Decimal(1) / 7,
}


@dataclass(frozen=True)
class When:
    """When something happened, as far as the words tell; `problem` says why they tell nothing."""

    span: Span | None
    approximate: bool = False
    problem: str | None = None


IMPOSSIBLE = When(None, problem="impossible_date")
TOO_VAGUE = When(None, problem="too_vague")


def whole_days(first: date, last: date, approximate: bool | None = None) -> When:
    """From the start of `first` to the last second of `last`; approximate where it is more than one day."""
    start, end = (
        datetime.combine(first, time.min, SHANGHAI),
        datetime.combine(last, time(23, 59, 59), SHANGHAI),
    )
    return When(Span(start, end), first != last if approximate is None else approximate)


def minutes(day: date, first: int, last: int, approximate: bool = False) -> When:
    """From minute `first` of a day to the last second before minute `last`, which may be of the next day."""
    midnight = datetime.combine(day, time.min, SHANGHAI)
    latest = midnight + timedelta(minutes=last) - timedelta(seconds=1)
    return When(Span(midnight + timedelta(minutes=first), latest), approximate)


def month(year: int, number: int, first: int = 1, last: int = 31) -> tuple[date, date]:
    """Days `first` to `last` of a month; its `number` may count on over either end of the year."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    length = monthrange(year, number)[1]
    return date(year, number, min(first, length)), date(year, number, min(last, length))


def behind(first: datetime, last: datetime) -> Span:
    """When what ends from `first` to `last` is over: what ends on a day is there until it is over (S2)."""
    begins, ends = (each.astimezone(SHANGHAI) for each in (first, last))
    if begins.time() != time.min or ends.time() < time(23, 59):
        return Span(begins, ends)  # an hour was told
    return Span(
        *(datetime.combine(each.date() + timedelta(days=1), time.min, SHANGHAI) for each in (begins, ends))
    )


def back(moment: datetime, count: Decimal, unit: str) -> datetime:
    """`moment` less `count` (negative: plus) times `unit`: second, minute, hour, day, week, month or year.

    Months are of the calendar; a part of one counts in thirtieths. A hundred years is the most.
    """
    if unit == "year":
        count, unit = count * 12, "month"
    if unit == "month":
        count = max(min(count, _FAR * 12), -_FAR * 12)
        whole = floor(count)
        first = month(moment.year, moment.month - whole)[0]
        day = min(moment.day, monthrange(first.year, first.month)[1])
        there = moment.replace(year=first.year, month=first.month, day=day)
        return there - timedelta(days=float((count - whole) * 30))
    days = max(min(count / _PER_DAY[unit], _FAR * 365), -_FAR * 365)
    return moment - timedelta(seconds=round(days * 86400))
