"""The Chinese working calendar. Dates are days in Asia/Shanghai; `None` beyond the calendar's years."""

from __future__ import annotations

from datetime import date, timedelta

from chinese_calendar import is_workday

_DAY = timedelta(days=1)


def working_day(day: date) -> bool | None:
    """Whether people work on that day, make-up Saturdays and public holidays included."""
    try:
        return bool(is_workday(day))
    except NotImplementedError:  # the calendar of that year is not out yet
        return None


def add_working_days(day: date, days: int) -> date | None:
    """The `days`-th working day after `day`; `day` itself for zero."""
    while days > 0:
        day += _DAY
        works = working_day(day)
        if works is None:
            return None
        days -= works
    return day


def closes_books(day: date, days: int) -> bool:
    """Whether `day` lies within the last `days` working days of its month; false where that is not known."""
    later = day
    while days > 0:
        later += _DAY
        if later.month != day.month:
            return True
        works = working_day(later)
        if works is None:
            return False
        days -= works
    return False
