"""What of a text can be seen. A text in which there is nothing to see is empty, whoever wrote it."""

from __future__ import annotations

import unicodedata

_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""Letters and signs by their category that are drawn as nothing: fillers, the empty braille pattern."""


def is_visible(text: str) -> bool:
    """Whether there is anything to see in the text."""
    return any(map(_is_seen, text))


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CMZ" and character not in _BLANK_LETTERS
