"""Days of the lunar calendar and its solar terms: 正月初九, 腊月十八, 农历七月初三, 立秋.

No library that is installed knows them, so the months of the years around the policy stand here.
"""

from __future__ import annotations

from datetime import date, timedelta

_YEARS: dict[int, tuple[tuple[int, int], str, int]] = {
    2022: ((2, 1), "101011010101", 0),
    2023: ((1, 22), "0100110110101", 2),
    2024: ((2, 10), "010010110110", 0),
    2025: ((1, 29), "1010010101110", 6),
    2026: ((2, 17), "101001001110", 0),
    2027: ((2, 6), "110100100110", 0),
    2028: ((1, 26), "1110100100110", 5),
    2029: ((2, 13), "110101010011", 0),
    2030: ((2, 3), "010110101010", 0),
}
"""Of a lunar year its first day (month, day), its months, 1 where one has thirty days and 0 where it has 29,
and the month that is followed by its leap month, 0 where there is none."""
_TERMS = {
    "立春": (2, 38700),
    "雨水": (2, 187300),
    "惊蛰": (3, 56300),
    "春分": (3, 206460),
    "清明": (4, 48100),
    "谷雨": (4, 201000),
    "立夏": (5, 55200),
    "小满": (5, 210400),
    "芒种": (6, 56780),
    "夏至": (6, 213700),
    "小暑": (7, 71080),
    "大暑": (7, 228300),
    "立秋": (8, 75000),
    "处暑": (8, 231300),
    "白露": (9, 76460),
    "秋分": (9, 230420),
    "寒露": (10, 83180),
    "霜降": (10, 234380),
    "立冬": (11, 74380),
    "小雪": (11, 223600),
    "大雪": (12, 71800),
    "冬至": (12, 219400),
    "小寒": (1, 54055),
    "大寒": (1, 201200),
}
"""The month of a solar term, and the constant of the customary formula for its day in this century."""
_YEAR_LENGTH, _WHOLE = 2422, 10000
"""What a year is longer than 365 days, in parts of a day."""
_OTHERWISE = {("雨水", 2026): 18}
"""Where the formula errs."""
TERMS = tuple(_TERMS)
"""The names of the solar terms."""


def day(year: int, month: int, number: int, *, leap: bool = False) -> date | None:
    """A day of a lunar year; `None` where there is no such day, or the year is not known here.

    >>> str(day(2026, 1, 9)), str(day(2026, 12, 18)), day(2026, 6, 1, leap=True)
    ('2026-02-25', '2027-01-25', None)
    """
    if year not in _YEARS or not 1 <= month <= 12:
        return None
    first, lengths, doubled = _YEARS[year]
    if leap and month != doubled:
        return None
    place = month - 1 + (leap or 0 < doubled < month)
    days = [29 + int(each) for each in lengths]
    if not 1 <= number <= days[place]:
        return None
    return date(year, *first) + timedelta(days=sum(days[:place]) + number - 1)


def term(name: str, year: int) -> date | None:
    """The day of a solar term in `year`; `None` where the year is not known here.

    >>> str(term("立秋", 2026)), str(term("冬至", 2025))
    ('2026-08-07', '2025-12-21')
    """
    if year not in _YEARS:
        return None
    month, constant = _TERMS[name]
    of_century = year % 100
    leap_days = (of_century - (month <= 2)) // 4
    number = (of_century * _YEAR_LENGTH + constant) // _WHOLE - leap_days
    return date(year, month, _OTHERWISE.get((name, year), number))
