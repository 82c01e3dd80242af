"""Whether a fact is stated of the customer's own case, or supposed, heard of others, or only asked about."""

from __future__ import annotations

import re

from refundbot.understanding.facts.fact import NOT_SO, Fact
from refundbot.understanding.facts.reading import SHORTLY, Reading
from refundbot.understanding.facts.supposed import SUPPOSING, is_supposed, without_assurances
from refundbot.understanding.facts.whose import is_not_theirs, without_means
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.sayings import Saying

_SUPPOSES = pattern(f"{SUPPOSING}|换成|的话|<HEARSAY>|<OTHER_PERSON>|<IN_GENERAL>")
_CAUSE = pattern("因为(?P<cause>[^。;!?]+?)(?:吗|么|嘛|吧|[?])*$")

_ALREADY = re.compile("已经?|早就|上个?(?:周|礼拜|星期|月)|[昨前]天|刚刚?")
_BARS = frozenset({"invoiced", "freeze", "pending_transaction", "bandwidth_addon_present"})


def is_stated(reading: Reading, fact: Fact) -> bool:
    """Whether the clause of a fact states it.

    我是用微信付的，多久到账 and 这笔480元能退吗 state one; 要是开了发票还能退吗 supposes one. The day of the
    refund is told by the question itself: 下周再退能退多少.
    """
    first, last = reading.clause(fact.start)
    clause = reading.whole[first:last]
    if fact.field == "requested_at":
        return not (is_supposed(reading, fact) or is_not_theirs(reading, fact.start))
    sure = without_means(without_assurances(reading.whole))
    if _SUPPOSES.search(sure, max(0, first - 1), last) or is_supposed(reading, fact):
        return False
    if is_not_theirs(reading, fact.start) and not (
        fact.field == "channel" and Saying.PAYS_FOR_IT.is_in(clause)
    ):
        return False
    return not Saying.ASKS.is_in(clause) or Saying.OF_ONESELF.is_in(clause) or _is_so_already(reading, fact)


def _is_so_already(reading: Reading, fact: Fact) -> bool:
    """Whether what bars a refund is told as done by now, before its clause asks: 票上周已经开了这个能退吗."""
    first, _ = reading.clause(fact.start)
    told = fact.field in _BARS and fact.value not in NOT_SO
    return (
        told
        and _ALREADY.search(reading.whole, max(first, fact.start - SHORTLY), fact.end) is not None
        and not Saying.ASKS.is_in(reading.whole[first : fact.end])
    )


def supposed_cause(text: str) -> str:
    """What a normalised text asks to be the reason, as if it were stated; empty where there is none.

    >>> supposed_cause("就因为那个单子没付?"), supposed_cause("为什么")
    ('那个单子没付', '')
    """
    match = _CAUSE.search(text)
    return match["cause"] if match else ""
