"""The names of products, billing modes, payment channels and coupons: the phrases of `patterns/`.

A phrase there writes a choice as `(a|b)` and an optional one as `(a|b)?`, so it is a regular expression as
it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from refundbot.understanding.overlaps import longest
from refundbot.understanding.text import normalize

_FOLDER = Path(__file__).with_name("patterns")


_BOUNDED = "(?:(?<![a-z])|(?![a-z]))(?:{})(?:(?![a-z])|(?<![a-z]))(?:(?<!包)|(?![年月季周]))"
"""A phrase that neither begins nor ends within a Latin word, and does not take the 包 of 包年."""


@dataclass(frozen=True)
class Mention:
    """A name in a text: the id that it stands for, and where."""

    id: str
    start: int
    end: int


def mentions(entity: str, text: str) -> list[Mention]:
    """The names of an entity in a normalised text, in its order; of overlapping names the longest."""
    found = [
        Mention(name, match.start(), match.start() + len(match[0].rstrip()))
        for name, phrases in _phrases(entity)
        for phrase in phrases
        for match in phrase.finditer(text)
    ]
    return longest(found)


@cache
def _phrases(entity: str) -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    """The phrases of each id."""
    ids = yaml.safe_load((_FOLDER / f"{entity}.yml").read_text(encoding="utf-8"))["ids"]
    return tuple(
        (name, tuple(re.compile(_BOUNDED.format(_spaced(normalize(p)))) for p in phrases))
        for name, phrases in ids.items()
    )


def _spaced(phrase: str) -> str:
    """The phrase with a space allowed between its parts: OBS 资源包."""
    return re.sub(r"(?<=\))(\??)(?=\()", r"\1 ?", re.sub(r"(?<=[a-z])(?=\()", " ?", phrase))
