"""The role of a span, where more than the model tells: the rules, a correction, words that leave no other."""

from __future__ import annotations

import re

from refundbot.understanding.facts.found import COUPON_ENDS, Found, Mentioned
from refundbot.understanding.facts.names import ACCESSORIES, denied
from refundbot.understanding.facts.roles.candidate import FIELDS, OTHER, Candidate
from refundbot.understanding.facts.scene import PAST
from refundbot.understanding.facts.when.forms import DateMention
from refundbot.understanding.facts.whose import is_of_a_party
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.lexicon.words import pattern

_CORRECTION = pattern("<PUTS_RIGHT>")
_SHORTLY = 15
"""Characters between a correction and what it puts right."""
_SMALL = frozenset({"limit", "few"})
"""What the grammar says of sums that are paid only where the rules say so."""
_DENIED = 0.9
"""How probable it has to be that what the rules hear is not said of this purchase, for it not to be heard."""
_SURELY_DENIED = 0.97
"""The same of a sum, and of a denial: 没被冻 denies something and is said of this purchase all the same."""
NOT_SO = frozenset({False, "none", "direct", "new", "paid"})
"""Values by which something is denied."""
_LIKELY = 0.6
_HEARD = {"product": 0.9}
"""How probable a role has to be, by kind of span, where the rules hear nothing."""
_COUPONS = frozenset({"voucher", "cash_coupon", "card"})
_ONE_MONTH = re.compile(" ?一个月(?![的多后前内])")
_MONTH_BEFORE = re.compile("(?<!每)(?<![多几\\d半])一个月(?:才|就|也就|是|要|花了?|付了?|收|[: ])*$")
_ENDS = re.compile(" *(?:[块元]钱?)? *(?:$|[，,。;!?\\n])")
_WISH = re.compile(r" +(?:想|要|能|可以?)*(?:退订?|退款|退掉|refund)(?:吗|不|么|多少钱?|得了)*[?!。]*")
_BEGINS = re.compile(
    r"[号日]?(?:零点|0点|凌晨)?才(?:会|能|正式|真正)?(?:起?算|开始|生效|启用|接上|轮到|起(?!来))"
)
"""Behind a date: what was bought begins then, 12月6号才算."""
_THERE = "开通|开出来|开起来|开好|开下来|下来|到位|发放|交付|建好|创建"
_OPENED = re.compile(
    r"(?:[号日]|[早晚]上|[上下]午|中午)? ?"
    r"(?:机器|服务器|主机|实例|数据库|硬盘|资源|它|那边|这边|你们|客服|系统|后台|华为云?)*"
    rf"(?:才|终于)(?:算|真|正式|真正|给|帮|把|我|[他她它]|们|机器|全部|都|审核?|批)*(?:{_THERE})"
)
_DRAGGED_ON = re.compile(r"(?:拖|等|卡|排|磨|审|直)了?到了?(?:[^,，。!?;\n\d]{0,2})$")
_NOT_THE_THING = re.compile("备案|票|工单|续费|退|审批|合同")
_OPENS = re.compile(rf"[^,，。!?;\n退换改升重]{{0,10}}?(?:{_THERE}|才能用|才用上|才可以用)")
_EXPECTED = re.compile("预计|估计|大概要|可能|说要?|得等?|要等?到?|会|承诺|计划|打算|通知|约好?|没|不")
"""Around the day on which what was paid for was there at last: 拖到这周二机器才真正开通."""
_RAN_OUT = re.compile(
    "份?(?:就|刚|已经?)?(?:到期|过期|期满)[以之]?后?(?:也|就|都|一直|又)*(?:忘了?|没|未)(?:记得|有|来得及|再)?(?:续|管)"
)
"""Behind the day on which what nobody renewed ended: 6月份到期忘了续."""
_AHEAD = re.compile("预计|估计|承诺|计划(?:在|于)?$")
"""Before the day on which something is to be opened, which has not happened."""
_RATE = re.compile("(?:一个|每个?)月的")
_OR = re.compile(r" ?(?:元|块钱?)? ?还是 ?")
_OR_BEFORE = re.compile(f"{_OR.pattern}$")
_ANY_COUPON = re.compile(r"[券卷]|(?<![显网用行])卡|voucher|coupon|gift card")
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
_FOR = re.compile(r"[给为替往在](?:[我这那它]|我的|我那|我们|公司|一?[台个条])*$")
_BOUGHT_FOR_IT = re.compile("[^,，。!?;\\n]{0,4}?(?:又|另外?)?(?:买|购|订|拍)(?:了|的|过)?")
"""Around a product that something else was bought for."""
_OF_THE_PURCHASE = pattern("<BUY>|[付续签租开]|机|服务器|实例|包|产品|server|instance|order")


