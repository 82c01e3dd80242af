"""The days of named festivals, sales and seasons."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from chinese_calendar.constants import Holiday, holidays

_FIXED = {
    "元旦": ((1, 1), (1, 3)),
    "情人节": ((2, 14), (2, 14)),
    "妇女节": ((3, 8), (3, 8)),
    "女神节": ((3, 8), (3, 8)),
    "三八": ((3, 8), (3, 8)),
    "植树节": ((3, 12), (3, 12)),
    "315": ((3, 15), (3, 15)),
    "三一五": ((3, 15), (3, 15)),
    "消费者日": ((3, 15), (3, 15)),
    "愚人节": ((4, 1), (4, 1)),
    "青年节": ((5, 4), (5, 4)),
    "五四": ((5, 4), (5, 4)),
    "护士节": ((5, 12), (5, 12)),
    "520": ((5, 20), (5, 20)),
    "建党节": ((7, 1), (7, 1)),
    "建军节": ((8, 1), (8, 1)),
    "818": ((8, 18), (8, 18)),
    "八一八": ((8, 18), (8, 18)),
    "程序员节": ((10, 24), (10, 24)),
    "1024": ((10, 24), (10, 24)),
    "万圣节": ((10, 31), (10, 31)),
    "记者节": ((11, 8), (11, 8)),
    "光棍节": ((11, 11), (11, 11)),
    "平安夜": ((12, 24), (12, 24)),
    "跨年夜": ((12, 31), (12, 31)),
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
_HOLIDAYS = {
    "春节": Holiday.spring_festival,
    "过年": Holiday.spring_festival,
    "端午": Holiday.dragon_boat_festival,
    "中秋": Holiday.mid_autumn_festival,
}
_NEW_YEAR = {2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26)}
"""The first day of the lunar year (month, day). `chinese_calendar` knows only which days are off: not always
from the day itself on. A test compares the two."""
_DRAGON_BOAT = {2023: (6, 22), 2024: (6, 10), 2025: (5, 31), 2026: (6, 19), 2027: (6, 9), 2028: (5, 28)}
_MID_AUTUMN = {2023: (9, 29), 2024: (9, 17), 2025: (10, 6), 2026: (9, 25), 2027: (9, 15), 2028: (10, 3)}
_SEVENTH_NIGHT = {2023: (8, 22), 2024: (8, 10), 2025: (8, 29), 2026: (8, 19), 2027: (8, 8), 2028: (8, 26)}
_THE_DAY = {
    "春节": _NEW_YEAR,
    "过年": _NEW_YEAR,
    "端午": _DRAGON_BOAT,
    "七夕": _SEVENTH_NIGHT,
    "中秋": _MID_AUTUMN,
}
_NTH_SUNDAY = {"母亲节": (5, 2), "父亲节": (6, 3)}
"""The month, and which Sunday of it."""
_OF_NEW_YEAR = {
    "小年": -7,
    "除夕": -1,
    "大年三十": -1,
    "大年初一": 0,
    "大年初二": 1,
    "大年初三": 2,
    "大年初四": 3,
    "大年初五": 4,
    "元宵": 14,
}
NAMES = "|".join(sorted({*_FIXED, *_HOLIDAYS, *_THE_DAY, *_OF_NEW_YEAR, *_NTH_SUNDAY}, key=len, reverse=True))
"""The names, as alternatives of a regular expression."""


def days(name: str, year: int) -> tuple[date, date] | None:
    """First and last day of a festival in `year`; `None` for a lunar one in a year that is not known here.

    春节, 端午 and 中秋 are the public holidays of that name as `chinese_calendar` has them.
    """
    if name in _FIXED:
        (month, day), (last_month, last_day) = _FIXED[name]
        return date(year, month, day), date(year + (last_month < month), last_month, last_day)
    if name in _OF_NEW_YEAR:
        first = the_day("春节", year)
        named = first + timedelta(days=_OF_NEW_YEAR[name]) if first else None
        return (named, named) if named else None
    if name not in _HOLIDAYS:
        named = the_day(name, year)
        return (named, named) if named else None
    off = _off(_HOLIDAYS[name], year)
    return (off[0], off[-1]) if off else None


def the_day(name: str, year: int) -> date | None:
    """The very day of a festival (端午当天), `None` where it has none or is not known here."""
    if name in _FIXED:
        (month, day), _ = _FIXED[name]
        return date(year, month, day)
    if name in _NTH_SUNDAY:
        month, nth = _NTH_SUNDAY[name]
        first = date(year, month, 1)
        return first + timedelta(days=6 - first.weekday() + 7 * (nth - 1))
    known = _THE_DAY.get(name, {}).get(year)
    return date(year, *known) if known else None


@cache
def _off(holiday: Holiday, year: int) -> tuple[date, ...]:
    return tuple(sorted(d for d, name in holidays.items() if d.year == year and name == holiday.value))
