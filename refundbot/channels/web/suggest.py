"""Type-ahead: the questions that the customer may be about to ask, by what they have typed so far.

They are shown titles of topics and their questions, which are understood without fail; phrasings only help to
find them.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, pairwise

import numpy as np

from refundbot.catalogue import QUESTIONS, TOPICS, topic_of
from refundbot.replies import title
from refundbot.settings import ROOT
from refundbot.understanding.rasa.training_data import Example, read_examples

MOST = 5
MIN_CHARACTERS = 2
ENOUGH = 0.5
"""Share of what was typed that a phrasing must have in common with it."""
OF_ITSELF = 0.2
"""What a topic's own title counts more than a phrasing."""


_NUMBER_BITS = 20
"""A posting is a pair of characters and, in its lowest bits, the number of a phrasing."""


class Suggestions:
    """An index of topics and questions by the pairs of characters of their titles and phrasings.

    A front door keeps it for as long as it runs, so it lies in a few arrays: as dictionaries it took seven
    times the memory.
    """

    def __init__(self, phrasings: Iterable[Example]) -> None:
        """`phrasings` are how customers ask; those of no topic are left out."""
        offered = dict.fromkeys(id for id, topic in TOPICS.items() if topic.offered)
        self._ids: list[str] = [*offered, *QUESTIONS]
        texts = [title(id) for id in self._ids]
        self._titles = len(texts)
        for phrasing in phrasings:
            if phrasing.intent in offered:
                question = f"{phrasing.intent}/{phrasing.question}"
                self._ids.append(sys.intern(question if question in QUESTIONS else phrasing.intent))
                texts.append(phrasing.text)
        self._text = "".join(texts)
        self._ends = array("I", accumulate(map(len, texts)))
        postings = array("Q")
        for number, text in enumerate(texts):
            postings.extend(pair << _NUMBER_BITS | number for pair in _pairs(text))
        in_order = np.sort(np.frombuffer(postings, np.uint64))
        self._pairs, starts = np.unique(in_order >> np.uint64(_NUMBER_BITS), return_index=True)
        self._starts = np.append(starts, len(in_order))
        self._numbers = (in_order & np.uint64((1 << _NUMBER_BITS) - 1)).astype(np.uint32)

    def for_text(self, typed: str) -> list[dict[str, str]]:
        """At most `MOST` suggestions `{title, text, topic}`, the likeliest first."""
        typed = typed.strip()
        pairs = _pairs(typed)
        if len(typed) < MIN_CHARACTERS or not pairs:
            return []
        shared = Counter(number for pair in pairs for number in self._with(pair))
        best: dict[str, float] = {}
        for number, count in shared.items():
            share = count / len(pairs)
            if share >= ENOUGH:
                begin, end = self._ends[number - 1] if number else 0, self._ends[number]
                begins_so = self._text.startswith(typed, begin, end)
                score = share + count / (end - begin) + OF_ITSELF * (number < self._titles) + begins_so
                id = self._ids[number]
                best[id] = max(score, best.get(id, 0.0))
        ids = sorted(best, key=lambda id: -best[id])[:MOST]
        return [{"title": title(id), "text": title(id), "topic": topic_of(id)} for id in ids]

    def _with(self, pair: int) -> list[int]:
        """The phrasings that hold a pair."""
        at = int(np.searchsorted(self._pairs, pair))
        if at == len(self._pairs) or self._pairs[at] != pair:
            return []
        numbers: list[int] = self._numbers[self._starts[at] : self._starts[at + 1]].tolist()
        return numbers


@lru_cache
def suggestions() -> Suggestions:
    """The index of the project's own training phrasings, made once."""
    return Suggestions(read_examples(ROOT / "data" / "nlu"))


def _pairs(text: str) -> frozenset[int]:
    """Each two characters that follow each other, as one number."""
    codes = [ord(character) for character in text.lower()]
    return frozenset(one << 21 | other for one, other in pairwise(codes))
