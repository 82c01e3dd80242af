"""What a product is told as, where the words around it leave no doubt."""

from __future__ import annotations

import re

from refundbot.understanding.facts.belongings import belongs
from refundbot.understanding.facts.found import Found, Mentioned
from refundbot.understanding.facts.names import ACCESSORIES
from refundbot.understanding.facts.reading import SHORTLY
from refundbot.understanding.facts.roles.candidate import OTHER, Candidate
from refundbot.understanding.facts.whose import is_not_theirs, is_of_a_party, is_of_the_other
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.lexicon.words import pattern

_STAYS = re.compile(
    "(?:那个?|这个?|它|我|就|先|都|的)*(?:不用[管退]|[别不]管|留着|[别不]动|不退(?![吗么到成给了]))"
)
"""Behind a product: it stays."""
_COMPARES = re.compile(
    r"(?:[跟和同与像比似按照]|如同|好像)(?:退[订掉]?|买)?"
    r"(?:[一买普平正别其那这][^,，。!?;\n]{0,5}?|所有|任何)?的? ?$"
)
_ALIKE = re.compile(
    r"[^,，。!?;\n退买]{0,4}?(?:一样(?!都|也)|一个样|似的|那样|那种|一般(?=[能可退不都五])|同样|相同|一致|差不多"
    r"|不同|不一样|(?:同|一)(?:个|套)?(?:规则|规矩|待遇|道理|标准|政策|算法)|的(?:规则|规矩|标准))"
)
"""Around a product that the one bought is only compared with: 这个跟普通服务器一样."""
_COMPARES_IN_ENGLISH = re.compile(
    r"(?:same as|unlike|similar to|just like)(?: an?| the| any)?(?: [a-z]{3,10})? $"
)
_WHAT_GOES_BACK = re.compile(
    r"(?:[要想]退|现在退|问|说|(?:^|[我,，。;! ])买)的(?:就|才)?是(?!不)[^。!?;\n]*$"
)
"""Before a product: it is the one that goes back, 要退的是我3月份买的那台，一年1200的云服务器."""
_BOUGHT_SOME = pattern(
    "(?<![想要没])(?:<BUY>|开通?|租|办)(?:了|过)(?:<NUMERAL>|几)? ?[台个块套张份](?:高配|低配|新的?)?$"
)
"""Before a product: some of it were bought, 开了10台."""
_OF_THE_SHOP = "marketplace_item"
_BOUGHT_THERE = pattern("(?:里面?|上面?|那里)?(?:<BUY>|开通?)(?:了|的)")
"""Behind the shop: something was bought there."""
_FOR = re.compile(r"[给为替往在](?:我[的们]|[我这那它]|公司|一?[台个条])*$")
_BOUGHT_FOR_IT = re.compile("[^,，。!?;\\n]{0,4}?(?:又|另外?)?(?:买|购|订|拍)(?:了|的|过)?")
"""Around a product that something else was bought for."""
_MOVED_TO = re.compile(
    "(?:搬|拷|存|挪|移|倒|拖|下载|备份)[回出]?(?:到|进|去|在)了?(?:我|自己|家里?|公司|本地|那|个|一|两|块|的|移动|外接|新买)*$"
)
"""Before a product: what was stored went there, 照片都搬到硬盘里了."""
_TOOK_QUOTA = pattern("[^,，。;!?]{0,4}?(?:把|将)[^,，。;!?]{0,8}<QUOTA>")
"""Behind a product: it went back before, and took of the quota, 他退服务器|把最后一个名额用掉了."""


def of_a_product(found: Found, mentioned: Mentioned, _: str) -> str | None:
    """The role of a product."""
    candidate = mentioned.candidate
    if (
        _TOOK_QUOTA.match(found.reading.text, candidate.end)
        or _MOVED_TO.search(found.reading.before(candidate.start, 20))
        or is_compared_with(found, mentioned)
        or _is_where_another_went(found, mentioned)
        or _is_left_alone(found, candidate)
    ):
        return OTHER
    if (whole := _as_belonging(found, mentioned)) is not None:
        return whole
    this = (
        _is_what_goes_back(found, candidate)
        or _is_the_shop(found, mentioned)
        or is_of_a_party(found.reading, candidate.start)
        or _is_the_only_one_bought(found, candidate)
    )
    return "this" if this else None


