"""That what stood in the way of a refund is gone: 那个没付的单子我取消了, 补上欠费了, 发票退回去了.

It is told of an obstacle that was talked of, by its name or by nothing but what was done: 刚取消了.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.supposed import is_supposed
from refundbot.understanding.facts.whose import is_not_theirs

_ALL_DONE = "处理|搞定|解决|弄好|办好|办妥"
_NOT_DONE = re.compile(
    r"(?:[没未]有?(?![支付结交缴给])|不|别|要|想|怎么|如何|(?<!可)能|会|准备|打算|需要?|等|先|再|帮|[让由随]它)[^,，。;!?\n]{0,5}$"
)
_WISHED = re.compile(r"(?<!不)(?:想|要|准备|打算|能|帮)(?:[我你您]们?)?[把将][^,，。;!?\n]{0,16}$")
"""Before what is done: something else is to be done first of all, 想把刚续的那三个月|退掉."""
_SURELY_DONE = re.compile(r"(?:已经?|刚刚?|早就?|都|全)[^,，。;!?\n]{0,8}$")
_RESULT = (
    r"[^,，。;!?\n没未不要想能会吗怎谁哪]{0,6}?(?:[了过]|完(?![成全])|掉|好|清|成功|上|齐|(?=$|[,，。;!\n]))"
)
_ASKED = re.compile(
    r"[了过]?(?:吗|么|没|的话|[?]|再)|[^,，。;!?\n]{0,8}?(?:谁|哪[里儿边个家]|还是(?:退|给|回))"
)
_CONDITION = re.compile(r"[了]?(?:还|之后|以后|就|才|再|后)?(?:能|可以|可否|行不|退)|了?再[来说去找问弄看讲]")


_THEN = re.compile(
    r"[了过]?(?:的话|[之以]?后|之?后再|再|就|才|是不是|岂不是)[^,，。;!?\n]{0,6}?(?:能|可以|可否|行|退|呢|怎)|[了]?(?:能|可以|可否)"
)
"""Behind what is done: it is asked what then becomes of the refund."""
_TELLS_HOW = re.compile("付(?:款|钱)?的$")
"""支付宝付的 tells how something was paid, and not that it was at last."""
_WHETHER = re.compile(
    "(?:要不要|用不用|需不需要|该不该|必须|非得|需要|是不是(?:要|得|该)|怎么|如何|哪[里儿])[^,，。;!?\\n]{0,8}$"
)
"""Before what is done: whether or how it is to be done is asked, and not what follows."""
_TO_THE_SELLER = "(?!到?(?:我|咱|自己|本人|原))(?:(?<=已退.)|(?<=已经退.)|(?=[^,，。;!?\n]{0,8}[了过完]))"
"""Behind 退回: it went to who gave it, as done; 退给我 is said of money, 退给代理商 may be."""
_MONEY_BACK = re.compile("钱|款|费(?!用中心)|金额|全[额退]|余额|多少|账|[到进][^,，。;!?\n]{0,4}卡")
"""Of what it is said that it goes back, where no invoice is named: 钱已经退回来了."""
_LEFT_UNPAID = re.compile("[没未不](?:有)?(?:支?付|给|交)(?:款|钱)?[^,，。;!?\n]{0,6}就$")
"""Before what is closed: it is the page, and the order waits on, 没付钱就关了."""
_WAITS_STILL = re.compile(
    "(?:还|又|仍|现在|依然|照样)[^,，。;!?\n没未不无]{0,8}(?:挂[着在]|待支?付|待付款|[没未]支?付)"
)
"""Behind what is said to be done: an order waits all the same, 取消掉了，现在又挂着一个待支付."""
_SO_MUCH = re.compile(" ?(?:[\\d.,]+|[一二两三四五六七八九十百千万]{2,})(?:元|块|$|[,，。;!? ])")
"""Behind 付了 where no order is named: it is what the purchase cost, 付了99元."""
_ONCE = re.compile(r"(?:等到?|先|只要|一旦|万一)[^,，。;!?\n]{0,8}$")


@dataclass(frozen=True)
class _Obstacle:
    """By what words it is named, and what is done about it, told with its name and without."""

    gone: bool | str
    name: re.Pattern[str]
    done: re.Pattern[str]
    alone: re.Pattern[str]


def _obstacle(gone: bool | str, name: str, done: str, alone: str) -> _Obstacle:
    named, bare = (
        re.compile(rf"(?<![没未待])(?<![没未待]支)(?:{verbs}|{_ALL_DONE}){_RESULT}")
        for verbs in (f"{alone}|{done}", alone)
    )
    return _Obstacle(gone, re.compile(name), named, bare)


_OBSTACLES: Mapping[str, _Obstacle] = {
    "pending_transaction": _obstacle(
        False,
        "(?<![账名简])单|变更|[升降]配|扩容|交易|[没未待](?:支?付|结)|购物车",
        "退|交|缴|关",
        "取消|撤销?|删除?|作废|关闭|关掉|注销|付|(?<!冻)结(?!果|束)|完成",
    ),
    "freeze": _obstacle(
        "none",
        "欠|账|余额|[冻封锁]|费|钱|款|停机",
        "还|付|(?<!冻)结|冲",
        "补|交(?!易)|缴|充|结清|恢复|解[冻封除锁]|冻结?解|解(?=了)",
    ),
    "invoiced": _obstacle(
        False, "票", "退|还|收回|撤", f"退[回给还]{_TO_THE_SELLER}|寄回|交回|还回|冲红|红冲|冲销|作废|注销"
    ),
    "bandwidth_addon_present": _obstacle(
        False, "包|带宽|加油", "退|到期|过期|用完|关|卸", "退掉|退订|取消|删|释放|注销"
    ),
    "certificate_refundable_state": _obstacle(True, "证", "撤", "吊销|注销"),
}
"""What the customer can have removed, by the field of the case; what comes first is told of first."""
_DETACHED = re.compile("(?<![没未])(?:卸载|解挂|解绑|卸)(?:掉|完|好|了|之?后|以后|成功)+")
_LIFTED = re.compile("解[冻封除锁]|冻结?解|恢复")
"""A freeze that is not for money owed is only lifted by those who set it."""
_OF_MONEY = frozenset({"arrears", "unspecified"})


def is_detached(reading: Reading) -> bool:
    """Whether what hung on something is taken off, for which the page refuses: 盘卸载了之后能退多少."""
    return _DETACHED.search(reading.whole) is not None


def remedied(reading: Reading, known: Mapping[str, object]) -> Iterator[Fact]:
    """The facts by which obstacles of a case are said to be gone, surely; none where it has none of them.

    `known`: the facts of the case. Where a clause names one of them, what is done is done about that one.
    """
    standing, told = _standing(known), set[str]()
    for start, end in reading.clauses() if standing else ():
        for fact in _removed(reading, known, _about(reading, standing, start, end), start, end):
            if fact.field not in told and _is_done(reading, fact):
                told.add(fact.field)
                yield fact
                break


def would_be_remedied(reading: Reading, known: Mapping[str, object]) -> Iterator[Fact]:
    """The facts by which it is asked what follows once obstacles of a case are gone: 吊销完就能全退吗.

    `known`: the facts of the case.
    """
    told = set[str]()
    about = _about(reading, _standing(known), 0, len(reading.whole))
    for fact in _removed(reading, known, about, 0, len(reading.whole)):
        if fact.field not in told and _is_thought_of(reading, fact):
            told.add(fact.field)
            yield fact


def _standing(known: Mapping[str, object]) -> Mapping[str, _Obstacle]:
    return {field: each for field, each in _OBSTACLES.items() if known.get(field) not in (None, each.gone)}


def _about(
    reading: Reading, standing: Mapping[str, _Obstacle], start: int, end: int
) -> Mapping[str, _Obstacle]:
    """Of the obstacles that stand those that a stretch of the text may be about.

    Where one is named it is about that one. Money that goes back is no invoice: 那钱退给谁.
    """
    named = {field for field, each in standing.items() if each.name.search(reading.whole, start, end)}
    money = _MONEY_BACK.search(reading.whole, start, end) is not None
    return {
        field: each
        for field, each in standing.items()
        if field in named or not (named or (money and field == "invoiced"))
    }


def _removed(
    reading: Reading, known: Mapping[str, object], about: Mapping[str, _Obstacle], start: int, end: int
) -> Iterator[Fact]:
    """The facts by which obstacles are gone, by each deed in a stretch of the text, however it is told."""
    for field, each in about.items():
        named = each.name.search(reading.whole, start, end)
        for deed in (each.done if named else each.alone).finditer(reading.whole, start, end):
            unnamed = field == "pending_transaction" and named is None
            priced = unnamed and _SO_MUCH.match(reading.whole, deed.end())
            if _lifts(field, known[field], deed) and not (priced or _waits_on(reading, field, deed)):
                yield replace(reading.fact(field, each.gone, *deed.span()), confidence=1.0)


def _is_done(reading: Reading, fact: Fact) -> bool:
    """Whether its clause tells it as done, rather than as wished, asked or supposed."""
    first, _ = reading.clause(fact.start)
    if _WISHED.search(reading.whole, first, fact.start):
        return False
    if _TELLS_HOW.search(reading.whole, fact.start, fact.end) or _ASKED.match(reading.whole, fact.end):
        return False
    if not _SURELY_DONE.search(reading.whole, first, fact.start) and (
        _NOT_DONE.search(reading.whole, first, fact.start) or _CONDITION.match(reading.whole, fact.end)
    ):
        return False
    return not (is_supposed(reading, fact) or is_not_theirs(reading, fact.start))


def _is_thought_of(reading: Reading, fact: Fact) -> bool:
    """Whether it is asked what follows once it is done, and not whether or how it is to be done."""
    if _WHETHER.search(reading.before(fact.start, 16)):
        return False
    ahead = _ONCE.search(reading.before(fact.start, 12)) or _THEN.match(reading.whole, fact.end)
    return ahead is not None or is_supposed(reading, fact)


def _waits_on(reading: Reading, field: str, deed: re.Match[str]) -> bool:
    """Whether an order waits on, whatever was closed: 没付钱就关了，现在这订单还挂着待支付."""
    return field == "pending_transaction" and bool(
        _LEFT_UNPAID.search(reading.before(deed.start())) or _WAITS_STILL.search(reading.whole, deed.end())
    )


def _lifts(field: str, value: object, done: re.Match[str]) -> bool:
    return field != "freeze" or value in _OF_MONEY or _LIFTED.search(done[0]) is not None
