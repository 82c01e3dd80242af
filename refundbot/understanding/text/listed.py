"""Purchases that a message lists: in a table, by numbers (1) … 2) …), or in lines that are made alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from refundbot.understanding.text.tables import Listing, Row, table

_NUMBER = re.compile(
    r"(?:(?<=^)|(?<=[\n。;；，,:： 】]))[(（【]?(?P<number>[1-9]\d?|[一二三四五六七八九十]{1,2}|[①-⑨])"
    r"(?:[)）】]\s?|(?<=[①-⑨])\s?|[、.．](?!\d)\s?|[:：](?=\s?\D))",
)
_DAY = re.compile(
    r"\d{4}[-/.年]\d{1,2}|(?<!\d)\d{1,2}月\d{1,2}|(?<![\d.])\d{1,2}[-/]\d{1,2}(?![\d.])"
    r"|[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}|[今昨前]天"
)
_SUM = re.compile(
    r"[¥￥]\s?\d|\d(?:\.\d+)? ?(?:元|块)|(?:实付|付了?|金额|价格?|花了?)[:： ]?\d"
    r"|(?<![\d.:\-/月年])\d{2,6}(?:\.\d{1,2})?(?=$|[\s,，。;；)）])"
)
_LENGTH = re.compile(r"包[年月]|[\d一二两三半]个?(?:年|月)(?!\d|[一二三四五六七八九十])")
_ASKS = re.compile("[?？吗呢]|多少|能不能|可不可以|怎么|是否|如何")
_WANTS = re.compile("退|留|不要|不动|其[他它余]")
_CLAUSE_END = re.compile("[，,;；]")
_ITEM_END = re.compile(r"[\n。]")
_TALK = re.compile("[我了吗呢吧啊呀]|[。!！?？]")
_LABEL = re.compile("[:：，,。]")
_WORD_END = re.compile(r"[\s,，、;；:：|/()（）]+")
_FIGURES = re.compile(r"[\d.,:¥￥元块\-~/年月日号]+")
_STAYS = re.compile("继续用|保留|留着|不退|不动|已退")
_LONGEST = 80


def listed(text: str) -> Listing | None:
    """The purchases that a text lists, if it lists several.

    >>> told = listed("1) 云服务器 3月2日 2304元 2) 公网IP 3月2日 690元\\n只退2)")
    >>> told and [row.text for row in told.rows], told and told.after
    (['云服务器 3月2日 2304元', '公网IP 3月2日 690元'], '只退2)')
    """
    return table(text) or _numbered(text) or _lines(text)


def _numbered(text: str) -> Listing | None:
    """What stands behind the numbers 1, 2, … of a text, if each is told of as a purchase."""
    starts: list[re.Match[str]] = []
    for match in _NUMBER.finditer(text):
        if _value(match["number"]) == len(starts) + 1:
            starts.append(match)
    if len(starts) < 2:
        return None
    *ends, _ = [*(match.start() for match in starts[1:]), 0]
    last = _ITEM_END.search(text, starts[-1].end())
    ends.append(last.start() if last else len(text))
    ends[-1] = starts[-1].end() + _entry(text[starts[-1].end() : ends[-1]])
    told = [text[match.end() : end].strip(" \n，,;；。") for match, end in zip(starts, ends, strict=True)]
    if not _all_told(told):
        return None
    after = text[ends[-1] :].strip("\n，,;；。 ")
    return Listing(text[: starts[0].start()].strip(), tuple(_rows(told)), after)


def _entry(text: str) -> int:
    """How far the last entry goes, behind which stands in its line what is wanted: 50元，都能退吗."""
    for match in _CLAUSE_END.finditer(text):
        rest = text[match.end() :]
        told = any(kind.search(rest) for kind in (_SUM, _LENGTH))
        if (_ASKS.search(rest) or _WANTS.search(rest)) and not told:
            return match.start()
    return len(text)


def _lines(text: str) -> Listing | None:
    """The lines of a text that tell a day and a sum each, as entries and not in sentences."""
    lines = text.splitlines()
    alike = [bool(_DAY.search(line) and _SUM.search(line) and not _TALK.search(line)) for line in lines]
    if sum(alike) < 2:
        return None
    first, last = alike.index(True), len(alike) - alike[::-1].index(True)
    told = [line.strip() for line in lines[first:last]]
    if not all(alike[first:last]) or not _all_told(told):
        return None
    before, after = "\n".join(lines[:first]), "\n".join(lines[last:])
    return Listing(before, tuple(_rows(told)), after)


def _all_told(items: Sequence[str]) -> bool:
    """Whether each item tells of a purchase by itself, and none of them is only one fact of the same one."""
    return all(
        len(item) <= _LONGEST
        and not _ASKS.search(item)
        and sum(1 for kind in (_DAY, _SUM, _LENGTH) if kind.search(item)) >= 2
        and (_DAY.search(item) or _SUM.search(item))
        for item in items
    )


def _rows(items: Sequence[str]) -> Iterator[Row]:
    for place, item in enumerate(items, start=1):
        words = (word for word in _WORD_END.split(item) if len(word) > 1)
        names = tuple(word for word in words if not _FIGURES.fullmatch(word) and not _DAY.search(word))
        yield Row(place, item, names, gone=_STAYS.search(item) is not None)


def _value(number: str) -> int:
    for figures in ("①②③④⑤⑥⑦⑧⑨", "一二三四五六七八九"):
        if number in figures:
            return figures.index(number) + 1
    return int(number) if number.isdecimal() else 10
