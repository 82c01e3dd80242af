"""What a text says was told wrongly is no fact: 我前面说没退过是错的, 之前说3号开通说错了."""

from __future__ import annotations

from dataclasses import replace

from refundbot.understanding.facts.reading import BLANK, Reading
from refundbot.understanding.lexicon.words import pattern

_BEFORE = "(?:之前|以前|前面|刚才|刚刚|上面|一开始|开头|起初|先前|早先|那会儿?)"
_TELLS = "(?:跟你们?|给你们?)?(?:说|讲|写|报|填|提|以为)(?:给?你们?|您)?(?:过|的|是|成|了)*"
_WRONGLY = (
    "(?:那[个句]?|这[个句]?|是|的|都|也|其实)*"
    "(?<![没未不])(?:[说讲记写报填搞弄看]?错|(?:是)?不对|有误|不准|不属实|不算)(?:了|的)?"
)
_TAKEN_BACK = pattern(
    f"(?:<ONESELF>们?(?:自己)?{_BEFORE}?|{_BEFORE}<ONESELF>?们?){_TELLS}"
    f"(?P<what>[^,，。;!?…\n]{{2,24}}?){_WRONGLY}(?=$|[,，。;!…~\n ]|[啊呀哈吧哦])"
)
"""The own words that are told to have been wrong; 我之前说错了 names none."""


def without_what_is_taken_back(reading: Reading) -> Reading:
    """The reading without the words of the customer's own that it calls wrong.

    >>> from refundbot.understanding.facts.reading import read
    >>> without_what_is_taken_back(read("用完了，我前面说没退过是错的")).whole.replace(BLANK, "")
    '用完了，我前面说是错的'
    """
    whole, text = reading.whole, reading.text
    for match in _TAKEN_BACK.finditer(reading.whole):
        first, last = match.span("what")
        whole, text = (f"{each[:first]}{BLANK * (last - first)}{each[last:]}" for each in (whole, text))
    return reading if whole == reading.whole else replace(reading, whole=whole, text=text)
