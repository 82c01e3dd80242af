"""That nothing is left of the quota, whoever used it."""

from __future__ import annotations

import re

from refundbot.understanding.facts.quota.words import (
    COUNT,
    NAME,
    SEEMS,
    SO_MANY,
    SPENDS,
    SPOKEN_OF,
    TEN,
    THIS_YEAR,
    unasked,
)
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.text.numerals import HAN

_BY_NOW = f"(?:已经?|都|早就?|也|全部?|今年|被|给|刚|[我咱]们?|公司|反正|{SEEMS})"
_LAST = f"{_BY_NOW}*"
_ENDS_IN = r"(?=$|[,，。!?;(\n啊呀啦 ])"
_ALL_GONE = "退(?:光|尽|没|满|完)了(?!(?:还|剩|再|[之以]?后|就|才|没))"
"""Refunds that took the whole quota: 名额已经退光了."""
_GONE = (
    "[^,，。;!?\\n没未不别想要够还剩快会能怕将明下流包条]{0,10}?"
    f"(?:{SPENDS}[完光尽没满]了?|[全都]用掉了|{_ALL_GONE})"
)
"""What was used up, whoever did it and when: 我之前用光了, but not 快用完了, 流量用完了."""
_NONE_LEFT = pattern(
    rf"(?:{NAME}|无理由的?|[五5]天(?:那个|那些)|(?:[这那]|今年的?)(?:10|十)[个次]){_GONE}"
    rf"|{NAME}{_LAST}(?:{SPENDS}[完光尽没满]了?|{_ALL_GONE}|没有?了|没有|没剩|不够|见底)"
    rf"|(?<!有)(?:没有?|无)(?:五天|5天)?(?:无理由)?的?<QUOTA>(?!限制)"
    rf"|{COUNT}个(?:{NAME})?(?:今年)?(?:全|都)部?{SPENDS}(?:完|光|掉)?了"
    rf"|{SO_MANY}[个次](?:{NAME})?(?:(?:我们?|今年|已经?|全|都|均)部?)*(?:(?:已|均){SPENDS}|{SPENDS}[完光尽])"
    rf"|把(?:[我咱]们?|公司|账号)*的?(?:最后{SO_MANY}[个次]{NAME}(?:也|都|给|就)*{SPENDS}(?:掉|完|光|没)?了"
    rf"|{NAME}(?:也|都|全|给)*(?:{SPENDS}|退)[完光没]了?)"
    rf"|(?<![没未不])退满了?{SO_MANY}[个次]|[一1][个次](?:{NAME})(?:都|也)?(?:不剩|没剩|没有?了)"
    rf"|(?:{NAME}|无理由)(?:[吗吧呢么的]*[,，?。 ]+)?{_LAST}{SPENDS}[完光]了?{_ENDS_IN}"
    r"|no (?:[a-z\d-]+ )?(?:quota|refunds?|chances?) left"
)
_ALL_TEN = pattern(
    rf"(?<![第\d{HAN}]){TEN}(?:个(?!月|小时|星期|礼拜|工作日|人)|(?P<times>次))"
    r"[^,，。;!?\n没未不别想要够还剩快会能怕将流包条]{0,12}?"
    rf"(?:(?:{SPENDS}|退)[完光尽没满](?:了|(?=$|[,，。;!?\n 啊呀啦]))|(?P<full>退满)"
    rf"|[全都](?:被|给|让)?[^,，。;!?\n没不想要能会]{{0,6}}?(?:{SPENDS}|退)[掉完光]?[了过])"
    "(?!(?:还|再|[之以]?后|就|才))"
)
"""All of a year's, whoever used them: 十个早退满了, 10个全让测试组占了."""
_FULL = pattern(
    rf"(?:{NAME}|(?<![第\d{HAN}]){TEN}[个次](?!月))(?:是|{_BY_NOW})*(?:(?:退|{SPENDS})?满|(?:退|{SPENDS})够)了"
    rf"|(?<![没未不])(?<!没有)(?:(?:退|{SPENDS})[满够]了?|(?<![没未不]退)满了?){TEN}[个次](?!月)了"
)
"""As many went back as there are: 10个应该是满了, 退够10个了."""
_NONE_LEFT_ALONE = re.compile(
    r"(?:已经?|都|全)*(?<![没未有])(?:[用占][满完光]了?|(?<=[经都全])退完了|退[满光够]了|(?<=[经都全是早就])满了|^满了)"
    r"|used up|none left|all used"
)
_WHOSE_ALL = f"(?:[我俺咱]们?|今年|公司|账号|这边|早就|都|全|{SO_MANY}[个次]|机会)"
_COLLEAGUES = f"(?:同事[^,，。;!?\n]{{0,8}}{_WHOSE_ALL}*)"
_SPENT_BY_NOW = pattern(
    r"(?:^|(?<=[,，。;!?~ \n]))(?:但是?|可是?|不过|其实|好像|那)*"
    rf"(?:{_WHOSE_ALL}+{_COLLEAGUES}{{0,2}}|{_COLLEAGUES}{{1,2}})(?:都|全|早|就|已经?|也|被|给)*"
    r"(?:使?用|退)[完光尽没]了?(?=$|[,，。;!?~ \n…啊呀呢的吧哈])"
)
"""Behind a word of the quota: all of it is used, 占名额吗，我们今年用完了."""
_NOT_ONE = re.compile(r"[一1][个次](?:都|也)?(?:不剩|没剩|没有?了|没了)")

_IN_GENERAL = re.compile("的(?:就|都|才|也)?[要会得]?(?:扣|收)")
"""Behind it: what becomes of anybody of whom it is true, 次数用完的就要扣钱."""


def none_left(reading: Reading, asked: bool, named: bool) -> list[re.Match[str]]:
    """Where the quota is said to be used up. `asked`: it was just asked for; `named`: it is spoken of."""
    text = reading.whole
    told = (match for match in unasked(_NONE_LEFT, text) if not _IN_GENERAL.match(text, match.end()))
    gone = [*told, *(unasked(_NOT_ONE, text) if named else ())]
    spoken_of = named or THIS_YEAR.search(text)
    gone += [told for told in unasked(_ALL_TEN, text) if spoken_of or told["times"] or told["full"]]
    gone += unasked(_FULL, text) if spoken_of or asked else []
    gone += unasked(_NONE_LEFT_ALONE, text) if asked else []
    return gone + [told for told in unasked(_SPENT_BY_NOW, text) if _is_last_named(reading, told.start())]


def _is_last_named(reading: Reading, end: int) -> bool:
    """Whether the quota is named before what is said to be used up, and no product behind it."""
    named = [*SPOKEN_OF.finditer(reading.whole, 0, end)]
    return bool(named) and not any(
        named[-1].end() <= name.start < end for name in reading.mentions("product")
    )
