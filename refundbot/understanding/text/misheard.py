"""Words of the trade, written by dictation or an input method with others of their sound: 流亮包."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from refundbot.catalogue.phrases import expand
from refundbot.strict_yaml import read
from refundbot.understanding.lexicon.names import names
from refundbot.understanding.lexicon.words import LexiconError, pattern
from refundbot.understanding.text.sounds import sound

_FILE = Path(__file__).parents[1] / "lexicon" / "misheard.yml"
_NAMED = ("product", "coupon_kind")
_LONG = 3
"""Characters from which on a name is heard by its sound, without standing in the file."""
_HAN = re.compile("[一-龥]+")
_BEFORE_A_CLOCK = re.compile(
    r"(?!(?:[网往]上|[上下中]五))[一-龥]{2}"
    r"(?= ?(?:\d{1,2}|十?[一二两三四五六七八九]|十)(?:点(?![击数])|:\d\d))"
)
"""What may be a part of the day by its sound; 网上10点 and 其中五十点 are none."""


def mend(text: str) -> str:
    """A text in Simplified characters, as long as it was, with the words that were meant.

    One character of a word has to be right at least: what only sounds like it is left alone.

    >>> mend("流亮包没用完,待金券退吗"), mend("买了个云福气"), mend("服务期到七月")
    ('流量包没用完,代金券退吗', '买了个云主机', '服务期到七月')
    """
    text = _BEFORE_A_CLOCK.sub(_part_of_day, text)
    heard = [sound(character) for character in text]
    mended, place = "", 0
    while place < len(text):
        written, meant = next(_meant(text, heard, place), (text[place], text[place]))
        mended += meant
        place += len(written)
    return mended


def _part_of_day(written: re.Match[str]) -> str:
    """The part of a day that stands before its hour, 碗上10点 of the evening."""
    word = written[0]
    return next((part for part in _parts_of_day() if _sounds_like(word, part)), word)


def _sounds_like(written: str, word: str) -> bool:
    """Whether one character is the word's and the other sounds like that of the word."""
    alike = [sound(character) for character in written] == [sound(character) for character in word]
    return alike and any(one == other for one, other in zip(written, word, strict=True))


def _meant(text: str, heard: list[str], place: int) -> Iterator[tuple[str, str]]:
    """What is written from `place` on, and the longest word that is meant by it."""
    for word, meant in _words().get(tuple(heard[place : place + 2]), ()):
        written = text[place : place + len(word)]
        if len(written) == len(word) and (written == word == meant or written in _known()):
            return
        alike = heard[place : place + len(word)] == [sound(character) for character in word]
        right = any(one == other for one, other in zip(written, word, strict=False))
        if alike and right and not _spared(text, place, place + len(word)):
            yield written, meant


def _spared(text: str, start: int, end: int) -> bool:
    """Whether it is written so and meant so, as what stands around it tells."""
    return any(
        match.start() < end and start < match.end()
        for match in _others().finditer(text, max(0, start - _LONG), end + _LONG)
    )


@cache
def _words() -> Mapping[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The words by how their first two characters sound, the longest first, each with what it stands for."""
    file = read(_FILE, LexiconError)
    swallowed = {place.key: place.text() for place in file.child("swallowed").children()}
    by_sound = defaultdict(list)
    for word, meant in {**{each: each for each in _known()}, **swallowed}.items():
        by_sound[tuple(map(sound, word[:2]))].append((word, meant))
    return {key: tuple(sorted(each, key=lambda pair: -len(pair[0]))) for key, each in by_sound.items()}


@cache
def _parts_of_day() -> tuple[str, ...]:
    return read(_FILE, LexiconError).child("before_a_clock").texts()


@cache
def _known() -> frozenset[str]:
    """The words that may be meant."""
    phrases = (phrase for entity in _NAMED for each in names(entity).values() for phrase in each)
    called = (name for phrase in phrases for name in expand(phrase))
    long = {name for name in called if len(name) >= _LONG and _HAN.fullmatch(name)}
    return frozenset({*long, *read(_FILE, LexiconError).child("words").texts()})


@cache
def _others() -> re.Pattern[str]:
    return pattern("|".join(read(_FILE, LexiconError).child("spared").texts()))