def settle(found: Found, mentioned: Mentioned, role: str, sure: float) -> tuple[str, float]:
    """The role of a span and how sure it is, from the model's and from what the words say of it."""
    told = _plainly(found, mentioned, role)
    if told is not None:
        return told, 1.0
    return (
        ("paid", _LIKELY) if _is_a_months_price(found, mentioned) else _weighed(found, mentioned, role, sure)
    )


def _plainly(found: Found, mentioned: Mentioned, role: str) -> str | None:
    """The role that the words around a span leave no doubt of, if there is one."""
    candidate, text = mentioned.candidate, found.reading.text
    if candidate.kind in ("money", "date") and _is_asked_which(found, candidate):
        return OTHER
    small = candidate.kind == "money" and candidate.rule == OTHER and _SMALL & {*candidate.shape}
    if small and not (_is_a_months_price(found, mentioned) and _ENDS.match(text, candidate.end)):
        return None if role in _COUPONS and "limit" not in candidate.shape else OTHER
    if candidate.kind == "said" and _is_set_against(found, mentioned):
        return candidate.rule
    if candidate.kind in ("product", "said") and _is_compared_with(found, mentioned):
        return OTHER
    if candidate.kind == "product" and _is_where_another_went(found, mentioned):
        return OTHER
    if candidate.kind == "length" and role == "term" and _is_a_rate(found, candidate):
        return OTHER
    if candidate.kind == "product" and is_of_a_party(found.reading, candidate.start):
        return "this"
    if candidate.kind != "date":
        return None
    if "ahead" not in candidate.shape and _is_there_at_last(found, candidate):
        return "opened"
    if role == "opened" and _AHEAD.search(found.reading.before(candidate.start)):
        return OTHER
    if _RAN_OUT.match(text, candidate.end) and not _ANY_COUPON.search(text, 0, candidate.start):
        return "expires"
    if role in (OTHER, "asked"):
        return "paid" if _is_key_word(found, mentioned) else None
    if role == "expires" and _of_a_coupon(found, candidate):
        return "coupon"
    if _BEGINS.match(text, candidate.end):
        return "effective"
    return OTHER if FIELDS.get(role) in PAST and _gives_way(found, mentioned) else None


def _is_there_at_last(found: Found, candidate: Candidate) -> bool:
    """Whether a date is that on which it was opened after a wait: 拖到这周二机器才真正开通."""
    text = found.reading.text
    if _EXPECTED.search(found.reading.before(candidate.start)):
        return False
    first, last = found.reading.clause(candidate.start)
    if _NOT_THE_THING.search(text, first, last):
        return False
    dragged = _DRAGGED_ON.search(found.reading.before(candidate.start))
    return bool(_OPENED.match(text, candidate.end) or (dragged and _OPENS.match(text, candidate.end)))


def _is_asked_which(found: Found, candidate: Candidate) -> bool:
    """Whether a span is one of two of which it is asked which it is: 是12000还是11500？"""
    text = found.reading.text
    behind = _OR.match(text, candidate.end)
    before = _OR_BEFORE.search(text, max(0, candidate.start - _SHORTLY), candidate.start)
    return bool(found.asked is None and (behind or before)) and any(
        _OR.fullmatch(text, min(each.end, candidate.end), max(each.start, candidate.start))
        for each in (other.candidate for other in found.of_kind[candidate.kind])
        if each is not candidate
    )


def _is_set_against(found: Found, mentioned: Mentioned) -> bool:
    """Whether a billing mode is told by what it is and by what it is not: 按需 not 包月."""
    first, last = found.reading.sentence(mentioned.candidate.start)
    tells = any(fact.field == "billing_mode" for fact in mentioned.facts)
    return tells and any(first <= mode.start < last for mode in denied(found.reading, "billing_mode"))


