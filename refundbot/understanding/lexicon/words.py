"""Patterns with word classes: <QUOTA> stands for the words of that class in `words.yml`.

>>> bool(pattern("没有<QUOTA>").search("没有额度了"))
True
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from refundbot.strict_yaml import read

_FILE = Path(__file__).with_suffix(".yml")
_CLASS = re.compile(r"<([A-Z_]+)>")


class LexiconError(Exception):
    """A file of the lexicon that cannot be used; the message names file and key."""


def pattern(written: str) -> re.Pattern[str]:
    """The compiled pattern, with the word classes that it names filled in."""
    return re.compile(fill(written))


def fill(written: str, known: Mapping[str, str] | None = None) -> str:
    """The regular expression of a pattern; `known` are the classes, if not those of `words.yml` alone.

    Raises:
        LexiconError: it names a class that there is not.
    """
    words = classes() if known is None else known
    try:
        return _CLASS.sub(lambda match: words[match[1]], written)
    except KeyError as name:
        raise LexiconError(f"there is no class of words {name}, named in: {written}") from None


@cache
def classes() -> Mapping[str, str]:
    """The classes of `words.yml`."""
    written = read(_FILE, LexiconError).children()
    return with_parts({place.key: "|".join(place.texts()) for place in written}, {})


def with_parts(parts: Mapping[str, str], known: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """`known` (of `words.yml`) and the parts of one file, each as a group; one may name those above it."""
    filled = dict(classes() if known is None else known)
    for name, words in parts.items():
        filled[name] = f"(?:{fill(words, filled)})"
    return filled
