"""The days of named festivals, sales and seasons."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from chinese_calendar.constants import Holiday, holidays

from refundbot.understanding.facts.when import lunar

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
_LUNAR = {
    "重阳": (9, 9),
    "春节": (1, 1),
    "过年": (1, 1),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中秋": (8, 15),
    "元宵": (1, 15),
    "大年初一": (1, 1),
    "大年初二": (1, 2),
    "大年初三": (1, 3),
    "大年初四": (1, 4),
    "大年初五": (1, 5),
}
"""The day of a lunar year (month, day). `chinese_calendar` knows only which days are off: not always from the
day itself on. A test compares the two."""
_NTH_SUNDAY = {"母亲节": (5, 2), "父亲节": (6, 3)}
"""The month, and which Sunday of it."""
_BEFORE_NEW_YEAR = {"小年": 7, "除夕": 1, "大年三十": 1}
"""How many days before the first of the lunar year that begins."""
_ALSO_WORDS = frozenset({"雨水", "大雪", "小雪", "大寒", "小满", "谷雨", "白露"})
"""Solar terms that are weather or names as well."""
_OF_A_DAY = "(?=节气?|[当那](?:天|日|一天)|前后|前一?天|[之过]后)"
_OFF_AROUND = {"春节": (1, 6), "过年": (1, 6), "端午": (2, 2), "中秋": (2, 2)}
"""Between how many days before and behind the very day the days off lie, where they are not announced yet."""
_NAMED = {*_FIXED, *_HOLIDAYS, *_LUNAR, *_BEFORE_NEW_YEAR, *_NTH_SUNDAY, *lunar.TERMS}
NAMES = "|".join(
    name + _OF_A_DAY * (name in _ALSO_WORDS) for name in sorted(_NAMED, key=lambda name: (-len(name), name))
)
"""The names, as alternatives of a regular expression."""


def days(name: str, year: int) -> tuple[date, date] | None:
    """First and last day of a festival in `year`; `None` for a lunar one in a year that is not known here.

    春节, 端午 and 中秋 are the public holidays of that name as `chinese_calendar` has them.
    """
    if name in _FIXED:
        (month, day), (last_month, last_day) = _FIXED[name]
        return date(year, month, day), date(year + (last_month < month), last_month, last_day)
    itself, off = the_day(name, year), _off(_HOLIDAYS[name], year) if name in _HOLIDAYS else ()
    if off or itself is None:
        return (off[0], off[-1]) if off else None
    before, behind = _OFF_AROUND.get(name, (0, 0))
    return itself - timedelta(days=before), itself + timedelta(days=behind)


def is_one_day(name: str, year: int) -> bool:
    """Whether a time of day beside a festival is of the very day: 中秋晚上七点, but not 春节晚上七点."""
    off = days(name, year)
    return off is not None and name not in ("春节", "过年") and off[1] - off[0] < timedelta(weeks=1)


def the_day(name: str, year: int) -> date | None:
    """The very day of a festival (端午当天), `None` where it has none or is not known here."""
    if name in _FIXED and name not in lunar.TERMS:
        (month, day), _ = _FIXED[name]
        return date(year, month, day)
    if name in _NTH_SUNDAY:
        month, nth = _NTH_SUNDAY[name]
        first = date(year, month, 1)
        return first + timedelta(days=6 - first.weekday() + 7 * (nth - 1))
    if name in lunar.TERMS:
        return lunar.term(name, year)
    new_year = lunar.day(year, 1, 1)
    if new_year and name in _BEFORE_NEW_YEAR:
        return new_year - timedelta(days=_BEFORE_NEW_YEAR[name])
    return lunar.day(year, *_LUNAR[name]) if name in _LUNAR else None


@cache
def _off(holiday: Holiday, year: int) -> tuple[date, ...]:
    return tuple(sorted(d for d, name in holidays.items() if d.year == year and name == holiday.value))
