"""Mends what a keyboard or a dictation has misheard: 流量宝 to 流量包, 徐费 to 续费.

A character whose neighbours stand beside it in no training sentence gives way to one of the same sound that
often stands there. It helps to tell the intent, no more: facts and names are read in what the customer wrote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FREQUENT = 12
"""Training sentences in which the better of the two new pairs has to stand."""


def pairs(text: str) -> list[str]:
    """The neighbouring characters of a text, its ends and punctuation among them."""
    bounded = _bounded(text)
    return [bounded[i : i + 2] for i in range(len(bounded) - 1)]


@dataclass(frozen=True)
class Spelling:
    """What stands beside what in this trade, and what sounds alike."""

    counts: Mapping[str, int]
    """In how many training sentences a pair of characters stands."""
    alike: Mapping[str, str]
    """The characters that may be meant where one is heard."""

    @classmethod
    def of(cls, texts: Iterable[str], alike: Mapping[str, str]) -> Spelling:
        """From the training sentences."""
        counts = Counter(pair for text in texts for pair in set(pairs(text)))
        return cls(counts, alike)

    def mend(self, text: str) -> str:
        """The normalised text, as long as it was, with what is likely to have been meant."""
        mended, around = list(text), list(_bounded(text))
        for place in range(1, len(around) - 1):
            before, character, after = around[place - 1 : place + 2]
            if before + character in self.counts or character + after in self.counts:
                continue
            fits = [(self._fit(before, other, after), other) for other in self.alike.get(character, "")]
            fit, other = max(fits, default=(0, ""))
            if fit:
                around[place] = mended[place - 1] = other
        return "".join(mended)

    def _fit(self, before: str, character: str, after: str) -> int:
        """How well a character stands between two others; 0 where it does not."""
        less, more = sorted(self.counts.get(pair, 0) for pair in (before + character, character + after))
        return more + 3 * less if less and more >= FREQUENT else 0


def _bounded(text: str) -> str:
    return "^" + re.sub(r"\W", " ", text) + "$"
