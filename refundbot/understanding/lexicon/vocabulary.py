"""The names of products, billing modes, payment channels and coupons, wherever they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from refundbot.catalogue import CHANNELS, PRODUCTS
from refundbot.catalogue.phrases import expand
from refundbot.understanding.lexicon.names import names
from refundbot.understanding.text.normal_form import normalize
from refundbot.understanding.text.overlaps import longest

_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
_TERMS = frozenset("年月季周")
"""Behind 包 they make a term of it: 包年."""


@dataclass(frozen=True)
class Mention:
    """A name in a text: the id that it stands for, and where."""

    id: str
    start: int
    end: int
    everyday: bool = False
    """Whether the name means much else, so that the sentence has to say that it is meant."""


@dataclass(frozen=True)
class _Name:
    words: str
    id: str
    everyday: bool


def is_everyday(entity: str, id: str, words: str) -> bool:
    """Whether a normalised name means much else besides what it stands for."""
    if entity == "product":
        return words in {normalize(name) for name in PRODUCTS[id].everyday}
    return entity == "payment_channel" and CHANNELS[id].everyday


def mentions(entity: str, text: str) -> list[Mention]:
    """The names of an entity in a normalised text, in its order; of overlapping names the longest.

    >>> [each.id for each in mentions("payment_channel", "支付宝付的,不是微信")]
    ['alipay', 'wechat']
    """
    index = _index(entity)
    return longest(_found(index, text))


def _found(index: Mapping[str, tuple[_Name, ...]], text: str) -> Iterator[Mention]:
    """The longest name that begins at each character."""
    for start, first in enumerate(text):
        for name in index.get(first, ()):
            end = start + len(name.words)
            if text.startswith(name.words, start) and _whole(text, start, end):
                yield Mention(name.id, start, end, name.everyday)
                break


def _whole(text: str, start: int, end: int) -> bool:
    """Whether what stands there neither begins nor ends within a Latin word, nor takes the 包 of 包年."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    first, last = text[start], text[end - 1]
    torn = (before in _LATIN and first in _LATIN) or (last in _LATIN and behind in _LATIN)
    return not torn and not (last == "包" and behind in _TERMS)


@cache
def _index(entity: str) -> Mapping[str, tuple[_Name, ...]]:
    """The names of an entity by their first character, the longest first."""
    found = {
        words: _Name(words, id, is_everyday(entity, id, words))
        for id, phrases in names(entity).items()
        for phrase in phrases
        for words in (normalize(each).strip() for each in expand(_spaced(phrase)))
    }
    index: dict[str, list[_Name]] = {}
    for words in sorted(found, key=len, reverse=True):
        index.setdefault(words[0], []).append(found[words])
    return {first: tuple(each) for first, each in index.items()}


def _spaced(phrase: str) -> str:
    """The phrase with a space allowed between its parts: OBS 资源包."""
    return re.sub(r"(?<=\))(\??)(?=\()", r"\1( )?", re.sub(r"(?<=[A-Za-z])(?=\()", "( )?", phrase))
