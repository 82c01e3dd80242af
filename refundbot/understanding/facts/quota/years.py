"""Of which year something is told: the quota is of the calendar year."""

from __future__ import annotations

import re

from refundbot.understanding.facts.quota.words import ANOTHER_YEAR, SENTENCE_ENDS, THIS_YEAR
from refundbot.understanding.facts.reading import Reading

_YEARS = re.compile(rf"(?P<another>{ANOTHER_YEAR})|{THIS_YEAR.pattern}")


def of_another_year(reading: Reading, start: int, end: int) -> bool:
    """Whether the last year named in the sentence up to the end of what is told is not the present one."""
    first = max(reading.whole.rfind(mark, 0, start) for mark in SENTENCE_ENDS) + 1
    years = [*_YEARS.finditer(reading.whole, first, end)]
    return bool(years and years[-1]["another"])
