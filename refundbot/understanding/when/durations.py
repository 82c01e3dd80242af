"""Lengths of time: 三个礼拜, 半年, 一个半月, 四十来天, 一年多, 两三天; and the moment that long ago."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from refundbot.understanding.fact import Span
from refundbot.understanding.numerals import HEDGE, LOOSE, MORE, NUMBER, quantity
from refundbot.understanding.when.spans import When, back, whole_days

_UNITS = {
    "分钟": "minute",
    "小时": "hour",
    "钟头": "hour",
    "天": "day",
    "日": "day",
    "周": "week",
    "星期": "week",
    "礼拜": "week",
    "月": "month",
    "季度": "quarter",
    "年": "year",
}
_SLACK = {"minute": "0.3", "hour": "0.5", "day": "0.25", "week": "0.43", "month": "0.34", "year": "0.17"}
"""How much of a unit a plain count may be off to either side (of minutes: of the count); whole days are not."""
DURATION = (
    rf"(?P<hedge>(?:{HEDGE}) ?)?(?P<count>好?{NUMBER}|[大小]?半(?!天|日)|(?<![一-龥])(?=个把)|(?<=[了有过])(?=个把)) ?"
    rf"(?P<more>{MORE})?个?(?P<more2>{MORE}|把)?(?P<half>半)?"
    rf"(?P<unit>{'|'.join(_UNITS)})(?!度)(?P<tail>半|(?:{LOOSE}))?"
)
AGO = rf"{DURATION}(?:[之以]?前(?!后))"


@dataclass(frozen=True)
class Duration:
    """Between `low` and `high` times `unit`: minute, hour, day, week, month or year."""

    low: Decimal
    high: Decimal
    unit: str

    @property
    def exact(self) -> bool:
        """Whether one length was named."""
        return self.low == self.high


def duration(match: re.Match[str]) -> Duration | None:
    """The length that a match of `DURATION` means."""
    count, unit = match["count"].removeprefix("好") or "一", _UNITS[match["unit"]]
    half = Decimal("0.5") if match["half"] or match["tail"] == "半" else Decimal(0)
    tail = match["tail"] if match["tail"] != "半" else None
    after = (match["more"] or "") + (match["more2"] or "").replace("把", "来") + (tail or "")
    factor = Decimal(3 if unit == "quarter" else 1)
    unit = "month" if unit == "quarter" else unit
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
    return Duration((named.low + half) * factor, (named.high + half) * factor, unit)


def spent(length: Duration, now: datetime) -> When:
    """When something began that `length` ago. A number of days means that day; other units are never exact."""
    if length.unit == "day" and length.low == int(length.low):
        first, last = back(now, length.high, "day").date(), back(now, length.low, "day").date()
        return whole_days(first, last, approximate=not length.exact)
    scale = length.low if length.unit == "minute" else min(abs(length.low), Decimal(1))
    slack = Decimal(_SLACK[length.unit]) * scale * length.exact
    earliest, latest = back(now, length.high + slack, length.unit), back(now, length.low - slack, length.unit)
    if length.unit in {"minute", "hour", "day"}:
        return When(Span(earliest, latest), approximate=True)
    return whole_days(earliest.date(), latest.date(), approximate=True)
