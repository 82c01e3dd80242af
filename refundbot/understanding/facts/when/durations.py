"""Lengths of time: 三个礼拜, 半年, 一个半月, 四十来天, 一年多, 两三天; and the moment that long ago."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from refundbot.understanding.facts.fact import Span
from refundbot.understanding.facts.when.spans import When, back, whole_days
from refundbot.understanding.text.numerals import HEDGE, LOOSE, MORE, NUMBER, quantity

UNITS = {
    "秒": "second",
    "分钟": "minute",
    "分半": "minute",
    "分": "minute",
    "刻钟": "quarter_hour",
    "小时": "hour",
    "钟头": "hour",
    "钟": "hour",
    "天": "day",
    "日": "day",
    "周": "week",
    "星期": "week",
    "礼拜": "week",
    "月": "month",
    "季度": "quarter",
    "年": "year",
    "hours?": "hour",
    "days?": "day",
    "weeks?": "week",
    "months?": "month",
    "mos?": "month",
    "years?": "year",
    "yrs?": "year",
}
_RANKS = ("second", "minute", "hour", "day", "week", "month", "year")
_SLACK_DAYS = {
    "second": "0",
    "minute": "0",
    "hour": "0.02",
    "day": "0.25",
    "week": "3",
    "month": "8",
    "year": "33",
}
"""How many days a plain count of a unit may be off to either side (a minute: a third of the count)."""
_NOT_OF_THE_CALENDAR = r"(?!(?<=月)(?<!个月)(?:[份底初末]| ?(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?[号日]))"
"""Behind a month: 12月15号 behind a term is a day, 续费一年 12月15号生效."""
_ONE = (
    rf"(?P<hedge>(?:{HEDGE}) ?)?"
    rf"(?P<count>(?:好(?=几))?{NUMBER}|[大小]?半(?!天(?!了|[之以]?前)|日)|(?<![一-龥])(?=个把)"
    rf"|(?<=[了有过])(?=个把)) ?(?:(?:[-~～—–]|到|至) ?(?P<to>{NUMBER}) ?)?"
    rf"(?P<more>{MORE})?个?(?P<more2>{MORE}|把)?(?P<half>半)?"
    rf"-?(?P<unit>{'|'.join(UNITS)})(?![度期a-z]){_NOT_OF_THE_CALENDAR}(?P<tail>半(?![个天年月])|(?:{LOOSE}))?"
)
_PART = re.compile(_ONE)
_UNNAMED = re.sub(r"\?P<\w+>", "?:", _ONE)
_JOINT = " ?(?:零|又|加|外加|和|带|多|,)? ?"
_DAY_OF_A_MONTH = (
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?月份? ?(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?日"
)
"""7月31日 before 之前 is no length."""
DURATION = rf"(?:{_UNNAMED})(?:{_JOINT}(?:{_UNNAMED})){{0,3}}"
"""One length or a compound one: 三个礼拜, 一年零两个月, 8天又20个小时."""
AGO = (
    rf"(?<!\d)(?<![\d一二三四五六七八九十]月)(?!{_DAY_OF_A_MONTH})(?:{DURATION})"
    r"(?:[之以]?前(?!后|[天日](?![气津常本])))"
)


@dataclass(frozen=True)
class Duration:
    """Between `low` and `high` times `unit`: second, minute, hour, day, week, month or year."""

    low: Decimal
    high: Decimal
    unit: str

    @property
    def exact(self) -> bool:
        """Whether one length was named."""
        return self.low == self.high


@dataclass(frozen=True)
class Length:
    """A length of time as the sum of its parts, the largest unit first: 一年零两个月."""

    parts: tuple[Duration, ...]
    words: tuple[re.Match[str], ...]
    """The words of each part."""

    @property
    def last(self) -> Duration:
        """The part in the smallest unit, which says how exactly it was told."""
        return self.parts[-1]

    @property
    def exact(self) -> bool:
        """Whether one length was named."""
        return all(part.exact for part in self.parts)

    @property
    def compound(self) -> bool:
        """Whether it is told in several units."""
        return len(self.parts) > 1

    def ahead(self) -> Length:
        """The same length counted forward."""
        return replace(self, parts=tuple(Duration(-p.high, -p.low, p.unit) for p in self.parts))


def length(text: str, start: int, end: int) -> Length | None:
    """The length that the words at `start:end` mean, which match `DURATION`; `None` where they mean none.

    Units fall within one length; where they do not, another one begins.

    >>> [f"{part.low} {part.unit}" for part in length("一年零两个月", 0, 6).parts]
    ['1 year', '2 month']
    """
    words: list[re.Match[str]] = []
    parts: list[Duration] = []
    for match in _PART.finditer(text, start, end):
        part = _duration(match)
        if part is None:
            return None
        if parts and _RANKS.index(part.unit) >= _RANKS.index(parts[-1].unit):
            words, parts = [], []
        words.append(match)
        parts.append(part)
    return Length(tuple(parts), tuple(words)) if parts else None


def _unit(words: str) -> str:
    return UNITS.get(words) or UNITS[f"{words.removesuffix('s')}s?"]


def _duration(match: re.Match[str]) -> Duration | None:
    """The length that a match of one part means."""
    count, unit = match["count"].removeprefix("好") or "一", _unit(match["unit"])
    half = Decimal("0.5") if match["half"] or match["tail"] == "半" or "半" in match["unit"] else Decimal(0)
    tail = match["tail"] if match["tail"] != "半" else None
    after = (match["more"] or "") + (match["more2"] or "").replace("把", "来") + (tail or "")
    factor = Decimal({"quarter": 3, "quarter_hour": 15}.get(unit, 1))
    unit = {"quarter": "month", "quarter_hour": "minute"}.get(unit, unit)
    if count.endswith("半"):
        low, high = {"大半": ("0.5", "0.9"), "小半": ("0.3", "0.5")}.get(count, ("0.5", "0.5"))
        if count == "半" and re.search("多", after):
            high = "0.8"
        elif count == "半" and (after or match["hedge"]):
            low, high = "0.4", "0.6"
        return Duration(Decimal(low) * factor, Decimal(high) * factor, unit)
    named = quantity(count, match["hedge"] or "", after)
    if named is None:
        return None
    if match["to"]:
        upper = quantity(match["to"])
        if upper is None or upper.low <= named.low:
            return None
        return Duration(named.low * factor, upper.high * factor, unit)
    least = Decimal(0) if named.approximate and named.high == 1 else named.low  # 不到一个月
    return Duration((least + half) * factor, (named.high + half) * factor, unit)


def spent(length: Length, now: datetime) -> When:
    """When something began that `length` ago. Days mean that very day; other units are never exact."""
    last = length.last
    earliest = latest = now
    for part in length.parts:
        earliest, latest = back(earliest, part.high, part.unit), back(latest, part.low, part.unit)
    if last.unit == "day" and last.low and last.low == int(last.low):
        return whole_days(earliest.date(), latest.date(), approximate=not length.exact)
    slack = timedelta(0)
    if last.exact and last.unit in {"second", "minute"}:
        slack = timedelta(minutes=float(abs(last.low) / (3 if last.unit == "minute" else 60)))
    elif last.exact:
        slack = timedelta(days=float(Decimal(_SLACK_DAYS[last.unit]) * min(abs(last.low), Decimal(1))))
    earliest, latest = earliest - slack, latest + slack
    if last.unit in {"second", "minute", "hour", "day"}:
        return When(Span(earliest, latest), approximate=True)
    return whole_days(earliest.date(), latest.date(), approximate=True)