def is_compared_with(found: Found, mentioned: Mentioned) -> bool:
    """Whether a product or a billing mode is only what the purchase is compared with: 跟按需的一样退吗."""
    reading, candidate = found.reading, mentioned.candidate
    names = candidate.kind == "product" or any(fact.field == "billing_mode" for fact in mentioned.facts)
    before = reading.before(candidate.start, 24)
    compares = _COMPARES.search(before) and _ALIKE.match(reading.after(candidate.end))
    return bool(names and (compares or _COMPARES_IN_ENGLISH.search(before)))


def _is_where_another_went(found: Found, mentioned: Mentioned) -> bool:
    """Whether a product is only what an accessory was bought for, and is not told of: 给带宽买了个加油包."""
    reading, candidate = found.reading, mentioned.candidate
    if not _FOR.search(reading.before(candidate.start)):
        return False
    bought = _BOUGHT_FOR_IT.match(reading.text, candidate.end)
    others = [each.of for each in found.of_kind["product"] if isinstance(each.of, Mention)]
    once = sum(getattr(mentioned.of, "id", None) == each.id for each in others) == 1
    return bool(bought and once) and any(
        each.id in ACCESSORIES and bought is not None and 0 <= each.start - bought.end() <= SHORTLY
        for each in others
    )


def _as_belonging(found: Found, mentioned: Mentioned) -> str | None:
    """The role of a product where one is named that only belongs to another: 买了个SSL证书域名写错了."""
    reading, named = found.reading, found.reading.mentions("product")
    of = mentioned.of
    if not isinstance(of, Mention):
        return None
    earlier = [each.id for each in named if each.start < of.start]
    if any(reading.belongs_to(of, thing) and not belongs(thing, of.id) for thing in earlier):
        return OTHER
    others = [each for each in named if each.id != of.id]
    its = others and all(
        each.start > of.start and reading.belongs_to(each, of.id) and not belongs(of.id, each.id)
        for each in others
    )
    return mentioned.candidate.rule if its else None


def _is_left_alone(found: Found, candidate: Candidate) -> bool:
    """Whether a product is said to stay, beside another one: 退服务器资源包不用管."""
    beside = any(each.candidate.start != candidate.start for each in found.of_kind["product"])
    return beside and _STAYS.match(found.reading.after(candidate.end)) is not None


def _is_the_only_one_bought(found: Found, candidate: Candidate) -> bool:
    """Whether a product is the only one named, and some of it were bought: 给他们开了10台云桌面."""
    reading = found.reading
    only = {getattr(each.of, "id", None) for each in found.of_kind["product"]}
    bought = len(only) == 1 and _BOUGHT_SOME.search(reading.before(candidate.start))
    return bool(bought) and not (
        is_not_theirs(reading, candidate.start) or is_of_the_other(reading, candidate.start)
    )


def _is_the_shop(found: Found, mentioned: Mentioned) -> bool:
    """Whether a product is named by the shop that it was bought in: 在云商店买了个派单软件."""
    shop = getattr(mentioned.of, "id", None) == _OF_THE_SHOP
    candidate, reading = mentioned.candidate, found.reading
    bought = _BOUGHT_THERE.match(reading.text, candidate.end)
    return shop and bought is not None and not is_not_theirs(reading, candidate.start)


def _is_what_goes_back(found: Found, candidate: Candidate) -> bool:
    """Whether a product is the first that is named behind 要退的是."""
    said = _WHAT_GOES_BACK.search(found.reading.text, 0, candidate.start)
    others = found.reading.mentions("product")
    return said is not None and not any(said.start() < each.start < candidate.start for each in others)
