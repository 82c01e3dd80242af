"""Numbers, lengths of time and times of day as they are spoken in Chinese."""

from __future__ import annotations

from datetime import datetime
from random import Random

FIGURES = "零一二三四五六七八九"
PARTS = ((6, "凌晨"), (9, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
"""Parts of the day, each until an hour."""


def term(months: int, random: Random) -> str:
    """A term in one of the ways to say it: 一年, 12个月, 半年, 三个月."""
    if months % 12 == 0:
        return f"{han(months // 12)}年" if random.random() < 0.7 else f"{months}个月"
    if months == 6 and random.random() < 0.5:
        return "半年"
    return f"{random.choice((str(months), han(months)))}个月"


def clock(moment: datetime) -> str:
    """A time of day to the minute: 下午三点零五分."""
    part = next(name for until, name in PARTS if moment.hour < until)
    hour = han(moment.hour if moment.hour <= 12 else moment.hour - 12) if moment.hour else "零"
    return f"{part}{hour}点" + (f"{han(moment.minute, tens=True)}分" if moment.minute else "")


def ordinal(number: int) -> str:
    """The number of a day or a month, where 2 is 二."""
    return "二" if number == 2 else han(number)


def han(number: int, tens: bool = False) -> str:
    """A whole number below a hundred thousand, where 2 is 两; `tens`: as minutes, in two figures."""
    if tens and number < 10:
        return "零" + FIGURES[number]
    if number < 10:
        return "两" if number == 2 and not tens else FIGURES[number]
    if number < 100:
        ten, one = divmod(number, 10)
        return ("" if ten == 1 else FIGURES[ten]) + "十" + (FIGURES[one] if one else "")
    for unit, name in ((10000, "万"), (1000, "千"), (100, "百")):
        if number >= unit:
            high, low = divmod(number, unit)
            head = ("两" if high == 2 and unit > 100 else han(high) if high >= 10 else FIGURES[high]) + name
            if not low:
                return head
            tail = han(low) if low >= 20 or low < 10 else "一" + han(low)
            return head + ("零" if low < unit // 10 else "") + (FIGURES[low] if low < 10 else tail)
    raise ValueError(number)
