"""Days in Asia/Shanghai, by which the desk counts and searches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_

from refundbot.settings import SHANGHAI

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
"""Before and after which nothing can have happened."""


@dataclass(frozen=True)
class Span:
    """From the midnight at which `first` begins to that at which `last` ends, in Asia/Shanghai."""

    first: date
    last: date

    @classmethod
    def read(cls, first: str | None, last: str | None, today: date) -> Span:
        """The days as a query names them (ISO 8601), in either order; else `last` alone, or up to today.

        Raises:
            ValueError: one of them is no day.
        """
        end = today if last is None else _day(last)
        begin = end if first is None else _day(first)
        return cls(min(begin, end), max(begin, end))

    def contains(self, instant: datetime) -> bool:
        """Whether an aware instant lies within."""
        return _midnight(self.first) <= instant < _midnight(self.last + timedelta(days=1))

    def holds(self, instant: Any) -> Any:
        """That an instant of a row lies within."""
        return and_(instant >= _midnight(self.first), instant < _midnight(self.last + timedelta(days=1)))


def _day(text: str) -> date:
    return min(max(date.fromisoformat(text), EARLIEST), LATEST)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
