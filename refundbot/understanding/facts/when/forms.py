"""What a reader of one form of date works with: the text, the present day, and which year is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from refundbot.understanding.facts.when.clock import CLOCK, at_clock, told
from refundbot.understanding.facts.when.spans import IMPOSSIBLE, When, month, whole_days
from refundbot.understanding.text.numerals import number

Lean = Literal["past", "near", "future"]
"""Which one a date without a year is: the latest begun, the nearest, or the next not over."""


@dataclass(frozen=True)
class DateMention:
    """A date in a text. `needs_verb`: it counts only beside a word such as 买 (18号, 11.2)."""

    start: int
    end: int
    resolve: Callable[[Lean], When]
    vague: bool = False
    """Gives way to any other date of the same event: 刚, 最近."""
    needs_verb: bool = False
    of_today: bool = False
    """Only a time of day, and so of the present day if it stands before its verb: 下午买的."""
    days_on: int = 0
    """How many days behind the day told before it, 第二天早上9点 (1); resolved as if it were today."""
    in_month: Callable[[date], When] | None = None
    """Of a day told without its month: when it is in the month that begins on a day."""


@dataclass(frozen=True)
class Today:
    """The text that is read and when it was written; `now` is in Asia/Shanghai."""

    text: str
    now: datetime

    @property
    def day(self) -> date:
        """The present day."""
        return self.now.date()

    def fixed(self, match: re.Match[str], when: When, vague: bool = False) -> DateMention:
        """A mention that means one thing."""
        return DateMention(*match.span(), lambda lean: when, vague)

    def on(self, match: re.Match[str], day: date) -> DateMention:
        """A mention of `day`, with the time behind it if there is one."""
        clock, end = self.behind(match)
        when = at_clock(day, clock) if clock else whole_days(day, day)
        return DateMention(match.start(), end, lambda lean: when)

    def dated(
        self, match: re.Match[str], year: int | None, number_: int | None, day: int, needs_verb: bool = False
    ) -> DateMention:
        """A day of a month as far as it was named, with the time behind it if there is one."""
        clock, end = self.behind(match)

        def exact(first: date) -> When:
            if not 1 <= day <= month(first.year, first.month)[1].day:
                return IMPOSSIBLE
            named = first.replace(day=day)
            return at_clock(named, clock) if clock else whole_days(named, named)

        def resolve(lean: Lean) -> When:
            if number_ is None:
                return self.among(
                    [w for n in (1, 0, -1, -2) if (w := exact(self.month(n))).span] or [IMPOSSIBLE], lean
                )
            if not 1 <= number_ <= 12:
                return IMPOSSIBLE
            return self.among([exact(date(y, number_, 1)) for y in self.years(year)], lean)

        verb, in_month = needs_verb and end == match.end(), exact if number_ is None else None
        return DateMention(match.start(), end, resolve, needs_verb=verb, in_month=in_month)

    def month(self, offset: int) -> date:
        """The first day of this month or of one before or after it."""
        return month(self.day.year, self.day.month + offset)[0]

    def years(self, named: int | None) -> tuple[int, ...]:
        """The year named, else those that may be meant, later ones first."""
        return (named,) if named else (self.day.year + 1, self.day.year, self.day.year - 1)

    def among(self, candidates: Sequence[When], lean: Lean) -> When:
        """Of one date in several years (or months), later ones first, the one that is meant.

        A day that the year meant does not have (29 February) is impossible, not of another year.
        """
        begun = [each for each in candidates if not each.span or each.span.earliest <= self.now]
        if lean == "past" or not all(each.span for each in candidates):
            return begun[0] if begun else candidates[-1]
        if lean == "future":
            open_ = [each for each in candidates if each.span and each.span.latest >= self.now]
            return open_[-1] if open_ else candidates[0]
        return min(candidates, key=self._distance)

    def _distance(self, when: When) -> float:
        assert when.span is not None
        return abs((when.span.earliest - self.now).total_seconds())

    def behind(self, match: re.Match[str]) -> tuple[re.Match[str] | None, int]:
        """The time of day behind a match, if there is one, and where the date ends with it.

        A weekday between them adds nothing: 3月19日（星期四）上午.
        """
        weekday = _WEEKDAY.match(self.text, match.end())
        end = weekday.end() if weekday else match.end()
        clock = CLOCK.match(self.text, end)
        return (clock, clock.end()) if clock and told(clock) else (None, end)

    def clock(self, match: re.Match[str]) -> re.Match[str] | None:
        """The time of day directly behind a match, if there is one."""
        return self.behind(match)[0]


_WEEKDAY = re.compile(
    r" ?[,，、]? ?(?:[(（\[【] ?(?:周|星期|礼拜)?[一二三四五六日天] ?[)）\]】]"
    r"|(?:周|星期|礼拜)[一二三四五六日天](?![期年]))"
    r"|,? ?(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?(?![a-z])"
)


Reader = Callable[[re.Match[str], Today], "DateMention | None"]
FORMS: list[tuple[re.Pattern[str], Reader]] = []
"""Every form of date with its reader."""


def form(pattern: str) -> Callable[[Reader], Reader]:
    """Registers a reader for a form; it returns `None` for what only looks like one."""

    def register(reader: Reader) -> Reader:
        FORMS.append((re.compile(pattern), reader))
        return reader

    return register


def integer(text: str) -> int | None:
    """A whole number in figures or Chinese numerals."""
    value = number(text.replace("廿", "二十"))
    return int(value) if value is not None else None
