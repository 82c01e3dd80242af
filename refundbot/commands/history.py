"""How values came to be what they are: each dated entry against the one before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from refundbot.policy import ParameterValue, PolicyBook
from refundbot.policy.model import Parameter


@dataclass(frozen=True)
class Change:
    """A value that holds from `day` (Asia/Shanghai), and the one it takes the place of, if any."""

    day: date
    old: ParameterValue | None
    new: ParameterValue


def history(parameter: Parameter) -> tuple[ParameterValue, ...]:
    """The parameter on the first day of each of its entries, oldest first."""
    return tuple(parameter.at(entry.since) for entry in parameter.entries)


def changes(book: PolicyBook, after: date = date.min, until: date = date.max) -> tuple[Change, ...]:
    """Every change from the day after `after` up to `until` inclusive, by day, then by parameter id."""
    every = chain.from_iterable(_changes(parameter) for parameter in book.parameters.values())
    within = (change for change in every if after < change.day <= until)
    return tuple(sorted(within, key=lambda change: (change.day, change.new.id)))


def _changes(parameter: Parameter) -> Iterator[Change]:
    values = history(parameter)
    for entry, old, new in zip(parameter.entries, (None, *values[:-1]), values, strict=True):
        yield Change(entry.since, old, new)
