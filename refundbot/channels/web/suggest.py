"""Type-ahead: the questions that the customer may be about to ask, by what they have typed so far.

They are shown titles of topics and their questions, which are understood without fail; phrasings only help to
find them.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache, partial

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


class Suggestions:
    """An index of topics and questions by the pairs of characters of their titles and phrasings."""

    def __init__(self, phrasings: Iterable[Example]) -> None:
        """`phrasings` are how customers ask; those of no topic are left out."""
        self._phrasings: list[tuple[str, str, bool]] = []
        self._with_pair: dict[str, array[int]] = defaultdict(partial(array, "I"))
        offered = {id for id, topic in TOPICS.items() if topic.offered}
        for id in (*offered, *QUESTIONS):
            self._index(id, title(id), is_title=True)
        for phrasing in phrasings:
            if phrasing.intent in offered:
                question = f"{phrasing.intent}/{phrasing.question}"
                id = question if question in QUESTIONS else phrasing.intent
                self._index(id, phrasing.text, is_title=False)

    def _index(self, id: str, text: str, *, is_title: bool) -> None:
        for pair in _pairs(text):
            self._with_pair[pair].append(len(self._phrasings))
        self._phrasings.append((id, text, is_title))

    def for_text(self, typed: str) -> list[dict[str, str]]:
        """At most `MOST` suggestions `{title, text, topic}`, the likeliest first."""
        typed = typed.strip()
        pairs = _pairs(typed)
        if len(typed) < MIN_CHARACTERS or not pairs:
            return []
        shared: dict[int, int] = defaultdict(int)
        for pair in pairs:
            for number in self._with_pair.get(pair, ()):
                shared[number] += 1
        best: dict[str, float] = {}
        for number, count in shared.items():
            id, text, is_title = self._phrasings[number]
            share = count / len(pairs)
            if share >= ENOUGH:
                score = share + count / len(text) + OF_ITSELF * is_title + text.startswith(typed)
                best[id] = max(score, best.get(id, 0.0))
        ids = sorted(best, key=lambda id: -best[id])[:MOST]
        return [{"title": title(id), "text": title(id), "topic": topic_of(id)} for id in ids]


@lru_cache
def suggestions() -> Suggestions:
    """The index of the project's own training phrasings, made once."""
    return Suggestions(read_examples(ROOT / "data" / "nlu"))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2].lower() for i in range(len(text) - 1))
