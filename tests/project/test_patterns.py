"""No pattern reads what is repeated in more ways than one: where a search fails, it would try them all.

就是就是就是… in `(?:就是?|是)*` doubled its time with each repetition, and one message stopped a server. Here
each repeated part of each pattern is spelt out, and its spellings have to be a code: no row of them may be
another row (Sardinas and Patterson, 1953).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sre_parse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from sre_constants import (
    ANY,
    ASSERT,
    ASSERT_NOT,
    BRANCH,
    CATEGORY,
    GROUPREF,
    IN,
    LITERAL,
    MAX_REPEAT,
    MIN_REPEAT,
    NEGATE,
    NOT_LITERAL,
    RANGE,
    SUBPATTERN,
)
from typing import Any

import pytest

import actions
import refundbot
from refundbot.understanding.lexicon.phrases import phrases

MOST_SPELLINGS = 4000
"""Of one part; of more than so many the first are looked at."""
FEW_TIMES = 9
"""What is repeated no more often than this ends soon, however it is read."""
MANY = 500
"""Things in one holder from which on they are data."""
OTHER = "甲"
"""Stands for the characters that a pattern does not name."""
NOTHING_BEHIND = (
    "refundbot.conversations.privacy.addresses._ADDRESSED",
    "refundbot.conversations.privacy.addresses._REST",
)
"""What stands behind the repeated part may all be missing, so that no reading of it fails."""
NOT_OF_A_MESSAGE = ("refundbot.serving", "refundbot.conversations.migrations")


def patterns() -> dict[re.Pattern[str], str]:
    """All patterns that our modules hold, and those of the lexicon, and where each stands."""
    for package in (refundbot, actions):
        for there in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not there.name.startswith(NOT_OF_A_MESSAGE) and not there.name.endswith("__main__"):
                importlib.import_module(there.name)
    found: dict[re.Pattern[str], str] = {}
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("refundbot", "actions"):
            for key, value in list(vars(module).items()):
                found |= {pattern: where for where, pattern in _within(f"{name}.{key}", value)}
    for file in ("marks.yml", "sayings.yml", "under_way.yml"):
        for key, phrase in phrases(file).items():
            found |= {phrase.pattern: f"{file}: {key}", phrase.unless: f"{file}: {key}, unless"}
    return {
        p: where for p, where in found.items() if isinstance(p.pattern, str) and where not in NOTHING_BEHIND
    }


def _within(where: str, value: object, deep: int = 3) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns in a value; what holds very many things is data."""
    if isinstance(value, re.Pattern):
        yield where, value
    elif isinstance(value, dict | list | tuple | set | frozenset) and deep and len(value) < MANY:
        for each in value.values() if isinstance(value, dict) else value:
            yield from _within(where, each, deep - 1)


def read_in_two_ways(pattern: re.Pattern[str]) -> str | None:
    """A text that a repeated part of the pattern reads in two ways, if there is one."""
    tree = sre_parse.parse(pattern.pattern, pattern.flags)
    named = sorted({*_characters(tree), OTHER})
    for part in _repeated(tree):
        spellings = [each for each in _spelt(list(part), named) if each]
        twice = sorted(each for each, ways in Counter(spellings).items() if ways > 1)
        if twice or (twice := _undecided(set(spellings))):
            return twice[0]
    return None


def _inside(op: Any, of: Any) -> list[Any]:
    """The patterns within a part of one."""
    if op in (MAX_REPEAT, MIN_REPEAT):
        return [of[2]]
    if op is SUBPATTERN:
        return [of[3]]
    if op in (ASSERT, ASSERT_NOT):
        return [of[1]]
    return list(of[1]) if op is BRANCH else []


def _repeated(tree: Any) -> Iterator[Any]:
    """The parts that may be repeated without end, or nearly."""
    for op, of in tree:
        if op in (MAX_REPEAT, MIN_REPEAT) and of[1] > FEW_TIMES and not _is_one_of_a_set(of[2]):
            yield of[2]
        for part in _inside(op, of):
            yield from _repeated(part)


def _is_one_of_a_set(part: Any) -> bool:
    return len(part) == 1 and part[0][0] in (IN, LITERAL, NOT_LITERAL, ANY)


