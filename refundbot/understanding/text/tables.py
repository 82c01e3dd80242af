"""Tables of several rows in a message: what a value is stands in the head of its column, far from it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CELL_END = re.compile(r"\s*[|｜\t]\s*|(?<=\S) {2,}(?=\S)")
_RULE = re.compile(r"[\s|｜:：+\-—=]+")
_HEAD = re.compile(
    "产品|商品|资源|名称|项目|时间|日期|金额|实付|价|计费|付款|支付|备注|到期|数量|订单|状态|周期|时长|处理"
)
_GOES = re.compile("(?<!不)(?<!不要)(?<!无需)退(?!过|款政策)|不要|取消")
_STAYS = re.compile("继续|保留|留用|不退|在用|不动|无需|已退")
_FIGURE = re.compile(r"\d{2}")
_FEWEST_CELLS, _FEWEST_HEADS = 3, 2


def tell_rows(text: str) -> str:
    """The text with each row of a table told as labelled values, a line each, if there are several rows.

    Of rows some of which go back while others stay only the former are told, of rows some of which have
    neither a date nor a sum the others.

    >>> print(tell_rows("产品 | 开通时间 | 备注\\nECS | 3月2日 | 继续使用\\nRDS | 8月9日 | 拟退"))
    产品：RDS，开通时间：8月9日，备注：拟退
    """
    lines = text.splitlines()
    for first in range(len(lines) - 2):
        heads = _cells(lines[first])
        if len(heads) < _FEWEST_CELLS or sum(map(bool, map(_HEAD.search, heads))) < _FEWEST_HEADS:
            continue
        last = first + 1
        rows: list[list[str]] = []
        while last < len(lines) and (_RULE.fullmatch(lines[last]) or len(_cells(lines[last])) == len(heads)):
            if not _RULE.fullmatch(lines[last]):
                rows.append(_cells(lines[last]))
            last += 1
        if len(rows) > 1:
            return "\n".join([*lines[:first], *_told(heads, rows), *lines[last:]])
    return text


def _told(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    rows = _with_figures(rows)
    whole = ["，".join(row) for row in rows]
    going = [_GOES.search(row) is not None and not _STAYS.search(row) for row in whole]
    wanted = [row for row, goes in zip(rows, going, strict=True) if goes or not any(going)]
    labelled = (zip(heads, row, strict=True) for row in wanted)
    return ["，".join(f"{head}：{value}" for head, value in pairs if head and value) for pairs in labelled]


def _with_figures(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """The rows that tell of a purchase, where some have neither a date nor a sum and are only listed."""
    told = [row for row in rows if any(map(_FIGURE.search, row[1:]))]
    return told or rows


def _cells(line: str) -> list[str]:
    return _CELL_END.split(line.strip().strip("|｜").strip())
