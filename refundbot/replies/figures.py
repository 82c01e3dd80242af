"""A figure or quoted rule as a customer reads it, and as the envelope lists it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from refundbot.policy import ParameterValue, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS_A_DAY = 24
FEN_A_YUAN = 100
FEN = Decimal("0.01")

ShownUnit = Unit | Literal["yuan", "percent", "date", "instant"]
ShownValue = int | str | tuple[str, ...]

_PATTERNS: dict[ShownUnit, str] = {
    "hour": "{} 小时",
    "day": "{} 天",
    "business_day": "{} 个工作日",
    "month": "{} 个月",
    "percent": "{}%",
    "yuan": "{} 元",
}


@dataclass(frozen=True)
class Figure:
    """A value in the unit in which it is shown.

    `source` is a source id, "customer", or `None` for what was computed.
    Dates and instants are ISO 8601 text (instants in Asia/Shanghai), amounts of money decimal text in yuan.
    """

    id: str
    value: ShownValue
    unit: ShownUnit
    source: str | None

    def text(self) -> str:
        """The figure in Chinese, with its unit; the items of a list are joined."""
        if isinstance(self.value, tuple):
            return "、".join(item.rstrip("。") for item in self.value)
        if self.unit == "date":
            return _day(date.fromisoformat(str(self.value)))
        if self.unit == "instant":
            instant = datetime.fromisoformat(str(self.value))
            return f"{_day(instant.date())} {instant:%H:%M}"
        return _PATTERNS.get(self.unit, "{}").format(str(self.value).rstrip("。"))

    def numbered(self) -> str:
        """A list as numbered lines, anything else as its text."""
        if not isinstance(self.value, tuple):
            return self.text()
        return "\n".join(f"{number}. {item.rstrip('。')}" for number, item in enumerate(self.value, start=1))

    def in_days(self) -> Figure:
        """A figure in hours that makes whole days, in days; any other figure unchanged."""
        if self.unit != "hour" or not isinstance(self.value, int) or self.value % HOURS_A_DAY:
            return self
        return replace(self, value=self.value // HOURS_A_DAY, unit="day")

    def fact(self) -> dict[str, object]:
        """The entry of the envelope's `facts`."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"id": self.id, "value": value, "unit": self.unit, "source": self.source}


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def of_parameter(parameter: ParameterValue) -> Figure:
    """A known parameter as a figure: fen are shown in yuan, ratios in per cent."""
    value, unit, source = parameter.value, parameter.unit, parameter.source.id
    if value is None or isinstance(value, bool):
        raise ValueError(f"{parameter.id} has no value that could be shown")
    if unit == "fen" and isinstance(value, int):
        whole, rest = divmod(value, FEN_A_YUAN)
        return Figure(parameter.id, f"{whole}.{rest:02}" if rest else str(whole), "yuan", source)
    if isinstance(value, Decimal):
        return Figure(parameter.id, f"{(value * 100).normalize():f}", "percent", source)
    return Figure(parameter.id, value, unit, source)


def label(parameter: ParameterValue) -> Figure:
    """The label of a parameter, for the sake of the figures in it."""
    return Figure(parameter.id, parameter.label, "text", parameter.source.id)


def reason(parameter: ParameterValue) -> Figure:
    """Why a parameter is not known."""
    return Figure(parameter.id, parameter.unknown or "", "text", parameter.source.id)


def money(id: str, amount: Decimal, source: str | None) -> Figure:
    """An amount in yuan, shown to the fen; less than a fen is dropped, so as never to promise too much."""
    return Figure(id, str(amount.quantize(FEN, rounding=ROUND_DOWN)), "yuan", source)


def instant(id: str, moment: datetime, source: str | None) -> Figure:
    """An aware instant, shown to the minute in Asia/Shanghai."""
    return Figure(id, moment.astimezone(SHANGHAI).isoformat(timespec="minutes"), "instant", source)


def day(id: str, on: date, source: str | None) -> Figure:
    """A day in Asia/Shanghai."""
    return Figure(id, on.isoformat(), "date", source)