def _characters(tree: Any) -> Iterator[str]:
    """The characters that a pattern names."""
    for op, of in tree:
        if op in (LITERAL, NOT_LITERAL):
            yield chr(of)
        elif op is IN:
            yield from _characters(each for each in of if each[0] is LITERAL)
        for part in _inside(op, of):
            yield from _characters(part)


def _spelt(part: Sequence[Any], named: Sequence[str]) -> list[str]:
    """What a part matches, of the named characters and one more; what it repeats is repeated once more."""
    if not part:
        return [""]
    (op, of), rest = part[0], _spelt(part[1:], named)
    if op is ASSERT_NOT and of[0] > 0:
        barred = tuple(each for each in _spelt(list(of[1]), named) if each)
        return [each for each in rest if not each.startswith(barred)] if barred else rest
    here = _one(op, of, named)
    return [first + then for first, then in product(here, rest)][:MOST_SPELLINGS]


def _one(op: Any, of: Any, named: Sequence[str]) -> list[str]:
    if op is LITERAL:
        return [chr(of)]
    if op is NOT_LITERAL:
        return [each for each in named if each != chr(of)]
    if op is ANY:
        return list(named)
    if op is IN:
        return _in(of, named)
    if op in (MAX_REPEAT, MIN_REPEAT):
        low, high, body = of
        once = _spelt(list(body), named)
        rows = [_times(once, times) for times in range(low, min(int(high), low + 1) + 1)]
        return [each for row in rows for each in row][:MOST_SPELLINGS]
    if op is SUBPATTERN:
        return _spelt(list(of[3]), named)
    if op is BRANCH:
        return [each for branch in of[1] for each in _spelt(list(branch), named)]
    return [OTHER] if op is GROUPREF else [""]


def _times(once: Sequence[str], times: int) -> list[str]:
    """A part so many times; of more than two all but the first are alike."""
    if times < 2:
        return list(once) if times else [""]
    return [first + then * (times - 1) for first, then in product(once, repeat=2)]


def _in(of: Any, named: Sequence[str]) -> list[str]:
    """The named characters of a set, and one of each of its ranges where none is named."""
    chosen: list[str] = []
    barred = any(op is NEGATE for op, _ in of)
    for op, what in of:
        if op is LITERAL:
            chosen.append(chr(what))
        elif op is RANGE:
            low, high = map(chr, what)
            chosen += [each for each in named if low <= each <= high] or [low]
        elif op is CATEGORY:
            source = re.compile({"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s"}.get(str(what), r"\w"))
            chosen += [each for each in (*named, "1", " ", "a") if source.match(each)][:8]
    return [each for each in named if each not in chosen] if barred else list(dict.fromkeys(chosen))


def _undecided(code: set[str]) -> list[str]:
    """What is left over of a row of words when it is read as another row, where that is a word itself."""
    left = {
        longer[len(word) :] for word in code for longer in code if longer != word and longer.startswith(word)
    }
    seen: set[str] = set()
    while left:
        if hit := sorted(left & code):
            return hit
        seen |= left
        left = {
            longer[len(shorter) :]
            for rest in left
            for word in code
            for shorter, longer in ((rest, word), (word, rest))
            if longer != shorter and longer.startswith(shorter)
        } - seen
    return []


def test_no_repeated_part_of_a_pattern_is_read_in_two_ways() -> None:
    found = patterns()
    assert len(found) > 1000
    told = [(where, read_in_two_ways(pattern)) for pattern, where in found.items()]
    assert [(where, text) for where, text in told if text] == []


@pytest.mark.parametrize(
    "pattern",
    [
        "(?:就是?|是)*x",
        "(?:早就?|早)*x",
        "(?:[一二]+)+x",
        "(?:我|我那|那)*x",
        "(?:[一-龥]?云)*x",
        "(?:(?:a|b)*c?)*x",
    ],
)
def test_what_is_read_in_two_ways_is_found(pattern: str) -> None:
    assert read_in_two_ways(re.compile(pattern))


@pytest.mark.parametrize(
    "pattern", ["(?:就|是)*x", "(?:早就?|才)*x", "[一二]+x", "(?:云|(?!云)[一-龥]云)*x", "(?:ab|ac)+"]
)
def test_what_is_read_in_one_way_is_not(pattern: str) -> None:
    assert read_in_two_ways(re.compile(pattern)) is None
