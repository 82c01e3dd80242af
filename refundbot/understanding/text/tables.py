"""Tables of several rows in a message: what a value is stands in the head of its column, far from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_CELL_END = re.compile(r"\s*[|｜\t]\s*|(?<=\S) {2,}(?=\S)|(?<=\S)　+(?=\S)")
_WORD_END = re.compile(r"(?<![~\-至到]) +(?!\d{1,2}:\d\d|[~\-至到(（])")
"""Between the cells of a row whose columns a single space keeps apart: 2026-05-06 10:00 is one of them."""
_RULE = re.compile(r"[\s|｜:：+\-—=]+")
_HEAD = re.compile(
    "产品|商品|资源|名称|项目|时间|日期|金额|实付|价|计费|付款|支付|备注|到期|数量|订单|状态|周期|时长|处理"
    "|机器|实例|主机|期间|起止|有效期|单据|费用|规格|类型|开通|付款日|序号"
)
_GOES = re.compile("(?<!不)(?<!不要)(?<!无需)退(?!过|款政策)|不要|取消")
_STAYS = re.compile("继续|保留|留用|不退|在用|不动|无需|已退")
_FIGURE = re.compile(r"\d{2}")
_FEWEST_CELLS, _FEWEST_HEADS = 3, 2

_PLACE = re.compile("(?:序号|编号|行号|行|#|no\\.?)", re.IGNORECASE)
_PERIOD = re.compile("期间|那段|起止|有效期|服务期|周期|区间|时段|使用期|时间段")
_PAID = re.compile("(?<!实)(?<!应)(?<!未)付款|支付|下单|购买|(?<!实)付的?(?:日|时)")
_SUM = re.compile("金额|实付|付了?$|价|费用|花费|合计|[(（]元[)）]|钱")
_BEGINS = re.compile("生效|起始|开始|起$")
_ENDS = re.compile("到期|截止|结束|止$")
_RENEWED = re.compile("(?<![不未没])(?<!自动)续[费订期了的]")
_OF_RENEWALS = re.compile(
    "(?<!自动)(?<!是否)(?<!可)续(?:费?(?:付款?|支付|日期?|时间|金额|款|期间|周期)|出|的|费$)"
)
"""The head of what is told of renewals alone."""
_PREPAID = re.compile("新购|新买|订购|包[年月]")
"""In a row: its period is one that was paid for beforehand."""
_SPAN = re.compile(
    r"(?P<first>(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?: ?\d{1,2}:\d\d(?::\d\d)?)?)"
    r" ?(?:~|～|至|到|—|–|->|→| - |-(?=\d{4}|\d{1,2}[月/]))+ ?"
    r"(?P<last>(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?: ?\d{1,2}:\d\d(?::\d\d)?)?)"
)
_DAY = re.compile(r"(?<![\d.\-/])(?P<month>0?[1-9]|1[0-2])[-/.](?P<day>0?[1-9]|[12]\d|3[01])(?![\d.\-/])")
"""A day without its year, which only the head of its column tells from a fraction."""


@dataclass(frozen=True)
class Row:
    """One of several purchases that a message lists."""

    place: int
    """By which number it is called, from 1."""
    text: str
    """What is told of it, each value with what it is."""
    names: tuple[str, ...] = ()
    """What it may be called by: the words in it that are neither dates nor sums."""
    goes: bool = False
    """Whether it is told in it that it goes back."""
    gone: bool = False
    """Whether it is told in it that it stays, or went back before."""


@dataclass(frozen=True)
class Listing:
    """The purchases that a message lists, and what it says before and behind them."""

    before: str
    rows: tuple[Row, ...]
    after: str

    @property
    def wanted(self) -> tuple[Row, ...]:
        """The rows of which it is told that they go back, where others do not; else all."""
        going = tuple(row for row in self.rows if row.goes and not row.gone)
        return going or self.rows


def table(text: str) -> Listing | None:
    """The table of several rows in a text, if there is one; of its rows those that tell of a purchase.

    >>> told = table("名称  续费付款  那段  金额\\nw-1  05-06  05-28~08-27  980\\nw-2  05-07  06-01~07-01  9")
    >>> told and told.rows[0].text
    '名称：w-1，续费，付款时间：5月6日，生效时间：5月28日，到期时间：8月27日，包年包月，实付：980'
    """
    lines = text.splitlines()
    for first in range(len(lines) - 2):
        for split in (_CELL_END, _WORD_END):
            if listing := _listing(lines, first, split):
                return listing
    return None


def tell_rows(text: str) -> str:
    """The text with each row of a table told as labelled values, a line each, if there are several rows.

    Of rows some of which go back while others stay only the former are told, of rows some of which have
    neither a date nor a sum the others.

    >>> print(tell_rows("产品 | 开通时间 | 备注\\nECS | 3月2日 | 继续使用\\nRDS | 8月9日 | 拟退"))
    产品：RDS，开通时间：8月9日，备注：拟退
    """
    listing = table(text)
    if listing is None:
        return text
    rows = [row.text for row in listing.wanted]
    return "\n".join(part for part in (listing.before, *rows, listing.after) if part)


def _listing(lines: Sequence[str], first: int, split: re.Pattern[str]) -> Listing | None:
    heads = _cells(lines[first], split)
    if len(heads) < _FEWEST_CELLS or sum(map(bool, map(_HEAD.search, heads))) < _FEWEST_HEADS:
        return None
    if split is _WORD_END and any(map(_FIGURE.search, heads)):
        return None  # a sentence with spaces in it
    last = first + 1
    rows: list[list[str]] = []
    while last < len(lines) and (
        _RULE.fullmatch(lines[last]) or len(_cells(lines[last], split)) == len(heads)
    ):
        if not _RULE.fullmatch(lines[last]):
            rows.append(_cells(lines[last], split))
        last += 1
    if len(rows) < 2:
        return None
    before, after = "\n".join(lines[:first]), "\n".join(lines[last:])
    told = [_row(place, heads, cells, before) for place, cells in enumerate(rows, start=1)]
    figures = [row for row, cells in zip(told, rows, strict=True) if any(map(_FIGURE.search, cells[1:]))]
    return Listing(before, tuple(figures or told), after)


def _row(place: int, heads: Sequence[str], cells: Sequence[str], before: str) -> Row:
    pairs = [(head, value) for head, value in zip(heads, cells, strict=True) if value]
    numbered = next((value for head, value in pairs if _PLACE.fullmatch(head) and value.isdecimal()), None)
    pairs = [(head, value) for head, value in pairs if not (_PLACE.fullmatch(head) and value.isdecimal())]
    whole = "，".join(cells)
    renewed = bool(_RENEWED.search(whole) or any(_OF_RENEWALS.search(head) for head in heads))
    prepaid = renewed or _PREPAID.search(whole) is not None
    values = [_told(head, value, renewed, prepaid) for head, value in pairs]
    if renewed and not _RENEWED.search("".join(values)):
        values.insert(1, "续费")
    names = tuple(value for _, value in pairs if not _FIGURES.fullmatch(value) and not _DATED.search(value))
    return Row(
        int(numbered) if numbered else place,
        "，".join(values),
        names,
        goes=_GOES.search(whole) is not None and not _STAYS.search(whole),
        gone=_STAYS.search(whole) is not None,
    )


_FIGURES = re.compile(r"[\d\s.,，:：¥￥元年月日号/\-~个天(（)）]+")
_DATED = re.compile(r"(?<![a-zA-Z\d])\d{1,4}[-/年月]\d{1,2}|20\d\d\.\d{1,2}\.\d|\d{1,2}:\d\d")


def _told(head: str, value: str, renewed: bool, prepaid: bool) -> str:
    """A value with what it is: a period by its beginning and its end, a day that has no year by its month."""
    span = _SPAN.search(value)
    if span is not None and not _PAID.search(head):
        begins = "生效时间" if renewed else "开通时间"
        rest = value[: span.start()] + value[span.end() :]
        length = rest.strip(" ,，()（）")
        first, last = (_with_its_month(span[each]) for each in ("first", "last"))
        how_long = f"，时长：{length}" if length else "，包年包月" if prepaid else ""
        return f"{begins}：{first}，到期时间：{last}{how_long}"
    dated = bool(_DAY.search(value)) and not _SUM.search(head)
    if dated:
        value = _with_its_month(value)
    if dated or _DATED.search(value):
        if _PAID.search(head):
            head = "付款时间"
        elif _ENDS.search(head):
            head = "到期时间"
        elif _BEGINS.search(head) and renewed:
            head = "生效时间"
    elif _SUM.search(head) and _FIGURE.search(value):
        head = "实付"
    return f"{head}：{value}" if head else value


def _with_its_month(value: str) -> str:
    return _DAY.sub(lambda day: f"{int(day['month'])}月{int(day['day'])}日", value)


def _cells(line: str, split: re.Pattern[str]) -> list[str]:
    return split.split(line.strip().strip("|｜").strip())
