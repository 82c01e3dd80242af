"""Dated policy parameters, as read by everyone else. Plain values: no file access, no clock."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

POLICY_ZONE = ZoneInfo("Asia/Shanghai")
BEFORE_FIRST_DATE = "这一天之前的规则没有查到记录"

Unit = Literal["hour", "day", "business_day", "month", "count", "ratio", "fen", "bool", "text"]
Value = int | Decimal | bool | str | tuple[str, ...]


class PolicyError(Exception):
    """A policy file that cannot be read, or a parameter id that does not exist."""


@dataclass(frozen=True)
class Source:
    """A document that attests values. `as_of`: ISO date of the copy that was read (`None`: not known)."""

    id: str
    title: str
    url: str | None
    as_of: str | None
    grade: str
    """A official China page, A- official but seen in part, B other site (contrast), C third party."""


@dataclass(frozen=True)
class Conflict:
    """What another source says, and how we decide between the two (both in Chinese)."""

    says: str
    source: Source
    resolution: str


@dataclass(frozen=True)
class Entry:
    """One dated value: holds from `since` (inclusive, Asia/Shanghai) until the next entry's date."""

    since: date
    value: Value | None
    unknown: str | None
    """Why there is no value, in Chinese; `None` where there is one."""
    source: Source
    note: str | None
    conflict: Conflict | None


@dataclass(frozen=True)
class Parameter:
    """A parameter with its history, oldest entry first; never empty."""

    id: str
    label: str
    description: str | None
    unit: Unit
    review_by: date
    entries: tuple[Entry, ...]

    def at(self, on: date) -> ParameterValue:
        """The value in force on `on`, a date in Asia/Shanghai."""
        index = bisect_right([entry.since for entry in self.entries], on) - 1
        # Before the first date there is no value; the oldest source still says where we looked.
        entry = self.entries[max(index, 0)]
        dated = index >= 0
        return ParameterValue(
            id=self.id,
            label=self.label,
            description=self.description,
            unit=self.unit,
            value=entry.value if dated else None,
            unknown=entry.unknown if dated else BEFORE_FIRST_DATE,
            source=entry.source,
            note=entry.note if dated else None,
            conflict=entry.conflict if dated else None,
            since=entry.since if dated else None,
            review_by=self.review_by,
        )


@dataclass(frozen=True)
class ParameterValue:
    """A parameter on one day.

    `value` by unit: int for hour, day, business_day, month, count and fen; Decimal for ratio (0 to 1);
    bool for bool; str or a tuple of str for text. `None` where not known: `unknown` says why, in Chinese.
    """

    id: str
    label: str
    description: str | None
    unit: Unit
    value: Value | None
    unknown: str | None
    source: Source
    note: str | None
    conflict: Conflict | None
    since: date | None
    """First day of this value, Asia/Shanghai; `None` when asked for a day before the first."""
    review_by: date

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.unknown is None


@dataclass(frozen=True)
class Policy:
    """All parameters as they stand on the day `on` (Asia/Shanghai)."""

    version: str
    on: date
    parameters: Mapping[str, Parameter]

    @cached_property
    def _read(self) -> dict[str, ParameterValue]:
        """Values by id as they were read: decisions read few of them, and those often."""
        return {}

    def get(self, parameter_id: str) -> ParameterValue:
        """The value of a parameter. Raises `PolicyError` only for an id that does not exist."""
        value = self._read.get(parameter_id)
        if value is None:
            if parameter_id not in self.parameters:
                raise PolicyError(f"there is no policy parameter {parameter_id!r}; check the spelling")
            value = self._read[parameter_id] = self.parameters[parameter_id].at(self.on)
        return value

    def ids(self, prefix: str = "") -> tuple[str, ...]:
        """Ids that begin with `prefix`, sorted."""
        return tuple(sorted(id for id in self.parameters if id.startswith(prefix)))


@dataclass(frozen=True)
class PolicyBook:
    """The whole policy with its history."""

    version: str
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]

    def at(self, when: date | datetime) -> Policy:
        """The policy on a day: a date in Asia/Shanghai, or an aware datetime, converted to that zone.

        Raises `PolicyError` for a naive datetime, whose day is not known.
        """
        return Policy(self.version, _policy_date(when), self.parameters)

    def overdue(self, on: date) -> tuple[ParameterValue, ...]:
        """Parameters whose review date lies before `on`, by id; the review date itself is still in time."""
        policy = self.at(on)
        return tuple(policy.get(id) for id in policy.ids() if self.parameters[id].review_by < policy.on)


def _policy_date(when: date | datetime) -> date:
    if not isinstance(when, datetime):
        return when
    if when.tzinfo is None:
        raise PolicyError(
            "a policy is asked for by date or by an aware datetime, but this one has no time zone"
        )
    return when.astimezone(POLICY_ZONE).date()
