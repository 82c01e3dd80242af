"""Lengths of time: 三个礼拜, 半年, 一个半月, 四十来天, 一年多, 两三天; and the moment that long ago."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
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
_SLACK_DAYS = {"minute": "0", "hour": "0.02", "day": "0.25", "week": "3", "month": "8", "year": "33"}
"""How many days a plain count of a unit may be off to either side (a minute: a third of the count)."""
DURATION = (
    rf"(?P<hedge>(?:{HEDGE}) ?)?(?P<count>(?:好(?=几))?{NUMBER}|[大小]?半(?!天|日)|(?<![一-龥])(?=个把)"
    rf"|(?<=[了有过])(?=个把)) ?"
    rf"(?P<more>{MORE})?个?(?P<more2>{MORE}|把)?(?P<half>半)?"
    rf"(?P<unit>{'|'.join(_UNITS)})(?![度期])(?P<tail>半|(?:{LOOSE}))?"
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
    """When something began that `length` ago. Days mean that very day; other units are never exact."""
    if length.unit == "day" and length.low == int(length.low):
        first, last = back(now, length.high, "day").date(), back(now, length.low, "day").date()
        return whole_days(first, last, approximate=not length.exact)
    slack = timedelta(0)
    if length.exact and length.unit == "minute":
        slack = timedelta(minutes=float(abs(length.low) / 3))
    elif length.exact:
        slack = timedelta(days=float(Decimal(_SLACK_DAYS[length.unit]) * min(abs(length.low), Decimal(1))))
    earliest = back(now, length.high, length.unit) - slack
    latest = back(now, length.low, length.unit) + slack
    if length.unit in {"minute", "hour", "day"}:
        return When(Span(earliest, latest), approximate=True)
    return whole_days(earliest.date(), latest.date(), approximate=True)