def _is_compared_with(found: Found, mentioned: Mentioned) -> bool:
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
        each.id in ACCESSORIES and bought is not None and 0 <= each.start - bought.end() <= _SHORTLY
        for each in others
    )


def _of_a_coupon(found: Found, candidate: Candidate) -> bool:
    """Whether a coupon ends on a date, as its clause names nothing else: the voucher expires 6/30."""
    first, last = found.reading.clause(candidate.start)
    clause = found.reading.text[first : candidate.start] + found.reading.text[candidate.end : last]
    named = _ANY_COUPON.search(clause) and COUPON_ENDS.search(clause)
    return bool(named) and _OF_THE_PURCHASE.search(clause) is None


def _is_a_months_price(found: Found, mentioned: Mentioned) -> bool:
    """Whether a sum is what one month costs, and no more months are told of: elb 147一个月, 一个月60."""
    candidate, reading = mentioned.candidate, found.reading
    month = _ONE_MONTH.match(reading.text, candidate.end) or _MONTH_BEFORE.search(
        reading.before(candidate.start)
    )
    if "年" in reading.text:
        month = None
    alone = len(found.of_kind["money"]) == 1 >= len(found.of_kind["length"])
    return candidate.kind == "money" and month is not None and alone


def _is_a_rate(found: Found, candidate: Candidate) -> bool:
    """Whether a month is the measure of a price, and no term: 50元一个月的服务器."""
    measure = _RATE.fullmatch(found.reading.text, candidate.start, candidate.end + 1)
    return bool(measure) and any(each.candidate.end == candidate.start for each in found.of_kind["money"])


def _is_key_word(found: Found, mentioned: Mentioned) -> bool:
    """Whether a day of the past stands alone among key words before the wish: ecs 包年 1299 三天前 退."""
    text, candidate = found.reading.text, mentioned.candidate
    bought = found.of_kind["product"] or found.of_kind["money"]
    alone = len(found.of_kind["date"]) == 1
    wish = _WISH.fullmatch(text, candidate.end) and text.endswith((" ", "，", ","), 0, candidate.start)
    return bool(wish and bought and alone) and not {"ahead", "far_ahead", "now"} & {*candidate.shape}


def _gives_way(found: Found, mentioned: Mentioned) -> bool:
    """Whether only the model takes a day for one of the purchase, and another has a verb.

    The first is 元旦 in 元旦加班，1月2号开的. One within the other is the same day told more exactly.
    """
    if mentioned.candidate.rule != OTHER:
        return False
    return any(
        isinstance(each.of, DateMention) and not _within(mentioned.of, each.of) for each in found.bought_on
    )


def _within(one: object, other: DateMention) -> bool:
    inner = one.resolve("past").span if isinstance(one, DateMention) else None
    outer = other.resolve("past").span
    return bool(inner and outer and outer.earliest <= inner.earliest and inner.latest <= outer.latest)


def _weighed(found: Found, mentioned: Mentioned, role: str, sure: float) -> tuple[str, float]:
    """The likelier of the model's role and the rules'.

    What stands behind a correction counts; phrases (今年一个都没用) tell what a count of the quota is.
    """
    candidate = mentioned.candidate
    corrected = _CORRECTION.search(found.reading.text, max(0, candidate.start - _SHORTLY), candidate.start)
    heard = candidate.kind in ("said", "date", "money", "count") and candidate.rule != OTHER
    denials = candidate.kind == "said" and all(fact.value in NOT_SO for fact in mentioned.facts)
    enough = _SURELY_DENIED if denials or candidate.kind == "money" else _DENIED
    if heard and role == OTHER and sure < enough:
        return candidate.rule, 1 - sure
    if candidate.kind == "count" and OTHER not in (role, candidate.rule):
        return candidate.rule, sure
    if corrected and candidate.kind != "said" and role != candidate.rule != OTHER:
        return candidate.rule, 1 - sure / 2
    denied = "either" in candidate.shape or ("denied" in candidate.shape and role == "paid")
    unheard = denied or sure < _HEARD.get(candidate.kind, _LIKELY)
    return (OTHER, 1.0) if candidate.rule == OTHER and unheard else (role, sure)
