"""Macros: texts that agents keep at hand, with variables in braces, such as {产品}, that a case fills in.

What no case knows becomes a gap, which says what the agent has to fill in and is never told to a customer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from refundbot.replies.wording import wording

Variable = Literal["product", "order", "sum", "deadline", "agent"]

_FILE = wording("macros.yaml")
_GAP = _FILE.child("gap").text()
_GAP_BEGINS = _GAP.partition("{")[0]

VARIABLES = _FILE.child("variables").by_key()
"""What each variable is called between the braces."""

READY_MADE = _FILE.child("ready_made").by_key()
"""The texts that a new desk begins with, by their names."""

_IN_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Filled:
    """A text for a customer, and its gaps as they stand in it, each once."""

    text: str
    gaps: tuple[str, ...]


def fill(text: str, values: Mapping[Variable, str]) -> Filled:
    """A macro's text with the values in place of its variables, and gaps for whatever else stands in braces.

    >>> fill("{产品}退{金额}", {"product": "云服务器"})
    Filled(text='云服务器退【请填写：金额】', gaps=('【请填写：金额】',))
    """
    named = {VARIABLES[variable]: value for variable, value in values.items()}
    gaps: dict[str, None] = {}

    def value(found: re.Match[str]) -> str:
        name = found[1].strip()
        if name in named:
            return named[name]
        gap = _GAP.format(name=name)
        gaps[gap] = None
        return gap

    return Filled(_IN_BRACES.sub(value, text), tuple(gaps))


def can_be_filled(text: str) -> bool:
    """Whether each brace belongs to a pair around a name.

    >>> can_be_filled("{产品}"), can_be_filled("{产品"), can_be_filled("{产品{金额}}"), can_be_filled("{ }")
    (True, False, False, False)
    """
    if any(not name.strip() for name in _IN_BRACES.findall(text)):
        return False
    return not {"{", "}"} & set(_IN_BRACES.sub("", text))


def has_gap(text: str) -> bool:
    """Whether something has still to be filled in."""
    return _GAP_BEGINS in text
