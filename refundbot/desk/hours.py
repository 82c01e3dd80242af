"""When agents are on duty, as the operator says: every day or on working days, from one time to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from refundbot.eligibility.working_days import working_day
from refundbot.settings import SHANGHAI

_SATURDAY = 5


@dataclass(frozen=True)
class Hours:
    """Business hours in Asia/Shanghai; `closes` lies later in the day than `opens`."""

    working_days_only: bool
    opens: time
    closes: time

    @classmethod
    def read(cls, text: str) -> Hours:
        """The hours as REFUNDBOT_HOURS writes them: `workdays 09:00-18:00`. The setting has been checked."""
        days, _, times = text.partition(" ")
        opens, _, closes = times.partition("-")
        return cls(days == "workdays", time.fromisoformat(opens), time.fromisoformat(closes))

    def hold(self, now: datetime) -> bool:
        """Whether an aware instant lies within them."""
        there = now.astimezone(SHANGHAI)
        return self._has(there.date()) and self.opens <= there.time() < self.closes

    def next_opening(self, now: datetime) -> datetime:
        """The first opening after an aware instant."""
        there = now.astimezone(SHANGHAI)
        day = there.date() + timedelta(days=there.time() >= self.opens)
        while not self._has(day):
            day += timedelta(days=1)
        return datetime.combine(day, self.opens, SHANGHAI)

    def _has(self, day: date) -> bool:
        if not self.working_days_only:
            return True
        works = working_day(day)
        # Of a year whose calendar is not out yet no holiday is known.
        return day.weekday() < _SATURDAY if works is None else works
