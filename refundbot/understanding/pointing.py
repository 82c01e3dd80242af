"""The words that point at one of several: 第二台, 前面那台, 3号买的那台."""

from __future__ import annotations

import re

from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.text.numerals import number

_NTH = re.compile("(?:第(?P<nth>[一二三四五1-5])|(?P<first>头一?))[台套块单笔](?!月)")
_BEFORE = re.compile("(?:前[面头边]|先前|刚才|先(?:前)?说)的?[那一]?[1一]?[台套块单笔](?!月)")
"""The one that was talked of before: 前面那台."""
_THAT_ONE = re.compile("(?<!另外)(?<!另)那[一1]?[台套块单笔个](?!月|问题|时候)")
_DESCRIBED = re.compile("(?:的|年|月)那[一]?(?:台|个(?!月)|单|张|块|套|份|笔)")
"""A thing is pointed at by what was told of it: 花99买的那台, 一年的那单."""


def place_of(text: str) -> int | None:
    """By which place among those of its kind, from 0, a normalised text points at one; -1: the one before.

    >>> [place_of(text) for text in ("第二台呢", "头一台能退吗", "前面那台多久到账", "那台呢")]
    [1, 0, -1, None]
    """
    nth = _NTH.search(text)
    if nth is not None:
        return 0 if nth["first"] else int(number(nth["nth"]) or 1) - 1
    return -1 if _BEFORE.search(text) else None


def points_at_one(text: str) -> bool:
    """Whether a normalised text points at one of several: 那台3月买的, 包年的那个."""
    return _THAT_ONE.search(text) is not None


def points_by_description(reading: Reading) -> bool:
    """Whether a thing is pointed at by what it is, rather than by where it was talked of: 3号买的那台."""
    return _DESCRIBED.search(reading.text) is not None
