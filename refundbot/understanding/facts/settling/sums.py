"""What a sum is told as, where the words around it leave no doubt."""

from __future__ import annotations

import re

from refundbot.understanding.facts.found import Found, Mentioned
from refundbot.understanding.facts.roles.candidate import OTHER, Candidate
from refundbot.understanding.facts.settling.charges import is_asked_which, is_of_a_charge

_SMALL = frozenset({"limit", "few"})
"""What the grammar says of sums that are paid only where the rules say so."""
_COUPONS = frozenset({"voucher", "cash_coupon", "card"})
_ONE_MONTH = re.compile(" ?一个月(?![的多后前内])")
_IN_YEARS = re.compile("(?<![今去前明老青少新后往当])年(?![轻龄底初末])")
"""A term in years beside it, which 今年 and 老年 are not."""
_MONTH_BEFORE = re.compile("(?<!每)(?<![多几\\d半])一个月(?:才|就|也就|是|要|花了?|付了?|收|[: ])*$")
_UNIT = "块元钱 ,，。;!?\n"
_ALL_OF_THEM = re.compile(" ?(?:全|都)(?:部|给)?(?:不要|不想要|退|要退)")
"""Behind a number of pieces: it counts them, 12块全不要了."""
_OWED = re.compile("(?:罚款?[交付缴]?|补[交缴上]?|还|缴|补的?)[了上清]*(?:欠费|欠款|欠的钱)?[了:]?$")
_TOPPED_UP = re.compile("[充存交付][了值进上]*$")
_OF_THE_PRICE = re.compile("差价|差额|尾款|余款|升[级配]|下了?单|[没未]付|拍了|首付|定金")
"""Around a sum that was paid for what was owed; and words by which it is of a price all the same."""
_BOUGHT_FOR = re.compile("(?:[买购]|入手|拍下)(?:的|了|时|花了?){0,2}$")
"""Before a sum: it is what something was bought for, 去年8月买3600."""
_BY_TIME = re.compile(
    "[一每]个?(?:天|日|小时|钟头|周|星期|礼拜)(?:大概|差不多|才|就|也|只|不到|合|算|要|等于|[: ])*$"
)
"""Before a sum: it is the price of a day or an hour, not what was paid for a term: 每天|两块，一年730."""
_OF_THE_TERM = re.compile(
    "(?:(?:一|半|两|[二三五1-5])年|(?:一|两|[二三六1236])个月|包[年月季])(?:的|期|总共|一共|[: ])*$"
)
_CAME_BACK = re.compile("[拿要讨收追领退返](?:得|到|了)?回(?:来|了|过)*(?:一共|总共|大概|差不多|[有是: ])*$")
"""Before a sum: it is what was given back for something, 一共拿回来|350."""
_IS_PAID = re.compile(
    "(?:块钱?|元)?(?:整)?[,， ]*(?:我|是|就|都|直接|[用拿走从])*(?:的)?"
    "(?:支付宝|微信|银行卡|网银|余额|花呗|银联|信用卡|对公|转账|现金(?!券))[里上]?(?:支?付|给|刷|转|掏|扣|打|走|交|结)"
)
"""Behind a sum: so it was paid, 260元，微信付的."""
_BY_VOUCHER = re.compile(
    "(?:块钱?|元)?的?代金券(?:全额?|都|直接|给)?(?:抵|付|支付|顶|结|冲)(?:掉|扣|了|的|清|完)"
)
"""Behind a sum: it is a voucher's, by which was paid, 客户经理给的150代金券抵的."""
_REST = re.compile("(?:剩下?|其余|余下|剩余)(?:的)?$")
_OF_THINGS = re.compile(" ?(?:[台个块张份套条核gmt年月天]|小时)(?!钱)")


def of_a_sum(found: Found, mentioned: Mentioned, role: str) -> str | None:
    """The role of a sum."""
    candidate, text = mentioned.candidate, found.reading.text
    if is_asked_which(found, candidate) or is_of_a_charge(found, candidate):
        return OTHER
    before = found.reading.before(candidate.start)
    if _BY_TIME.search(before) or _CAME_BACK.search(before) or _is_off_by_discount(found, candidate, role):
        return OTHER
    if (plainly := _is_paid(found, candidate, before)) is not None:
        return plainly
    if _BY_VOUCHER.match(text, candidate.end) and {"limit", "denied", "vague"}.isdisjoint(candidate.shape):
        return "voucher"
    small = candidate.rule == OTHER and _SMALL & {*candidate.shape}
    month = _ONE_MONTH.match(text, candidate.end)
    ends = text[candidate.end - 1] == " " or _ends(found, month.end() if month else candidate.end)
    if small and not (is_a_months_price(found, mentioned) and ends):
        return None if role in _COUPONS and "limit" not in candidate.shape else OTHER
    if _is_owed(found, candidate) or _ALL_OF_THEM.match(text, candidate.end):
        return OTHER
    if role == OTHER and _BOUGHT_FOR.search(found.reading.before(candidate.start)):
        return None if _OF_THINGS.match(text, candidate.end) else "paid"
    return None


def _is_paid(found: Found, candidate: Candidate, before: str) -> str | None:
    """The role of a sum of which it is said by what means it was paid, or that it is of the term."""
    if not {"limit", "denied", "vague"}.isdisjoint(candidate.shape):
        return None
    text, coupons = found.reading.text, found.money.kinds
    if _IS_PAID.match(text, candidate.end):
        if not coupons:
            return "paid"
        return "cash" if _REST.search(before) else None
    priced = any(
        _BY_TIME.search(found.reading.before(each.candidate.start)) for each in found.of_kind["money"]
    )
    return "paid" if priced and _OF_THE_TERM.search(before) and _ends(found, candidate.end) else None


def _ends(found: Found, end: int) -> bool:
    """Whether its clause says no more behind a sum."""
    return not found.reading.after(end).strip(_UNIT)


def _is_off_by_discount(found: Found, candidate: Candidate, role: str) -> bool:
    """Whether a sum is what a discount coupon took off, which is no money spent: 折扣券减掉25."""
    first, last = found.reading.clause(candidate.start)
    named = {kind.id for kind in found.money.kinds if first <= kind.start < last}
    return role in _COUPONS and named == {"discount_coupon"}


def _is_owed(found: Found, candidate: Candidate) -> bool:
    """Whether a sum was paid for what was owed, and not for the purchase: 补交了50, 充了100把欠费补上."""
    first, last = found.reading.sentence(candidate.start)
    sentence = found.reading.text[first:last]
    owed = _OWED.search(found.reading.before(candidate.start)) or (
        _TOPPED_UP.search(found.reading.before(candidate.start)) and "欠" in sentence
    )
    return bool(owed) and _OF_THE_PRICE.search(sentence) is None


def is_a_months_price(found: Found, mentioned: Mentioned) -> bool:
    """Whether a sum is what one month costs, and no more months are told of: elb 147一个月, 一个月60."""
    candidate, reading = mentioned.candidate, found.reading
    month = _ONE_MONTH.match(reading.text, candidate.end) or _MONTH_BEFORE.search(
        reading.before(candidate.start)
    )
    if _IN_YEARS.search(reading.text):
        month = None
    alone = len(found.of_kind["money"]) == 1 >= len(found.of_kind["length"])
    return candidate.kind == "money" and month is not None and alone
