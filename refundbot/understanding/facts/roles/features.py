"""What a linear model sees of a span: its form, the words around it, and the other spans of the message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from zlib import crc32

from refundbot.strict_yaml import read
from refundbot.understanding.facts.events import Event
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.roles.candidate import FIELDS, Candidate, Kind
from refundbot.understanding.lexicon.words import LexiconError, pattern

_MARKS = {"date": "D", "length": "L", "money": "M", "count": "C", "product": "P"}
"""What stands for a span in the context of another; the normalised text has no capital letters."""
_DATED = frozenset(FIELDS.values())
_ANSWERED_BY: Mapping[Kind, frozenset[str]] = {
    "date": _DATED,
    "length": _DATED | {"term_months"},
    "money": frozenset({"paid_amount"}),
    "count": frozenset({"quota_left"}),
    "product": frozenset(),
    "said": frozenset(),
}
"""The questions that a span of each kind can be the answer to; any other says nothing of its role."""
_LEFT, _RIGHT = 16, 14
"""Characters of context to either side."""
_LONGEST_GRAM = 6
_FAR = 12
_MOST = 20
"""Spans to either side whose roles are looked at."""
_ENDS = "，,。;!?\n、"
_FILE = Path(__file__).parents[2] / "lexicon" / "roles.yml"
_NUMBER = re.compile(r"\d+")


class Context:
    """One message with its candidates, in the order of the text."""

    def __init__(
        self, reading: Reading, candidates: Sequence[Candidate], events: Sequence[Event], asked: str | None
    ) -> None:
        """`events`: those of the timeline. `asked`: the field of the case that was just asked for."""
        self.reading, self.candidates, self.events, self.asked = reading, candidates, events, asked
        self._text, self._places = _masked(reading.whole, candidates)
        self._of_kind: dict[str, list[Candidate]] = {}
        self._rank: list[int] = []
        for candidate in candidates:
            alike = self._of_kind.setdefault(candidate.kind, [])
            self._rank.append(len(alike))
            alike.append(candidate)

    def features(self, index: int) -> list[int]:
        """The features of a candidate as hashes."""
        return [crc32(feature.encode()) for feature in self._features(index)]

    def neighbours(self, index: int, roles: Sequence[str]) -> list[int]:
        """What the roles first given to the other candidates say of one."""
        return [crc32(feature.encode()) for feature in self._neighbours(index, roles)]

    def _features(self, index: int) -> Iterator[str]:
        candidate = self.candidates[index]
        start, end = self._places[index]
        left = self._text[max(0, start - _LEFT) : start]
        right = self._text[end : end + _RIGHT]
        rule = candidate.rule
        yield "bias"
        yield f"rule:{rule}"
        yield f"rule:{rule}:{_bucket(len(self.reading.whole) // 8)}"
        yield f"rule:{rule}:of{min(len(self.candidates), 6)}"
        for shape in candidate.shape:
            yield f"shape:{shape}"
            yield f"shape:{shape}:{rule}"
        for size in range(1, _LONGEST_GRAM + 1):
            yield f"<{left[-size:] if size <= len(left) else '^' + left}"
            yield f">{right[:size] if size <= len(right) else right + '$'}"
        yield f"<>{left[-1:]}|{right[:1]}"
        yield f"<>{left[-2:]}|{right[:2]}"
        yield f"<>{left[-2:]}|{right[:1]}"
        yield f"<>{left[-1:]}|{right[:2]}"
        yield f"rule<{rule}|{left[-2:]}"
        yield f"rule>{rule}|{right[:2]}"
        for side, words in (("l", left), ("r", right)):
            for size in (2, 3):
                for place in range(len(words) - size + 1):
                    yield f"{side}:{words[place : place + size]}"
        yield from self._of_clause(candidate, start, end)
        yield from self._of_events(candidate, rule)
        yield from self._of_order(index)
        yield f"span:{_NUMBER.sub('0', self.reading.whole[candidate.start : candidate.end])[:8]}"
        asked = self.asked if self.asked in _ANSWERED_BY[candidate.kind] else None
        yield f"asked:{asked}"
        if len(self.reading.whole) <= candidate.end - candidate.start + 6:
            yield f"alone:{asked}:{rule}"

    def _of_clause(self, candidate: Candidate, start: int, end: int) -> Iterator[str]:
        first, last = self._line(start, end)
        head = self._text[first : min(start, first + 8)]
        yield f"head:{head[:4]}"
        colon = max(
            head.rfind(":"), self._text.rfind(":", first, start), self._text.rfind("\t", first, start)
        )
        if colon >= 0:
            label = re.split(r"[\n|，,;。\t]", self._text[max(0, colon - 12) : colon])[-1]
            yield f"label:{label[-4:]}"
            yield f"label:{label[-2:]}"
        first, last = self._clause(start, end)
        yield from self._of_classes(candidate, first, start, end, last)
        words = self._text[first:start] + "_" + self._text[end:last]
        for place in range(min(len(words), 60) - 1):
            yield f"c:{words[place : place + 2]}"
        before = self._text[max(0, first - 20) : first]
        for place in range(len(before) - 1):
            yield f"p:{before[place : place + 2]}"

    def _of_classes(self, candidate: Candidate, first: int, start: int, end: int, last: int) -> Iterator[str]:
        """Which classes of words stand beside it, in its clause, and in those before and behind."""
        text = self._text
        before, _ = self._clause(max(0, first - 1), first)
        _, behind = self._clause(last, last + 1)
        parts = {
            "before": text[max(before, first - 40) : first],
            "left": text[max(first, start - 25) : start],
            "near": text[max(first, start - 5) : start],
            "beside": text[end : min(last, end + 5)],
            "right": text[end : min(last, end + 25)],
            "behind": text[last : min(behind, last + 40)],
        }
        for name, words_of in _classes():
            for place, words in parts.items():
                if words and words_of.search(words):
                    yield f"{place}:{name}"
                    if place in ("left", "right", "near", "beside"):
                        yield f"{place}:{name}:{candidate.rule}"

    def _line(self, start: int, end: int) -> tuple[int, int]:
        return self._text.rfind("\n", 0, start) + 1, end

    def _clause(self, start: int, end: int) -> tuple[int, int]:
        first = max((self._text.rfind(mark, 0, start) for mark in _ENDS), default=-1) + 1
        ends = [place for mark in _ENDS if (place := self._text.find(mark, end)) >= 0]
        return first, min(ends, default=len(self._text))

    def _of_events(self, candidate: Candidate, rule: str) -> Iterator[str]:
        left = [e for e in self.events if e.end <= candidate.start]
        right = [e for e in self.events if e.start >= candidate.end]
        for side, event, distance in (
            ("left", left[-1] if left else None, candidate.start - left[-1].end if left else 0),
            ("right", right[0] if right else None, right[0].start - candidate.end if right else 0),
        ):
            name = event.name if event else "none"
            yield f"{side}:{name}"
            yield f"{side}:{name}:{_bucket(distance)}"
            if event:
                low, high = sorted((event.start, candidate.start))
                between = sum(
                    1 for c in self._of_kind[candidate.kind] if low <= c.start < high and c is not candidate
                )
                yield f"{side}:{name}:between{min(between, 2)}"
        yield f"events:{left[-1].name if left else '-'}|{right[0].name if right else '-'}"

    def _of_order(self, index: int) -> Iterator[str]:
        candidate = self.candidates[index]
        alike = self._of_kind[candidate.kind]
        place = self._rank[index]
        yield f"place:{min(place, 3)}/{min(len(alike), 4)}"
        yield f"last:{place == len(alike) - 1}"
        rules = {other.rule for other in alike if other is not candidate}
        for role in sorted(rules):
            yield f"beside:{role}"
        for side, step in (("prev", -1), ("next", 1)):
            near = index + step
            if 0 <= near < len(self.candidates):
                beside = self.candidates[near]
                gap = beside.start - candidate.end if step > 0 else candidate.start - beside.end
                yield f"{side}:{beside.kind}:{beside.rule}"
                yield f"{side}:{beside.kind}:{_bucket(gap)}"

    def _neighbours(self, index: int, roles: Sequence[str]) -> Iterator[str]:
        candidate = self.candidates[index]
        own = roles[index]
        yield f"own:{own}"
        for side, step in (("prev", -1), ("next", 1)):
            near = index + step
            yield f"{side}role:{_role(self.candidates, roles, near)}"
            while 0 <= near < len(roles) and self.candidates[near].kind != candidate.kind:
                near += step
            yield f"{side}alike:{_role(self.candidates, roles, near)}"
            yield f"{side}alike:{_role(self.candidates, roles, near)}:{own}"
        told = [f"{each.kind}:{role}" for each, role in zip(self.candidates, roles, strict=True)]
        before, behind = {*told[max(0, index - _MOST) : index]}, {*told[index + 1 : index + 1 + _MOST]}
        for side, names in (("before", before), ("behind", behind)):
            for name in sorted(names):
                yield f"{side}has:{name}"
        for name in sorted(before | behind):
            yield f"has:{name}:{own}"


def _role(candidates: Sequence[Candidate], roles: Sequence[str], index: int) -> str:
    return f"{candidates[index].kind}:{roles[index]}" if 0 <= index < len(roles) else "none"


def _masked(text: str, candidates: Sequence[Candidate]) -> tuple[str, list[tuple[int, int]]]:
    """The text with one letter for each span, and where the spans stand in it. `said` is left as it is."""
    letters: dict[int, Candidate] = {}
    for candidate in candidates:
        if candidate.kind in _MARKS:
            letters.setdefault(candidate.start, candidate)
    masked: list[str] = []
    places: list[int] = []
    end = 0
    for index, character in enumerate(text):
        if index >= end:
            span = letters.get(index)
            masked.append(_MARKS[span.kind] if span else character)
            end = span.end if span else index + 1
        places.append(len(masked) - 1)
    last = len(text) - 1  # a bare 0622 is read as 06/22, which is longer
    return "".join(masked), [(places[each.start], places[min(each.end - 1, last)] + 1) for each in candidates]


@cache
def _classes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    file = read(_FILE, LexiconError)
    return tuple((each.key, pattern("|".join(each.texts()))) for each in file.children())


@cache
def _bucket(distance: int) -> str:
    for limit in (0, 1, 2, 4, 8, _FAR):
        if distance <= limit:
            return str(limit)
    return "far"
