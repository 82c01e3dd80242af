"""How sure a fact is, where the message speaks against it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from refundbot.catalogue import PRODUCTS
from refundbot.understanding.facts.fact import GUESSED, Fact
from refundbot.understanding.facts.hedged import guessed, hedged
from refundbot.understanding.facts.names import denied
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.text.numerals import HAN

_BANDWIDTH = re.compile(
    rf"(?<![\d.])(?:\d{{1,4}}|[{HAN}]{{1,3}}) ?(?:m(?!b(?!ps))|兆)(?:b?ps|bit)?(?![a-z])(?!的?流量)"
)
_VOLUME = re.compile(rf"(?:\d|[{HAN}]) ?[gt]b?(?![a-z])")
_SURE_OF_ONE = 0.8
"""How sure a product has to be where the message names another one too. Of an author whom the model did not
know it was right 4 times of 15 below it, and 203 times of 206 from it on."""


def doubted(reading: Reading, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts, less sure where they are only guessed, and a product where the message speaks against it.

    A 流量包 of 5M is a bandwidth by its measure; and where two are named, which one is meant has to be surer.
    """
    measured = _BANDWIDTH.search(reading.whole) and not _VOLUME.search(reading.whole)
    put_aside = {name.id for name in denied(reading, "product")}
    several = len({name.id for name in reading.mentions("product")} - put_aside) > 1
    for fact in facts:
        if fact.field == "product":
            misnamed = measured and "流量" in PRODUCTS[str(fact.value)].name
            if misnamed or (several and fact.confidence < _SURE_OF_ONE):
                fact = replace(fact, confidence=min(fact.confidence, GUESSED))
        if guessed(reading, fact):
            fact = replace(fact, approximate=True)
        if hedged(reading, fact):
            fact = replace(fact, confidence=min(fact.confidence, GUESSED), hedged=True)
        yield fact
