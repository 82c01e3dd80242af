"""What a message that is short for something leaves out. The phrases and the table are `follow_ups.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from refundbot.understanding.overlaps import longest
from refundbot.understanding.reading import read
from refundbot.understanding.vocabulary import mentions

FACETS = {
    "product": "product",
    "billing_mode": "billing_mode",
    "payment_channel": "channel",
    "coupon_kind": "coupon_kind",
}
"""The facet of an answer that each kind of name tells."""
LONGEST = 24
"""Characters beyond which a message says what it means."""

_GAP = "\x00"
"""Stands where a part was taken out."""


@dataclass(frozen=True)
class Ellipsis:
    """A message that consists of names, of an aspect, of a circumstance, or of several of them."""

    aspect: str | None = None
    """What is asked of the subject at hand: how_long, why ..."""
    circumstance: str | None = None
    """The circumstance that is named: renewal, used ..."""
    named: Mapping[str, str] | None = None
    """Names by facet."""


@dataclass(frozen=True)
class Entry:
    """An aspect or circumstance, and the topic that answers it after a topic or group of topics."""

    phrases: re.Pattern[str]
    topic: str | None
    after: Mapping[str, str]

    def answered_by(self, last: str) -> str | None:
        """The topic that answers it when `last` was talked of."""
        chosen = self.after.get(last) or self.after.get(last.partition(".")[0]) or self.topic
        return last if chosen == "same" else chosen


@dataclass(frozen=True)
class _Part:
    start: int
    end: int
    kind: str
    value: str


def ellipsis(text: str) -> Ellipsis | None:
    """Reads a message as short for something; `None` where it says more, or nothing."""
    whole = read(text).whole.strip()
    if not whole or len(whole) > LONGEST:
        return None
    parts = longest(_parts(whole))
    rest = _GAP.join(_between(whole, parts))
    if not parts or not _table().fillers.fullmatch(rest):
        return None
    told = {part.kind: part.value for part in parts}
    named = {facet: told[facet] for facet in FACETS.values() if facet in told}
    return Ellipsis(told.get("aspect"), told.get("circumstance"), named or None)


def answered_by(name: str, last: str) -> str | None:
    """The topic that answers an aspect or a circumstance after the topic `last`. `KeyError` for neither."""
    table = _table()
    return (table.aspects.get(name) or table.circumstances[name]).answered_by(last)


def _parts(whole: str) -> Iterator[_Part]:
    for entity, facet in FACETS.items():
        for mention in mentions(entity, whole):
            yield _Part(mention.start, mention.end, facet, mention.id)
    for name, each in _table().aspects.items():
        for match in each.phrases.finditer(whole):
            yield _Part(*match.span(), "aspect", name)
    for name, each in _table().circumstances.items():
        for match in each.phrases.finditer(whole):
            yield _Part(*match.span(), "circumstance", name)


def _between(whole: str, parts: list[_Part]) -> Iterator[str]:
    last = 0
    for part in parts:
        yield whole[last : part.start]
        last = part.end
    yield whole[last:]


@dataclass(frozen=True)
class _Table:
    aspects: Mapping[str, Entry]
    circumstances: Mapping[str, Entry]
    fillers: re.Pattern[str]


@cache
def _table() -> _Table:
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("follow_ups.yml").read_text("utf-8"))
    return _Table(
        {name: _entry(entry) for name, entry in data["aspects"].items()},
        {name: _entry(entry) for name, entry in data["circumstances"].items()},
        re.compile(f"(?:{data['fillers'].replace('| ', '|')}|{_GAP})*"),
    )


def _entry(entry: Mapping[str, Any]) -> Entry:
    after = {last: topic for topic, lasts in entry.get("after", {}).items() for last in lasts}
    return Entry(re.compile("|".join(entry["phrases"])), entry.get("topic"), after)
