"""What a message hints at without a phrase that says it: something that may forbid the refund.

What forbids a refund is told in more words than any list of phrases has. Where a clause bears the words of
one, an order and that something about it is not over, it is a fact too unsure to decide by: the customer is
asked for a yes before a verdict rests on it, or on its absence. The words are data: `hints.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from refundbot.understanding.facts.fact import GUESSED, Fact, Value
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.supposed import is_supposed
from refundbot.understanding.facts.whose import is_not_theirs
from refundbot.understanding.lexicon.words import pattern

_FILE = Path(__file__).parents[1] / "lexicon" / "hints.yml"
_NOT_TOLD = pattern(
    r"<QUESTION>|[?谁]|几天|是否|有没有|<IF>|万一|(?:想|要|打算|准备|怕|担心|会不会|可能会?|别(?![的人])|以为|不想|不要|没有?要)(?!了)"
    r"|(?P<same>[一-龥])[不没](?P=same)|<NOT_SAID>[^,，。]{0,6}?(?:[不没无禁拒限灰]|not|refuse)|<ENGLISH_QUESTION>|<IN_GENERAL>|<OTHER_PERSON>|<HEARSAY>"
)
"""Words by which a clause tells nothing that has happened to the customer."""
_SHORTEST = 4
"""Characters below which a clause is an answer or a name."""


@dataclass(frozen=True)
class _Hint:
    field: str
    value: Value
    words: tuple[re.Pattern[str], ...]
    never: re.Pattern[str]


def hints(reading: Reading, told: Container[str | None]) -> Iterator[Fact]:
    """The facts that clauses hint at, the first of each field but those `told`, to be asked about."""
    found: set[str] = set()
    for start, end in _stretches(reading):
        words = reading.whole[start:end]
        for hint in _all():
            if hint.field in told or hint.field in found or hint.never.search(words):
                continue
            if all(word.search(words) for word in hint.words):
                fact = replace(
                    reading.fact(hint.field, hint.value, start, end), confidence=GUESSED, hinted=True
                )
                if not is_supposed(reading, fact) and not is_not_theirs(reading, end - 1):
                    found.add(hint.field)
                    yield fact


def _stretches(reading: Reading) -> Iterator[tuple[int, int]]:
    """The clauses that tell something, and each two of them that follow each other in one sentence."""
    before: int | None = None
    for start, end in reading.clauses():
        if _NOT_TOLD.search(reading.whole, start, end) or end - start < _SHORTEST:
            before = None
        else:
            yield start, end
            if before is not None and before >= reading.sentence(start)[0]:
                yield before, end
            before = start


@cache
def _all() -> tuple[_Hint, ...]:
    read: dict[str, dict[Any, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(
        _Hint(field, value, tuple(map(pattern, words)), pattern(entry["never"]))
        for field, entry in read.items()
        for value, words in entry.items()
        if value != "never"
    )
