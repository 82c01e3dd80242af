"""Names that stand for the full one of another product: 服务器 and 机器 of a Flexus云服务器."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from refundbot.catalogue import PRODUCTS, Product
from refundbot.understanding.lexicon.vocabulary import Mention, mentions
from refundbot.understanding.lexicon.words import pattern

_ANY_THING = pattern("(?:[这那该此本]<COUNT>?[台个]?)?(?:机器|实例|产品|东西)")
_WHICH = re.compile("(?:我|买|用|选|开|配|型号|规格|就|的|那种|叫)*(?:是|叫)?")
_OF_THAT_KIND = re.compile(
    r"(?:云?服务器|云?主机|实例|系列|型|[lx](?![a-z])| )*(?:的?[那这][种款]|的)[吧呀啊]?"
)
_MARKS = " ,，。;!?、\n"


def is_short_for(words: str, product: Product) -> bool:
    """Whether normalised words name shortly the product talked of: 服务器 a 裸金属服务器, 机器 anything.

    >>> [is_short_for(words, PRODUCTS["bms"]) for words in ("服务器", "机器", "云硬盘")]
    [True, True, False]
    """
    return _ANY_THING.fullmatch(words) is not None or words in product.name.lower()


def is_bare(words: str, id: str) -> bool:
    """Whether normalised words name a product by themselves, and no clause tells more exactly which."""
    return any(name.id == id for name in mentions("product", words))


def tells_which(before: str, behind: str) -> bool:
    """Whether a clause only tells by a name which one it is: 是Flexus的, Flexus那种.

    `before`, `behind`: the clause around the name, normalised.

    >>> tells_which("是", "的，"), tells_which("还有台", "的，"), tells_which("", "那台也退")
    (True, False, False)
    """
    said = _WHICH.fullmatch(before.strip(_MARKS)), _OF_THAT_KIND.fullmatch(behind.strip(_MARKS))
    return None not in said


def told_exactly(
    text: str, names: Iterable[Mention], clause: Callable[[int], tuple[int, int]]
) -> list[Mention]:
    """The names of products, each as the full one that a clause behind it tells: 机器是6号开的，Flexus的."""
    told = list(names)
    for place, name in enumerate(told):
        first, last = clause(name.start)
        if place and tells_which(text[first : name.start], text[name.end : last]):
            before = told[place - 1]
            short = text[before.start : before.end].removeprefix("云")
            if before.end <= first and is_short_for(short, PRODUCTS[name.id]):
                told[place - 1] = replace(before, id=name.id)
    return told
