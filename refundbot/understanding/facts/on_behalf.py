"""Who asks on behalf of another person: what is told of that person is told of the purchase's owner."""

from __future__ import annotations

import re

from refundbot.understanding.lexicon.words import pattern

_PERSON = "(?:<KIN>|经理|财务|学生|甲方|师[兄姐弟妹傅]|[他她]|client|customer|friend|boss|colleague)"
_OFFICE = (
    "(?:行政|财务|人事|运营|市场|销售|采购|技术|运维|研发|产品|法务|部门|公司|隔壁|楼上|楼下)"
    "(?:部|组|那边)?的?"
)
_ASKS = "(?:问|打听|咨询|查|看看|看一?下|了解|确认|退|办)"
_FOR_ANOTHER = pattern(
    rf"[帮替代](?:我们?的?|咱们?的?|一?个|一?位| |{_OFFICE})*{_PERSON}[^,，。!?;]{{0,4}}?{_ASKS}"
    rf"|{_PERSON}[^,，。!?;]{{0,6}}?(?:托|让|叫|请|喊)我(?:来|帮|替|给|[他她]|忙|先){{0,4}}{_ASKS}"
)
_NOUN = pattern("(?<![a-z])(?:朋友|同事|老板|领导|经理|客户|室友|亲戚|同学|邻居|别人)")
_PRONOUN = re.compile("(?<!其)[他她]")


def asks_for_another(text: str) -> bool:
    """Whether a normalised text says that it is asked for somebody else.

    >>> [asks_for_another(text) for text in ("帮我朋友问的", "同事托我来问", "朋友叫我续的", "帮我问下")]
    [True, True, False, False]
    """
    return _FOR_ANOTHER.search(text) is not None


def as_their_own(text: str) -> str:
    """The text, as long as it was, as the person would tell it for whom it is asked.

    >>> as_their_own("他今年退过八台,其他的没退")
    '我今年退过八台,其他的没退'
    """
    return _PRONOUN.sub("我", _NOUN.sub("本人", text))
