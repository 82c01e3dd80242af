"""A text as the grammars read it: every character in its plainest form, each still in its own place."""

from __future__ import annotations

import re
import unicodedata

from opencc import OpenCC

HAN_DIGITS = "零〇○一二三四五六七八九两幺壹贰叁肆伍陆柒捌玖貳參陸洞拐勾"
"""The last three are how 0, 7 and 9 are said where they must not be misheard."""
_VALUES = "00012345678921123456789236079"

_OWN_FORM = "［］"
"""Around the words that stand for what was taken out: no bracket that anybody types."""
_SENTENCE = "，；！？"
"""They end what stands before them; their ASCII forms may be a part of it."""
_DASHES = "−⁃˗─━ー～~"
_DOTS = "•・∙⋅‧●"
_PLUS = "➕"

SPOKEN = r"[ ,，、]{0,2}(?:(?:嗯|呃|然后|接着|再接?|逗号|空格|[后中]面?[头间]?是?|最后是?)[ ,，、]{0,2}){1,2}"
"""What is said between the groups of a number."""
_DIGIT = rf"(?!一[直个下些样起定般共次边])[0-9{HAN_DIGITS}]"
_HAN_NUMBER = re.compile(rf"(?:{_DIGIT}(?:{SPOKEN}|[ \-./_,，、·]{{0,2}})){{6,24}}{_DIGIT}")
_LOOKALIKES = "lIoO"
_LOOKALIKE_MOBILE = re.compile(
    rf"(?<![A-Za-z0-9_-])[1lI][ -]?[3-9](?:[ -]?[0-9{_LOOKALIKES}]){{9}}(?![A-Za-z0-9_-])"
)
_HAN_TO_DIGIT = str.maketrans(HAN_DIGITS, _VALUES)
_LOOKALIKE_TO_DIGIT = str.maketrans(_LOOKALIKES, "1100")


_simplified = OpenCC("t2s").convert


class _PlainForms(dict[int, str]):
    """Worked out for each character when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain_form(chr(code))
        return plain


def _plain_form(character: str) -> str:
    if character in f"{_OWN_FORM}{_SENTENCE}\n":
        return character
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(character)
    if category == "Pd" or character in _DASHES:
        return "-"
    if category in ("Zs", "Cc", "Cf", "Mn", "Me"):
        return " "
    if character in _DOTS:
        return "·"
    if character in _PLUS:
        return "+"
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) > 1:
        return character
    simplified = _simplified(plain) if plain >= "\u3400" else plain
    return simplified if len(simplified) == 1 else plain


_FORMS = _PlainForms()


def read(text: str) -> str:
    """The text with digits of any script, full-width letters, dashes and blanks in their ASCII form, and
    traditional characters simplified. What is found in it stands in the same place of the text."""
    return text.translate(_FORMS)


def read_spelt(plain: str) -> str:
    """The same with numbers that are spelt digit by digit (一三八…) in digits, and mobile numbers that have
    letters for digits.

    >>> read_spelt("幺八六 二七洞三 五五幺九，l5O88274193，lO")
    '186 2703 5519，15088274193，lO'
    """
    digits = _HAN_NUMBER.sub(lambda number: number[0].translate(_HAN_TO_DIGIT), plain)
    return _LOOKALIKE_MOBILE.sub(lambda number: number[0].translate(_LOOKALIKE_TO_DIGIT), digits)
