"""A day or a sum of a fee, or one of which it is asked which it is: no purchase is told by it."""

from __future__ import annotations

import re

from refundbot.understanding.facts.found import Found
from refundbot.understanding.facts.reading import SHORTLY
from refundbot.understanding.facts.roles.candidate import Candidate
from refundbot.understanding.lexicon.words import pattern

_FEE = re.compile("手续费|违约金|管理费|服务费|滞纳金|利息|罚款")
_CHARGE = re.compile("扣费|(?:被|又|在|自动)扣(?:了|款|钱)|计费了")
_PURCHASE = pattern("<BUY>|(?<!手)续|付|包[年月季]|[一两三半]年|开通|原价|实付")
_OR = re.compile(r" ?(?:元|块钱?)? ?还是 ?")
_OR_BEFORE = re.compile(f"{_OR.pattern}$")


def is_asked_which(found: Found, candidate: Candidate) -> bool:
    """Whether a span is one of two of which it is asked which it is: 是12000还是11500？"""
    text = found.reading.text
    behind = _OR.match(text, candidate.end)
    before = _OR_BEFORE.search(text, max(0, candidate.start - SHORTLY), candidate.start)
    return bool(found.asked is None and (behind or before)) and any(
        _OR.fullmatch(text, min(each.end, candidate.end), max(each.start, candidate.start))
        for each in (other.candidate for other in found.of_kind[candidate.kind])
        if each is not candidate
    )


def is_of_a_charge(found: Found, candidate: Candidate) -> bool:
    """Whether a day or a sum is that of a fee, or of a charge, where no purchase is told of: 昨天扣费12块."""
    text = found.reading.text
    first, last = found.reading.clause(candidate.start)
    fee = _FEE.search(text, first, last)
    charged = _CHARGE.search(text, first, last)
    if fee is None and (charged is None or _PURCHASE.search(text, *found.reading.sentence(candidate.start))):
        return False
    return _PURCHASE.search(text, first, last) is None
