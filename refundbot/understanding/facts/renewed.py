"""What a renewal took up: the term before it, and when that was bought, are none of the renewal's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from refundbot.understanding.facts.fact import Fact, Span
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.when.spans import behind
from refundbot.understanding.lexicon.words import pattern

RENEWED = pattern(
    r"(?<!没)(?<!没有)(?<!未)(?<!不)(?<!别)(?<!忘了)(?<!忘记)(?<!想)(?<!要)(?<!手)续(?!费?(?:吗|要|多少|会|可以))"
)
"""That something was renewed."""
_TOOK_UP = pattern(rf"{RENEWED.pattern}(?:费|订|约)?(?:了|的|过|上|成|款|扣|(?=<COUNT>|半))")
"""The same as done: 自动续了一个月, 续的费."""
_BOUGHT = pattern("<BUY>|开通")
_RENEWS = pattern("续|renew")
_OF_EITHER = frozenset({"term_months", "quantity"})
"""What both may have; of the first purchase it is left out where it is told of the renewal."""


def of_the_renewal(reading: Reading, facts: Iterable[Fact], now: datetime) -> Iterator[Fact]:
    """The facts of a message that tells of a renewal as those of it: 去年买的，昨天到期，自动续了一个月.

    The old term's end that is past is where the renewal begins; the day on which that was bought is none of
    its own. Facts of no renewal stay as they are.
    """
    facts = tuple(facts)
    places = [match.start() for match in _TOOK_UP.finditer(reading.whole)]
    if not places or not tells_of_a_renewal(facts):
        yield from facts
        return
    begins = any(fact.field == "effective_at" for fact in facts)
    renewed = {f.field for f in facts if _RENEWS.search(reading.whole, *reading.clause(f.start))}
    for fact in (_at_its_nearest(fact, now) for fact in facts):
        of_the_first = is_of_the_first(reading, fact.start)
        if fact.field == "expires_at" and _is_over(fact, now) and _is_taken_up(reading, fact, places):
            if not begins and isinstance(fact.value, Span):
                begun = behind(fact.value.earliest, fact.value.latest)
                yield replace(fact, field="effective_at", value=begun, alternatives=(), confidence=1.0)
        elif not of_the_first or not (
            fact.field == "paid_at" or (fact.field in _OF_EITHER and fact.field in renewed)
        ):
            yield fact


def _at_its_nearest(fact: Fact, now: datetime) -> Fact:
    """The fact; an end without a year, of what was renewed, is the nearest: 九月十号快到期了就续了半年."""
    if fact.field != "expires_at" or not isinstance(fact.value, Span):
        return fact
    first, *others = sorted((fact.value, *fact.alternatives), key=lambda span: abs(span.earliest - now))
    return fact if first == fact.value else replace(fact, value=first, alternatives=tuple(others))


def _is_over(fact: Fact, now: datetime) -> bool:
    return isinstance(fact.value, Span) and fact.value.latest < now


def _is_taken_up(reading: Reading, fact: Fact, places: Iterable[int]) -> bool:
    """Whether it was renewed behind what ended; 续的那个月昨天到期 tells the end of the renewal itself."""
    first, _ = reading.clause(fact.start)
    own = _RENEWS.search(reading.whole, first, fact.start)
    return own is None and any(place >= fact.end for place in places)


def tells_of_a_renewal(facts: Iterable[Fact]) -> bool:
    """Whether a renewal is what the facts are of."""
    return any((fact.field, fact.value) == ("purchase_kind", "renewal") for fact in facts)


def is_of_the_first(reading: Reading, start: int) -> bool:
    """Whether the clause at `start` tells of buying, and of no renewal."""
    clause = reading.clause(start)
    return bool(_BOUGHT.search(reading.whole, *clause)) and not _RENEWS.search(reading.whole, *clause)
