"""The days of named festivals, sales and seasons."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from chinese_calendar.constants import Holiday, holidays

_FIXED = {
    "元旦": ((1, 1), (1, 3)),
    "情人节": ((2, 14), (2, 14)),
    "妇女节": ((3, 8), (3, 8)),
    "清明": ((4, 4), (4, 6)),
    "劳动节": ((5, 1), (5, 5)),
    "五一": ((5, 1), (5, 5)),
    "儿童节": ((6, 1), (6, 1)),
    "六一": ((6, 1), (6, 1)),
    "618": ((6, 18), (6, 18)),
    "六一八": ((6, 18), (6, 18)),
    "教师节": ((9, 10), (9, 10)),
    "国庆": ((10, 1), (10, 7)),
    "十一": ((10, 1), (10, 7)),
    "双十一": ((11, 11), (11, 11)),
    "双11": ((11, 11), (11, 11)),
    "双十二": ((12, 12), (12, 12)),
    "双12": ((12, 12), (12, 12)),
    "圣诞": ((12, 25), (12, 25)),
    "暑假": ((7, 1), (8, 31)),
    "寒假": ((1, 10), (2, 28)),
    "春天": ((3, 1), (5, 31)),
    "夏天": ((6, 1), (8, 31)),
    "秋天": ((9, 1), (11, 30)),
    "冬天": ((12, 1), (2, 28)),
    "上半年": ((1, 1), (6, 30)),
    "下半年": ((7, 1), (12, 31)),
}
"""First and last day (month, day); a last day before the first one is in the next year."""
_LUNAR = {
    "春节": Holiday.spring_festival,
    "过年": Holiday.spring_festival,
    "除夕": Holiday.spring_festival,
    "端午": Holiday.dragon_boat_festival,
    "中秋": Holiday.mid_autumn_festival,
}
NAMES = "|".join(sorted([*_FIXED, *_LUNAR], key=len, reverse=True))
"""The names, as alternatives of a regular expression."""


def days(name: str, year: int) -> tuple[date, date] | None:
    """First and last day of a festival in `year`; `None` for a lunar one in a year whose holidays are unknown.

    Lunar festivals are the public holidays of that name as `chinese_calendar` has them.
    """
    if name in _FIXED:
        (month, day), (last_month, last_day) = _FIXED[name]
        return date(year, month, day), date(year + (last_month < month), last_month, last_day)
    off = _off(_LUNAR[name], year)
    if not off:
        return None
    if name == "除夕":
        return off[0] - timedelta(days=1), off[0] + timedelta(days=1)
    return off[0], off[-1]


@cache
def _off(holiday: Holiday, year: int) -> tuple[date, ...]:
    return tuple(sorted(d for d, name in holidays.items() if d.year == year and name == holiday.value))
