"""What is added to a purchase, and is neither one itself nor told twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.found import Found
from refundbot.understanding.facts.names import ACCESSORIES
from refundbot.understanding.facts.reading import Reading

_RESOURCE = re.compile("盘|网卡|ip|备份|disk|volume")
"""What is added to a resource, besides a bandwidth add-on."""
_AND = re.compile("(?:加上?|[+])(?:[一两二三几]?[个块台条张])?")
_ADDS_TO = re.compile("[给往在为]|后|[又再]")
"""Between two things: they are a list, ECS加一块云盘; and before them: the one was added to the other."""


def is_an_addon(found: Found, fact: Fact, facts: Sequence[Fact]) -> bool:
    """Whether a product is only what hangs on the purchase: ECS上还有带宽加油包, 续费后加了块云硬盘."""
    if fact.field != "product" or fact.value not in ACCESSORIES:
        return False
    first, last = found.reading.clause(fact.start)
    several = len({each.value for each in facts if each.field == "product"}) > 1
    return any(
        (each.field == "resource_added_after_renewal" and first <= each.start < last)
        or (several and each.field == "bandwidth_addon_present" and each.start < fact.end <= each.end)
        for each in facts
    )


def is_only_the_addon(found: Found, fact: Fact, facts: Sequence[Fact]) -> bool:
    """Whether all that was added after a renewal is a bandwidth add-on, which has a rule of its own."""
    first, last = found.reading.clause(fact.start)
    addon = any(
        each.field == "bandwidth_addon_present" and each.value and first <= each.start < last
        for each in facts
    )
    added = (fact.field, fact.value) == ("resource_added_after_renewal", True)
    return added and addon and _RESOURCE.search(found.reading.text, first, last) is None


def is_listed(reading: Reading, fact: Fact) -> bool:
    """Whether what seems added after a renewal is only one of a list: 服务器加数据盘续了一年."""
    if fact.field != "resource_added_after_renewal":
        return False
    named = [name for name in reading.mentions("product") if fact.start <= name.start < fact.end]
    return any(
        _AND.fullmatch(reading.text, one.end, other.start) and not _ADDS_TO.search(reading.before(one.start))
        for one, other in pairwise(named)
    )
