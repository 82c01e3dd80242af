"""A purchase of the talk, known by the name of its product."""

from __future__ import annotations

from dataclasses import replace

from refundbot.catalogue import PRODUCTS
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.turn import Turn
from refundbot.dialogue.which_one import pointed_at
from refundbot.understanding.facts import Fact
from refundbot.understanding.facts.names import package_of
from refundbot.understanding.facts.short_names import is_short_for
from refundbot.understanding.goes_back import leaves_alone
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.utterance import Utterance


def is_called(name: Mention, check: Check, said: Utterance) -> bool:
    """Whether a name in an utterance is that of the product of a check, fully or in short."""
    known = check.facts.get("product")
    short = _is_short(said.normalised[name.start : name.end], check)
    return known in (name.id, package_of(said.reading, name)) or short


def _is_short(words: str, check: Check) -> bool:
    product = check.facts.get("product")
    return product in PRODUCTS and is_short_for(words, PRODUCTS[str(product)])


def ids_of(names: list[Mention]) -> frozenset[str]:
    """The products that are named."""
    return frozenset(name.id for name in names)


def waits(memory: Memory, fact: Fact) -> Check | None:
    """The waiting check of the product that a fact names, fully or in short."""
    exact = [check for check in memory.waiting if check.facts.get("product") == fact.value]
    short = [check for check in memory.waiting if _is_short(fact.text.lower(), check)]
    return exact[0] if exact else short[0] if len(short) == 1 else None


def gone_back(memory: Memory, turn: Turn) -> Memory:
    """The memory with the purchase talked of that a message names, where that is one of before.

    So what is told or corrected is of the purchase that it is told of: 我说的是CDN那个，不是共享的.
    """
    check, said = memory.check, turn.utterance
    if check is None or "product" not in check.facts:
        return memory
    named = said.meant("product")
    pointed = None if leaves_alone(said.normalised) else pointed_at(memory, said, turn.now)
    if pointed is not None and all(is_called(name, check, said) for name in named):
        former = [each for each in memory.former if each is pointed]
    elif said.marks.names_another or not named or any(is_called(name, check, said) for name in named):
        return memory
    else:
        former = [each for each in memory.former if all(is_called(name, each, said) for name in named)]
    if len(former) != 1:
        return memory
    others = tuple(each for each in memory.former if each is not former[0])
    return replace(replace(memory, former=others).leaving(), check=former[0])
