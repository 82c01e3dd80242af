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


_COMPANY = re.compile(
    "(?:我们|咱们?)[^,，。!?;退]{0,12}(?:公司|工作室|团队|单位|学校)|我司|(?<!他)(?<!家)公司(?:这边|里|的)?"
)
_COLLEAGUE_BOUGHT = re.compile(
    "(?<!和)(?<!跟)(?<!像)同事(?=[^,，。!?;同的那自]{0,8}(?:买|购|下单|下的单|开通?|付)[了的])"
)
_SET_APART = re.compile(
    "我(?:这|那|的|自己|也|呢)|这[台个单]|同事(?:那|的|自己|他)|另外?[一那有]|全?退了(?!吗)|[他她]们?"
)
"""Beside what a colleague bought: it is told apart from the own, or somebody else's."""


def of_the_company(text: str) -> str:
    """The text, as long as it was, with what a colleague bought for the company told as its own.

    >>> of_the_company("我们是做电商的公司。昨天同事买了个流量包")
    '我们是做电商的公司。昨天我们买了个流量包'
    >>> of_the_company("公司同事买了一台全退了，我这台呢")
    '公司同事买了一台全退了，我这台呢'
    """
    once = text.count("同事") == 1 and _COMPANY.search(text) is not None
    return _COLLEAGUE_BOUGHT.sub("我们", text) if once and not _SET_APART.search(text) else text


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
