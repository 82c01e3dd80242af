"""Phrases as the catalogue and the lexicon write names: `(a|b)` is a choice, `(a|b)?` an optional one."""

from __future__ import annotations

import re
from itertools import product

_CHOICE = re.compile(r"\(([^()]*)\)(\??)")


def expand(phrase: str) -> list[str]:
    """Every way to read the choices of `phrase`.

    >>> expand("(a|b)c(d)?")
    ['acd', 'ac', 'bcd', 'bc']
    """
    parts: list[list[str]] = []
    end = 0
    for choice in _CHOICE.finditer(phrase):
        parts += [[phrase[end : choice.start()]], choice[1].split("|") + [""] * bool(choice[2])]
        end = choice.end()
    return ["".join(words) for words in product(*parts, [phrase[end:]])]
