"""Choosing among findings that claim the same characters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Found(Protocol):
    """Anything found at `start:end` of a text."""

    @property
    def start(self) -> int:
        """Index of its first character."""

    @property
    def end(self) -> int:
        """Index behind its last character."""


F = TypeVar("F", bound=Found)


def longest(found: Iterable[F]) -> list[F]:
    """Those that no longer or earlier one overlaps, in the order of the text."""
    kept: list[F] = []
    taken: set[int] = set()
    for each in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if taken.isdisjoint(range(each.start, each.end)):
            taken.update(range(each.start, each.end))
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)
