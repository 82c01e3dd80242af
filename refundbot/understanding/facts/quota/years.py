"""Of which year something is told: the quota is of the calendar year."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from refundbot.understanding.facts.quota.words import ANOTHER_YEAR, SENTENCE_ENDS, SPOKEN_OF, THIS_YEAR
from refundbot.understanding.facts.reading import BLANK, Reading

_YEARS = re.compile(rf"(?P<another>{ANOTHER_YEAR})|{THIS_YEAR.pattern}")
_NUMBERED = re.compile(
    r"(?<![\d.])(?:20)?(?P<year>[2-9]\d)年(?![期付费]|的?(?:套餐|合同))(?P<dated>\d{1,2}月)?"
)
_LAST_MONTH = re.compile(r"上个?月(?!亮)|(?<![\d-])12月(?!\d{1,2}[号日]?[到期])|十二月")
"""In January it is of the year before."""
_JANUARY = 1


def of_another_year(reading: Reading, start: int, end: int) -> bool:
    """Whether the last year named in the sentence up to the end of what is told is not the present one."""
    first = max(reading.whole.rfind(mark, 0, start) for mark in SENTENCE_ENDS) + 1
    years = [*_YEARS.finditer(reading.whole, first, end)]
    return bool(years and years[-1]["another"])


def in_years(reading: Reading, now: datetime) -> Reading:
    """The reading with years told by their number as what they are `now`: of 2026年 in 2027 去年.

    A day that is told with its year is none of the quota, unless its clause speaks of that.
    """

    def named(match: re.Match[str]) -> str:
        if match["dated"] and not _speaks_of_it(reading, match.start()):
            return match[0]
        year = int(match["year"]) - now.year % 100
        name = "去年" if year < 0 else "明年" if year > 0 else "今年"
        return name.rjust(match.end("year") + 1 - match.start(), BLANK) + (match["dated"] or "")

    whole = _NUMBERED.sub(named, reading.whole)
    if now.month == _JANUARY:
        whole = _LAST_MONTH.sub(
            lambda match: (
                "去年".rjust(len(match[0]), BLANK) if _speaks_of_it(reading, match.start()) else match[0]
            ),
            whole,
        )
    return reading if whole == reading.whole else replace(reading, whole=whole)


def _speaks_of_it(reading: Reading, index: int) -> bool:
    first, last = reading.clause(index)
    return SPOKEN_OF.search(reading.whole, first, last) is not None
