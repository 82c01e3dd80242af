"""Which characters sound alike, as pinyin tells: for training, short answers and words that were misheard."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache

from pypinyin.pinyin_dict import pinyin_dict

# What speakers and keyboards do not keep apart: zh and z, l and n, ang and an.
_MERGED = ((r"^([zcs])h", r"\1"), (r"^l", "n"), (r"([aei])ng$", r"\1n"))


def alike(common: Collection[str]) -> Mapping[str, str]:
    """For every character of everyday Chinese (GB 2312) those of `common` that may be meant by its sound."""
    by_sound = defaultdict(set)
    for character in common:
        for sound in _sounds(character):
            by_sound[sound].add(character)
    found = {}
    for code in pinyin_dict:
        character = chr(code)
        others = {other for sound in _sounds(character) for other in by_sound[sound]} - {character}
        if others and _everyday(character):
            found[character] = "".join(sorted(others))
    return found


@cache
def sound(character: str) -> str:
    """The syllable that an everyday character is mostly read as, merged as by `alike`; "" for others.

    >>> sound("量") == sound("亮"), sound("硬") == sound("音"), sound("a")
    (True, True, '')
    """
    syllable = pinyin_dict.get(ord(character), "").partition(",")[0]
    return _merged(syllable) if _everyday(character) else ""


def _sounds(character: str) -> set[str]:
    """The syllables a character may be read as, without tones and with what is not kept apart made one."""
    return {_merged(syllable) for syllable in pinyin_dict.get(ord(character), "").split(",") if syllable}


def _merged(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    for pattern, one in _MERGED:
        plain = re.sub(pattern, one, plain)
    return plain


def _everyday(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
