"""The script that a customer writes, and of which place where the words tell."""

from __future__ import annotations

import re
from typing import Literal

Script = Literal["simplified", "traditional", "taiwan", "hong_kong"]

_TAIWAN = re.compile("網路|軟體|硬體|簡訊|網域|統編|超商|刷卡|[帳臺]")
_HONG_KONG = re.compile(
    "[唔冇嘅咗佢喺哋嗰嚟畀俾攞嘢啲㗎咩搵啱綫]|係[咪呀㗎]|幾時|點[解樣算退]|邊[度個]|而家|[琴尋噚][日晚朝]|[下上晏]晝|朝[早頭]|聽[日晚朝]|短訊|網絡"
)


def script_of(text: str, before: Script = "simplified") -> Script:
    """The script of a text, or that of `before` where no character of it is of one script only.

    What is in the character set of Taiwan and not in that of the mainland is Traditional, and the reverse.

    >>> script_of("退款要几天"), script_of("退款要幾天"), script_of("唔係"), script_of("ok", "taiwan")
    ('simplified', 'traditional', 'hong_kong', 'taiwan')
    """
    traditional = sum(_is_in("big5", each) and not _is_in("gb2312", each) for each in text)
    simplified = sum(_is_in("gb2312", each) and not _is_in("big5", each) for each in text)
    if simplified == traditional:
        return before
    if simplified > traditional:
        return "simplified"
    if _HONG_KONG.search(text):
        return "hong_kong"
    if _TAIWAN.search(text):
        return "taiwan"
    return "traditional" if before == "simplified" else before


def _is_in(charset: str, character: str) -> bool:
    """Whether a Han character is in a character set; a sign (¥, ：) tells no script."""
    try:
        return bool(character.encode(charset)) and character.isalpha() and not character.isascii()
    except UnicodeEncodeError:
        return False
