"""Whether a fact is stated of the customer's own case, or supposed, heard of others, or only asked about."""

from __future__ import annotations

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.lexicon.words import pattern

SHORT = 6
"""Characters up to which a clause is a name and little else."""
_SUPPOSES = pattern("<IF>|万一|换成|的话|<HEARSAY>|<OTHER_PERSON>|<IN_GENERAL>")
_ASKS = pattern("<QUESTION>|几天|是否|[?]")
_OF_ONESELF = pattern(".{0,4}?<ONESELF>")


_HANGS_ON_IT = pattern(
    "(?:给|为|替|往|在)(?:它|他|她|这台|那台|这个|那个|这单|机器|服务器|主机)|(?:挂|绑|加|附)(?:在|到|了|上)"
)


def hangs_on_it(clause: str) -> bool:
    """Whether a normalised clause tells of something that was added to the thing talked of.

    >>> hangs_on_it("给它加了块盘"), hangs_on_it("买了块盘")
    (True, False)
    """
    return _HANGS_ON_IT.search(clause) is not None


_AMENDS = pattern("<CORRECTION>|<INSTEAD>|是|[*＊]|改")


def amends(clause: str) -> bool:
    """Whether a normalised clause of a correction says what is right.

    >>> amends("是 ecs 不是 eip"), amends("还想问问到账时间")
    (True, False)
    """
    return _AMENDS.search(clause) is not None or len(clause) <= SHORT


def is_stated(reading: Reading, fact: Fact) -> bool:
    """Whether the clause of a fact states it.

    我是用微信付的，多久到账 states one; 微信付的多久到账 and 要是开了发票还能退吗 suppose one.
    """
    first, last = reading.clause(fact.start)
    clause = reading.whole[first:last]
    if _SUPPOSES.search(reading.whole, max(0, first - 1), last):
        return False
    return _ASKS.search(clause) is None or _OF_ONESELF.match(clause) is not None
