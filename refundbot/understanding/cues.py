"""Turns of phrase that say a fact outright: 没用过, 已经生效, 不是续费, 发票开了, 公安冻结.

The phrases are data: `cues.yml`. What is asked (开票了吗) or wished for (不想续费了) is no fact; what is
supposed (用过还能退吗) is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from refundbot.understanding.fact import Fact
from refundbot.understanding.overlaps import longest
from refundbot.understanding.reading import BLANK, Reading

_FILE = Path(__file__).with_suffix(".yml")
_PART = re.compile(r"<([A-Z_]+)>")
_ASKING = re.compile(
    r"(?:是否|是不是|有没有|会不会|能不能|可不可以|算不算|如何|怎么|怎样|哪些?|什么(?:情况"
    r"|时候|样)?(?:下|才)?(?:算|是|叫)?|要不要|[用续开]没)(?:才|能|会|就|算|被|还|已经?|都"
    r"| )*$"
)
_QUESTION = re.compile(
    r"[了过的费]?(?:没有?|吗|么|嘛|不)?(?=[?])|[了过的费]?(?:没有?|吗|么|嘛)(?=$|[,，。;!~ ])|[的费]?还是"
)


_OPEN = re.compile(f"有{BLANK}没|还{BLANK}是|还是{BLANK}")
"""Where a phrase is one half of a question: 有|没有生效, 新买的还|是续费."""


_NEAR = 10
"""Characters before a phrase in which something makes it speak of another thing."""


@dataclass(frozen=True)
class Cues:
    """The phrases of one field, each with its value, and what may not stand before them."""

    field: str
    phrases: tuple[tuple[str | bool, re.Pattern[str]], ...]
    not_after: re.Pattern[str]
    not_near: re.Pattern[str]


@dataclass(frozen=True)
class _Said:
    start: int
    end: int
    value: str | bool


def cues(reading: Reading) -> Iterator[Fact]:
    """The facts that a text says outright."""
    for cue in _all():
        found = [
            _Said(*match.span(), value)
            for value, phrase in cue.phrases
            for match in phrase.finditer(reading.whole)
        ]
        for said in longest(found):
            before = reading.before(said.start)
            open_question = _OPEN.search(before + BLANK + reading.whole[said.start : said.end])
            near = reading.whole[max(0, said.start - _NEAR) : said.start]
            if not (
                open_question
                or cue.not_near.search(near)
                or cue.not_after.search(before)
                or _ASKING.search(before)
                or _QUESTION.match(reading.whole, said.end)
            ):
                yield reading.fact(cue.field, said.value, said.start, said.end)


@cache
def _all() -> tuple[Cues, ...]:
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    parts: dict[str, str] = {}
    for name, pattern in read["parts"].items():
        parts[name] = _complete(pattern, parts)
    return tuple(_cues(field, dict(entry), parts) for field, entry in read["fields"].items())


def _cues(field: str, entry: dict[Any, Any], parts: dict[str, str]) -> Cues:
    not_after = _complete(entry.pop("not_after", "(?!)"), parts)
    not_near = entry.pop("not_near", "(?!)")
    phrases = tuple(
        (value, re.compile(_complete(phrase, parts))) for value, listed in entry.items() for phrase in listed
    )
    return Cues(field, phrases, re.compile(f"(?:{not_after})$"), re.compile(not_near))


def _complete(pattern: str, parts: dict[str, str]) -> str:
    return _PART.sub(lambda match: parts[match[1]], pattern)
