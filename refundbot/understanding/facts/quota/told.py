"""What is told of the yearly five-day quota: what is left of it, what was used of it this year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.quota.left import left, some_left
from refundbot.understanding.facts.quota.never import (
    after_its_count,
    is_of_the_quota,
    never_refunded,
    none_used,
)
from refundbot.understanding.facts.quota.none_left import none_left
from refundbot.understanding.facts.quota.used import place_of, used
from refundbot.understanding.facts.quota.words import SHORT, SO_MANY, SPOKEN_OF
from refundbot.understanding.facts.quota.years import of_another_year
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.together import together
from refundbot.understanding.facts.whose import is_not_theirs
from refundbot.understanding.lexicon.words import pattern

_BALANCE = pattern(
    rf"(?:用|退)(?:了|掉|过)+ ?{SO_MANY} ?[个次台][,，、 ]*(?:还(?:有|剩)|剩)下? ?"
    rf"{SO_MANY} ?(?:[个次]|(?=$|[,，。!了]))"
)
"""What was used and what is left side by side can be said of the quota only."""
_TOOK_OURS = re.compile("^把|同事")
"""What a colleague used up is the account's: 同事把最后一个名额用掉了."""
_ONCE_RETURNED = re.compile("退(?:完|了|掉|订)+(?:[这此本该]|我的|以后|之后|后)[^,，。;!?]{0,10}$")
"""Before what is said of the quota: it is of what is left then, 退完这单今年就|没名额了吧."""


def quota(reading: Reading, asked: bool) -> Iterator[Fact]:
    """`quota_left`, `quota_used` where that is what was said, and `quantity`, how many go back together.

    `asked`: the quota was just asked for. "Some are left" counts as one at least, and is approximate. What is
    said of another year, of another person or of a case supposed on the way is left out.
    """
    of_the_quota = [*_of_the_quota(reading, asked)]
    counted = {index for fact in of_the_quota for index in range(fact.start, fact.end)}
    yield from together(reading, counted)
    for fact in of_the_quota:
        then = of_another_year(reading, fact.start, fact.end) or _ONCE_RETURNED.search(
            reading.before(fact.start, SHORT)
        )
        theirs = is_not_theirs(reading, fact.start) and not _TOOK_OURS.search(fact.text)
        if not (then or theirs):
            yield fact


def _of_the_quota(reading: Reading, asked: bool) -> Iterator[Fact]:
    text = reading.whole
    named = asked or SPOKEN_OF.search(text) is not None or _BALANCE.search(text) is not None
    spent = [told for told in used(text, asked, named) if not of_another_year(reading, *told[0].span())]
    for match, count in spent:
        yield reading.fact("quota_used", count, *place_of(match))
    gone = none_left(reading, asked, named)
    never = never_refunded(text, asked)
    kept = [] if spent or not named or gone else [*left(reading, asked)]
    kept = [told for told in kept if never is None or not _overlap(told[0], never)]
    if kept:
        match, count = kept[-1]
        yield reading.fact("quota_left", count, *match.span())
        return
    if spent:
        return
    for match in some_left(text, asked):
        yield reading.fact("quota_left", 1, match.start(), match.end(), approximate=True)
    for match in gone:
        yield reading.fact("quota_left", 0, after_its_count(match), match.end())
    unused = none_used(text) if named else None
    never = unused or never
    if never and (unused or asked or is_of_the_quota(reading, never)):
        start = after_its_count(never)
        yield reading.fact("quota_left", 1, start, never.end(), approximate=True)
        yield reading.fact("quota_used", 0, start, never.end())


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()
