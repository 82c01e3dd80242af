"""A tree of lines, drawn with box characters."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Node:
    """A line and what lies below it."""

    text: str
    below: tuple[Node, ...] = ()


def draw(node: Node, levels: int = sys.maxsize) -> str:
    """The tree as text, down to so many levels below its root."""
    return "\n".join((node.text, *_lines(node, levels)))


def _lines(node: Node, levels: int) -> Iterator[str]:
    if levels == 0:
        return
    for number, child in enumerate(node.below, start=1):
        last = number == len(node.below)
        yield f"{'└─' if last else '├─'} {child.text}"
        for line in _lines(child, levels - 1):
            yield f"{'  ' if last else '│ '} {line}"
