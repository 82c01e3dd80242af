"""How many go back, where an order is told of as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.found import Found
from refundbot.understanding.facts.in_role import InRole
from refundbot.understanding.facts.together import singles_out
from refundbot.understanding.facts.whose import own_words
from refundbot.understanding.lexicon.words import pattern

_BESIDE = 2
"""Characters between a count and the sum that is the price of as many."""
_GIVES_BACK = re.compile("退|不要|refund|cancel|unsubscribe|return")
_MAY = re.compile("(?:能|可以?|最多|至多)退[订掉]?$")
"""Before a count of what may be given back, not of what is: 一年能退十台."""
BOUGHT = pattern("<BUY>|[付续签租]|开通|创建|生效|到期|截止|paid|bought|ordered|opened|expire")


def whole_order(found: Found, told: Sequence[InRole]) -> Iterator[Fact]:
    """How many were bought, which go back as a whole where no one of them is singled out: 买了五台.

    我有三台服务器 says nothing of an order.
    """
    text = own_words(found.reading)
    if not (BOUGHT.search(text) or _GIVES_BACK.search(text)):
        return
    counted = [each.mentioned for each in told if each.role == "instances" and not _is_priced(found, each)]
    if len({each.of for each in counted}) == 1 and not singles_out(text):
        candidate, count = counted[0].candidate, counted[0].of
        allowed = _MAY.search(found.reading.before(candidate.start))
        if isinstance(count, int) and count and not allowed:
            yield found.reading.fact("quantity", count, candidate.start, candidate.end)


def _is_priced(found: Found, told: InRole) -> bool:
    """Whether a count is that of which the price is told, 一台180; it counts nothing that goes back."""
    candidate, of = told.mentioned.candidate, told.mentioned.of
    sums = (each.candidate.start for each in found.of_kind["money"])
    return of == 1 and any(0 <= start - candidate.end <= _BESIDE for start in sums)
