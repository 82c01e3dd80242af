"""Tables, as they are pasted from a sheet: what stands in which column."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\n]+")
_CELL = re.compile(r"[^ ,，|]+")
_NUMBER = re.compile(r"[\d.]+")
_FEWEST_CELLS = 2


def columns(plain: str, headings: re.Pattern[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """The cells below a line in which one of those headings stands, down to the first line that is no row.

    Each with the heading of its column and its place.

    >>> list(columns("姓名,部门\\n石磊,测试\\n就这些", re.compile("姓名")))
    [('姓名', (6, 8)), ('部门', (9, 11))]
    """
    heads: list[str] = []
    for line in _LINE.finditer(plain):
        cells = list(_CELL.finditer(plain, *line.span()))
        words = [cell[0] for cell in cells]
        if len(cells) < _FEWEST_CELLS:
            heads = []
        elif any(map(headings.search, words)) and not any(map(_NUMBER.fullmatch, words)):
            heads = words
        else:
            for heading, cell in zip(heads, cells, strict=False):
                yield heading, cell.span()
