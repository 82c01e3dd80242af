"""The time of a day: 下午两点半, 14:30, 晚上八点多, 凌晨."""

from __future__ import annotations

import re
from datetime import date, timedelta

from refundbot.understanding.facts.fact import Span
from refundbot.understanding.facts.when.spans import IMPOSSIBLE, When, minutes
from refundbot.understanding.text.numerals import number

_PARTS = {
    "凌晨": (0, 6),
    "晨": (4, 9),
    "清早": (4, 9),
    "清晨": (4, 9),
    "大早上": (4, 9),
    "早上": (5, 10),
    "早晨": (5, 10),
    "早": (5, 10),
    "大清早": (4, 9),
    "一大早": (4, 9),
    "大早": (4, 9),
    "一早": (4, 9),
    "天亮": (4, 8),
    "上午": (6, 12),
    "上半天": (6, 12),
    "上半日": (6, 12),
    "头半晌": (6, 12),
    "前半晌": (6, 12),
    "中午": (11, 14),
    "下午": (12, 18),
    "午后": (12, 18),
    "下半天": (12, 18),
    "下半日": (12, 18),
    "后半晌": (12, 18),
    "天擦黑": (17, 20),
    "天黑": (17, 22),
    "前半夜": (18, 24),
    "上半夜": (18, 24),
    "后半夜": (24, 30),
    "下半夜": (24, 30),
    "三更半夜": (0, 30),
    "傍晚": (17, 20),
    "晚上": (18, 24),
    "晚间": (18, 24),
    "夜晚": (18, 24),
    "晚": (18, 24),
    "夜里": (18, 30),
    "夜": (18, 30),
    "深夜": (21, 30),
    "半夜": (0, 30),
    "morning": (5, 12),
    "noon": (11, 14),
    "afternoon": (12, 18),
    "evening": (17, 24),
}
"""First hour and the one behind the last; from 24 on they are of the next day."""
_DAY = 24
_HOUR = r"(?:\d{1,2}|[零两一二三四五六七八九十]{1,3})"
_FIGURE = "[一二三四五六七八九]"
_TWO_HOURS = re.compile("([一二两三四五六七八九])([二两三四五六七八九十])")
"""七八点: from seven until nine."""
CLOCK = re.compile(
    r"(?:的| ?t(?=\d)|,? (?:at|around|about|in the))? ?"
    rf"(?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})?"
    rf"(?:的? ?(?P<hour>{_HOUR})(?::(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"|(?= ?(?:[ap]\.?m(?![a-z])|o'?clock))"
    rf"| ?(?:点|(?P<formal>时))(?!候)(?: (?=\d{{1,2}} ?分))?(?:(?P<half>半|[一三]刻)"
    rf"|(?P<spoken>\d{{1,2}}|零(?:{_FIGURE}|\d)"
    rf"|[二三四五]?十{_FIGURE}?|{_FIGURE}(?=分))(?: ?分(?P<spoken_second>[0-5]?\d)秒| ?分|))?)"
    r" ?(?:o'?clock ?)?(?P<half_day>[ap]\.?m(?![a-z])\.?)?(?P<loose>多"
    r"|几(?![分块元角毛秒个])|左右|上下|来钟|钟|前后|整)?"
    r"(?P<utc>\.\d{1,6}z|z(?![a-z])| ?(?:utc|gmt)(?![a-z+\d]))?)?"
)
"""Matches everywhere; `told` says whether there is a time in it."""


def told(match: re.Match[str]) -> bool:
    """Whether the match of `CLOCK` holds a time."""
    return bool(match["part"] or match["hour"])


def at_clock(day: date, match: re.Match[str]) -> When:
    """The time of `match` on `day`: its minute if told, else the hour, else the part of the day.

    An hour of a twelve-hour clock without a part of the day may be of the morning or the afternoon.
    """
    first, last = _PARTS.get(match["part"] or "", (0, 24))
    if not match["hour"]:
        return minutes(day, first * 60, last * 60, approximate=match["part"] == "半夜")
    two = _TWO_HOURS.fullmatch(match["hour"])
    hour = int(number(two[1] if two else match["hour"]) or 0)
    minute = _minute(match)
    if hour > 24 or minute is None or minute > 59:
        return IMPOSSIBLE
    half_day = match["half_day"]
    by_the_day = match["minute"] or (match["formal"] and match["spoken"])  # 10时25分 is of 24 hours
    ambiguous = not (match["part"] or by_the_day or half_day) and 1 <= hour <= 11
    if half_day and hour <= 12:
        hour = hour % 12 + 12 * (half_day[0] == "p")
    if match["part"] and hour <= 12:
        hour = min((hour % 12 + half for half in (0, 12, 24)), key=lambda h: max(first - h, h - last + 1, 0))
    loose = match["loose"] not in {None, "钟", "整"}
    exact_hour = match["loose"] == "整"
    to_the_minute = match["minute"] or (match["spoken"] and (match["formal"] or minute % 5))
    length = 1 if to_the_minute or exact_hour else 5 if match["spoken"] else 30 if minute else 60
    length += 60 * bool(two)
    start = hour * 60 + minute - 30 * loose
    end = hour * 60 + minute + length + 30 * loose + 12 * 60 * ambiguous
    if match["loose"] == "多" and hour < _DAY:
        end = min(end, _DAY * 60)  # 夜里十一点多 is before midnight
    when = minutes(day, max(start, 0), end, approximate=loose or ambiguous or bool(two))
    told_second = match["second"] or match["spoken_second"]
    if told_second and int(told_second) < 60 and when.span:
        second = when.span.earliest.replace(second=int(told_second))
        when = When(Span(second, second))
    if match["utc"] and when.span:
        eight = timedelta(hours=8)
        return When(Span(when.span.earliest + eight, when.span.latest + eight), when.approximate)
    return when


def _minute(match: re.Match[str]) -> int | None:
    if match["half"]:
        return {"半": 30, "一": 15, "三": 45}[match["half"][0]]
    if match["minute"]:
        return int(match["minute"])
    value = number(match["spoken"]) if match["spoken"] else None
    return int(value) if value is not None else (0 if not match["spoken"] else None)
