"""What is told of the yearly five-day quota: what is left of it, what was used of it this year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.quota.left import left, some_left
from refundbot.understanding.facts.quota.never import (
    after_its_count,
    but_for_another,
    is_of_the_quota,
    never_refunded,
    none_used,
    of_nothing_else,
)
from refundbot.understanding.facts.quota.none_left import none_left
from refundbot.understanding.facts.quota.used import place_of, returned_uncounted, used
from refundbot.understanding.facts.quota.words import SHORT, SO_MANY, SPOKEN_OF
from refundbot.understanding.facts.quota.years import of_another_year
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.whose import is_not_theirs
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.sayings import Saying
from refundbot.understanding.text.numerals import number

_COUNTED = pattern(
    rf"(?:用|退)(?:了|掉|过)+ ?{SO_MANY} ?[个次台][,，、 ]*(?:还(?:有|剩)|剩)下? ?"
    rf"{SO_MANY} ?(?:[个次]|(?=$|[,，。!了]))|退(?:订|掉)?[过了掉]+{SO_MANY}次"
)
"""So many times refunded, or what was used and what is left side by side, can be said of the quota only."""
_ONCE_RETURNED = re.compile("退(?:完|了|掉|订)+(?:[这此本该]|我的|以后|之后|后)[^,，。;!?]{0,10}$")
"""Before what is said of the quota: it is of what is left then, 退完这单今年就|没名额了吧."""
_BENEFIT = pattern("<BENEFIT>")


def told_of_the_quota(reading: Reading, asked: bool) -> Iterator[Fact]:
    """`quota_left`, and `quota_used` where that is what was said, of whatever year and account.

    `asked`: the quota was just asked for. "Some are left" counts as one at least, and is approximate.
    """
    text = reading.whole
    named = asked or SPOKEN_OF.search(text) is not None or _COUNTED.search(text) is not None
    spent = [
        told
        for told in used(text, asked, named)
        if not (of_another_year(reading, *told[0].span()) or is_of_a_benefit(reading, *told[0].span()))
    ]
    for match, count in spent:
        yield reading.fact("quota_used", count, *place_of(match))
    gone = none_left(reading, asked, named)
    never = never_refunded(text, asked)
    kept = [] if spent or not named or gone else [*left(reading, asked)]
    kept = [told for told in kept if never is None or not _overlap(told[0], never)]
    if kept:
        match, count = kept[-1]
        rough = number(match["count"]) is None
        yield reading.fact("quota_left", count, *match.span(), approximate=rough)
        return
    if spent:
        return
    for match in some_left(text, asked):
        yield reading.fact("quota_left", 1, match.start(), match.end(), approximate=True)
    for match in gone:
        yield reading.fact("quota_left", 0, after_its_count(match), match.end())
    if never and of_nothing_else(reading, never) and _went_back(reading, never):
        return
    unused = none_used(text) if named else None
    never = unused or never
    if never and (unused or asked or is_of_the_quota(reading, never)):
        start = after_its_count(never)
        yield reading.fact("quota_left", 1, start, never.end(), approximate=True)
        yield reading.fact("quota_used", 0, start, never.end())


def of_the_own_quota(reading: Reading, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts of the account's quota of the present year, without what is left once this is given back.

    What is said of another year, of another person or of a case supposed on the way is left out.
    """
    for fact in facts:
        then = of_another_year(reading, fact.start, fact.end) or _ONCE_RETURNED.search(
            reading.before(fact.start, SHORT)
        )
        benefit = is_of_a_benefit(reading, fact.start, fact.end)
        if not (then or benefit or _is_of_anothers(reading, fact.start)):
            yield fact


def is_of_a_benefit(reading: Reading, start: int, end: int) -> bool:
    """Whether what was used is a benefit of a plan, which is named last: 巡检做过了，那回算用了一次.

    What went back is of the quota all the same.
    """
    named = max((match.end() for match in _BENEFIT.finditer(reading.whole, 0, end)), default=0)
    return (
        bool(named)
        and "退" not in reading.whole[start:end]
        and not SPOKEN_OF.search(reading.whole, named, end)
    )


def _went_back(reading: Reading, never: re.Match[str]) -> bool:
    """Whether something did go back before, of which it was not told how much it was."""
    return but_for_another(reading, never) or returned_uncounted(reading.whole, never.start())


def _is_of_anothers(reading: Reading, start: int) -> bool:
    """Whether it is told of somebody's quota that is not the account's own, or is not told at all."""
    first, last = reading.clause(start)
    return is_not_theirs(reading, start) and not Saying.TOOK_OURS.is_in(reading.whole[first:last])


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()
