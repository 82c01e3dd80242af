"""Turns of phrase by name: what `marks.yml`, `sayings.yml` and `under_way.yml` hold, each for its reader.

The files have one form. Of a phrase, `pattern` is searched for in a normalised text (of a list any of them);
`unless`, standing anywhere in that text, makes it mean something else; `says` and `says_not` are texts that a
test reads. <NAME> is one of the `parts` that the file begins with, or a class of `words.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from refundbot.strict_yaml import Place, read
from refundbot.understanding.lexicon.words import LexiconError, fill, with_parts

_FOLDER = Path(__file__).parent
_PARTS = "parts"


@dataclass(frozen=True)
class Phrase:
    """A turn of phrase: what says it, what makes it mean something else, and texts with and without it."""

    pattern: re.Pattern[str]
    unless: re.Pattern[str]
    says: tuple[str, ...]
    says_not: tuple[str, ...]

    def is_in(self, text: str) -> bool:
        """Whether a normalised text says it."""
        return self.pattern.search(text) is not None and self.unless.search(text) is None


@cache
def phrases(file: str, names: frozenset[str] | None = None) -> Mapping[str, Phrase]:
    """The phrases of a file of this folder; `names` are those that it has to hold, and no others.

    Raises:
        LexiconError: the file is not of the form; the message names file and key.
    """
    whole = read(_FOLDER / file, LexiconError)
    if names is not None:
        whole.closed({_PARTS, *names}, required=set(names))
    written = whole.child(_PARTS).children() if _PARTS in whole.mapping() else ()
    parts = with_parts({part.key: _any_of(part) for part in written})
    return {place.key: _phrase(place, parts) for place in whole.children() if place.key != _PARTS}


def _phrase(place: Place, parts: Mapping[str, str]) -> Phrase:
    place.closed({"pattern", "unless", "says", "says_not"}, required={"pattern", "says", "says_not"})
    unless = _any_of(place.child("unless")) if "unless" in place.mapping() else "(?!)"
    return Phrase(
        re.compile(fill(_any_of(place.child("pattern")), parts)),
        re.compile(fill(unless, parts)),
        place.child("says").texts(),
        place.child("says_not").texts(),
    )


def _any_of(place: Place) -> str:
    return place.text() if isinstance(place.content, str) else "|".join(place.texts())
