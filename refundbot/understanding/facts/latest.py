"""Which fact of a field counts where several are told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from refundbot.understanding.facts.fact import Fact, Span
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.supposed import is_supposed
from refundbot.understanding.lexicon.words import pattern

_COMPARED = frozenset({"billing_mode", "state", "purchase_kind", "invoiced", "used", "origin", "term_months"})
_CORRECTION = pattern("<PUTS_RIGHT>")
_CLEARLY = 0.04
"""By how much one reading has to be more probable than a later one to count."""
_ANY_MACHINE = frozenset({"机器", "主机", "服务器", "实例", "機器", "主機", "伺服器"})
"""Names that any product of the kind may be called once it was named."""
_MACHINES = ("台", "块", "套")
_FAR_LESS = 0.15
"""By how much a product named later has to be less probable to be none that was bought."""
_SIDE_BY_SIDE = re.compile("的?(?:和|跟|与|或者?|还是|、|/|比)")


def latest(reading: Reading, facts: Iterable[Fact]) -> list[Fact]:
    """The last fact of each field: who corrects themselves does it behind what they correct.

    What is supposed takes the place of nothing that is told.

    An exact date stays beside a rough one (6月20号开的，到今天不到五天). Two values side by side, as in
    未生效和已生效, are compared, and neither is said of the purchase. What is said twice, as in
    按流量计费的，按需的那种, is as sure as the surer time.
    """
    kept: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.end, fact.start)):
        before = kept.get(fact.field)
        other = before is not None and before.value != fact.value
        differs = other and fact.field in _COMPARED
        if (
            before is not None
            and _stays(before, fact)
            and (_holds(before, fact) or not _corrected(reading, before, fact))
        ):
            continue
        if other and before and is_supposed(reading, fact) and not is_supposed(reading, before):
            continue
        if differs and before and _SIDE_BY_SIDE.fullmatch(reading.whole, before.end, fact.start):
            del kept[fact.field]
        elif before is not None and before.value == fact.value:
            kept[fact.field] = replace(fact, confidence=max(before.confidence, fact.confidence))
        else:
            kept[fact.field] = fact
    return list(kept.values())


def _stays(before: Fact, fact: Fact) -> bool:
    """Whether a fact stays beside a later one, told less exactly or less probably of the purchase."""
    if fact.field == "quota_left":
        return counts_machines(fact) and not counts_machines(before)
    if fact.field == "product":
        return fact.confidence < before.confidence - _FAR_LESS or fact.text in _ANY_MACHINE
    if fact.field == "benefits_used":
        return before.value is True  # 评审做过了，那些权益都没用过: one use is enough
    if fact.field == "freeze":
        return before.value == "police" and fact.value != "none"
    if not isinstance(fact.value, Span) or not isinstance(before.value, Span):
        return False
    if fact.value.latest - fact.value.earliest > before.value.latest - before.value.earliest:
        return True
    if _holds(fact, before):
        return False  # the same more exactly: 4号，10月4号下午三点
    return fact.value != before.value and fact.confidence < before.confidence - _CLEARLY


def _holds(before: Fact, fact: Fact) -> bool:
    """Whether a later stretch only tells roughly what was told exactly: 是10月2号付的不是12号，国庆买的."""
    if not isinstance(fact.value, Span) or not isinstance(before.value, Span) or fact.value == before.value:
        return False
    return fact.value.earliest <= before.value.earliest and before.value.latest <= fact.value.latest


def _corrected(reading: Reading, before: Fact, fact: Fact) -> bool:
    return _CORRECTION.search(reading.text, before.end, fact.start) is not None


def counts_machines(fact: Fact) -> bool:
    """Whether a count is of things, and so of none of the quota: 还剩1个名额，两台都退."""
    return fact.text.endswith(_MACHINES)
