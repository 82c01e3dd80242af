"""What a message short for something consists of: names, an aspect, a circumstance (那支付宝呢, 多久).

The phrases are `lexicon/ellipsis.yml`; what the message is short for is told by the dialogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from refundbot.strict_yaml import Place, read
from refundbot.understanding.lexicon.vocabulary import mentions
from refundbot.understanding.lexicon.words import LexiconError, pattern
from refundbot.understanding.text.overlaps import longest

FILE = Path(__file__).with_name("lexicon") / "ellipsis.yml"
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
class _Part:
    start: int
    end: int
    kind: str
    value: str


@dataclass(frozen=True)
class _Phrases:
    aspects: Mapping[str, re.Pattern[str]]
    circumstances: Mapping[str, re.Pattern[str]]
    fillers: re.Pattern[str]


def ellipsis(normalised: str) -> Ellipsis | None:
    """Reads a normalised message as short for something; `None` where it says more, or nothing.

    >>> ellipsis("那支付宝多久呢")
    Ellipsis(aspect='how_long', circumstance=None, named={'channel': 'alipay'})
    >>> ellipsis("我昨天买的")
    """
    whole = normalised.strip()
    if not whole or len(whole) > LONGEST:
        return None
    parts = longest(_parts(whole))
    rest = _GAP.join(_between(whole, parts))
    if not parts or not phrases().fillers.fullmatch(rest):
        return None
    told = {part.kind: part.value for part in parts}
    named = {facet: told[facet] for facet in FACETS.values() if facet in told}
    return Ellipsis(told.get("aspect"), told.get("circumstance"), named or None)


def _parts(whole: str) -> Iterator[_Part]:
    for entity, facet in FACETS.items():
        for mention in mentions(entity, whole):
            yield _Part(mention.start, mention.end, facet, mention.id)
    for kind, known in (("aspect", phrases().aspects), ("circumstance", phrases().circumstances)):
        for name, phrase in known.items():
            for match in phrase.finditer(whole):
                yield _Part(*match.span(), kind, name)


def _between(whole: str, parts: list[_Part]) -> Iterator[str]:
    last = 0
    for part in parts:
        yield whole[last : part.start]
        last = part.end
    yield whole[last:]


@cache
def phrases() -> _Phrases:
    """The phrases of the aspects and circumstances, and the words that add nothing to them."""
    file = read(FILE, LexiconError)
    fillers = "|".join(file.child("fillers").texts())
    return _Phrases(
        _named(file.child("aspects")),
        _named(file.child("circumstances")),
        pattern(f"(?:{fillers}|{_GAP})*"),
    )


def _named(place: Place) -> Mapping[str, re.Pattern[str]]:
    return {each.key: pattern("|".join(each.texts())) for each in place.children()}
