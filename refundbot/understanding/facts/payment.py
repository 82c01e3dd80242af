"""The sums of a message put together: what was paid by which means, and the amount that the rules count.

That amount is what was paid in money, cash coupons and stored cards, but not in vouchers (S2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from refundbot.understanding.facts.by_means import (
    IS_BY_COUPON,
    KINDS,
    SURELY,
    by_its_means,
    is_in_the_end,
    means_of,
)
from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.in_role import InRole
from refundbot.understanding.facts.money import Money
from refundbot.understanding.facts.names import COUPON_FIELDS, denied
from refundbot.understanding.facts.roles.candidate import OTHER
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.text.numerals import HAN, number

_OF_THE_AMOUNT = ("cash", "cash_coupon", "card")
_PARTS = {role: COUPON_FIELDS[kind] for kind, role in KINDS.items()}
_NOTHING_ELSE = re.compile(
    r"一(?:分|毛|块)(?:钱|现金)?(?:都|也)?[没未](?:有)?[掏花付出交给]|(?:没|未|不用)(?:有)?(?:再)?[掏花付出](?:过|了)?(?:一分|现金|自己的?)?钱"
    r"|[没未](?:有)?(?:支?付|[掏花用出])?(?:过|任何|一分)?现金"
    r"|分文[没未](?:有)?[动花掏付出]|自己(?:也|都|可|是)?没(?:有)?掏(?=$|[,，。!;?\n])"
    r"|[没未](?:有)?(?:再|另外?|额外|往里(?:面|头)?|往上)*(?:倒?贴|搭|垫|添|补|加)(?:过|了|进去|上)*(?:一分|现金|自己的?|什么)?钱"
    r"|一(?:分|毛|块)(?:钱|现金)?(?:都|也)?[没未](?:有)?(?:再|另外?|额外|往里(?:面|头)?)*(?:倒?贴|搭|垫|添|补)"
    r"|(?:实际?(?:支?付|付款)|(?:支?付|付款|掏|花)了?)(?:金额|的?钱)?[为是:]? ?(?:0|零)(?![\d.点])"
    r"|全(?:部|都|额|款)?(?:就)?(?:(?:是|使?用|拿|靠|由|以)(?:的)?[^,，。]{0,6}?(?:券|它)|代金券)|全(?:是|用)券"
    r"|(?<!不)(?<!没)全(?:额|部|款|给|都)?抵(?:扣|掉)?(?:的|了)"
    r"|自己(?:就|只|才|实际)?[付掏出花]?[了的]?(?:现金)? ?(?:0|零) ?(?:元|块)"
    r"|券[^,，。;\n]{0,8}?(?:全(?:额|部|款|都|给)?(?:抵|支?付|扣|冲|覆盖)|(?:抵|付|冲)[扣掉了]*全(?:部|款|额)|付清|抵[完清])"
)
"""Words that nothing but the voucher was paid with."""
_WITH_IT = re.compile("[用拿靠]了?(?:它|[这那]张)(?:来|去)?[开买付订下续换抵]")
"""Of what was named in an earlier message: something was bought with it."""
_DIFFERENCE_BEFORE = re.compile(
    r"(?:差价|差额|升[级配]费用?|[升扩降][级配容]?[^,，。;!?]{0,6}?[补加多]?[交付花扣补]了?)"
    r"(?:[了的我是为:款费钱交付花扣]|一共)* ?$"
)
_DIFFERENCE_BEHIND = re.compile(r"的?(?:差价|差额|升[级配]费|升[级配]的?钱)")
_COUNTED = re.compile(
    rf"(?<![\d.第头首])(?P<count>\d{{1,3}}|[{HAN}]{{1,3}}) ?"
    r"(?:[台套]|个(?!月|小时|星期|礼拜|工作日|钟)|[块张](?=[^,，。]{0,4}(?:盘|硬盘|证书)))"
)
"""How many were bought: 四块数据盘, 3台."""
_COSTS = "(?:都|全|就|才|只|也|的|价格?|费用|是|为|要|收我?|[花付交]了?|实付|[: ])*$"
_EACH_BEFORE = re.compile(
    r"(?:(?<![\d年月日次])|(?<=包[年月]))(?P<each>(?:每一?|单)[台块个套张](?:一年|包年|(?!年|月|天|小时|日)[^,，。;!?\n\d退补贵省欠差减返]){0,6}?"
    rf"|[单均]价|(?<!自)各自?|each){_COSTS}"
)
_ONE_BEFORE = re.compile(rf"(?P<each>(?<!第)一[台块个套张](?:机器|主机|盘|硬盘)?){_COSTS}")
_EACH_BEHIND = re.compile(
    "(?P<each> ?(?:元|块钱?)?(?:[/每]一?[台块个套张]| ?each| ?per (?:server|instance|machine|vm)))(?!单|订单)"
)
_ONE_BEHIND = re.compile("(?P<each> ?(?:元|块钱?)?一[台块个套张])(?!单|订单|月|星期|小时)")
_BY_TIME = re.compile("[/每一]个?[年月天日]|per (?:year|month|day)")
"""Behind the price of one: it is that of a time, 每台180一个月."""
_NOT_PAID = re.compile(
    r"(?:原价|原来|标价|定价|官网|市场价|目录价|划线价|报价|手续费|退|返|便宜|优惠)[^,，。;!?\n]{0,4}$"
)
"""Before the price of one: it was not paid."""
_OF_ONE_OR_ALL = frozenset({OTHER, "paid", "total", "cash", "list"})
_ALL_OF_IT = re.compile("(?:一共|总共|共计|总计|合计|总价|总额|订单金额)(?:是|为|付了?|花了?|[: ])*$")
"""Before a sum that is all that was paid by whatever means: 一共200，用了50的券."""
_OF_WHICH = re.compile(r"^[^\d。!?;\n]*?(?:其中|里面|里头|里边|当中|包括|包含|含(?!税))[^\d。!?;\n]*$")
"""Between a sum and a smaller one that was a part of it: 花了1888，其中代金券88."""
_WITHIN = re.compile(r"(?:其中|里面|里头|里边|当中|包括|包含|(?<!不)含(?!税))[^,，。!?;\n不没退]{0,8}$")
_WITHIN_BEHIND = re.compile(r"[^。!?;\n不没退]{0,14}?(?:在里[面头边]|在内|(?:算|包含?|包括)在)")
"""Around a voucher's sum that was a part of what was paid: 里面200用的代金券抵的."""
_BESIDE_IT = re.compile("(?:另外?|额外|此外|除此|外加|再加|[还又再](?![款是有])|加上)[^,，。;!?没不]{0,8}$")
"""Before a voucher's sum: it came on top of what was paid, 另外用了20的券."""
_WITHOUT = re.compile(
    "(?:实[付际]|到手|[自已]己|现金|[折券][^,，。;!?]{0,2}后|抵[完扣掉]+后?|优惠后|净|掏)[^,，。;!?\\d]{0,6}$"
)
"""Before a sum: no voucher is a part of it."""
_GIVEN_BACK = re.compile("退|返|到账|收到")
_REST_PAID = re.compile(
    r"(?:其余|剩余|余下|剩下|其他|其它|多出来|the rest)的?(?:部分|钱|都|全|是|就|再|我|自己|用|拿|走){0,4}"
    r"(?:微信|支付宝|余额|网银|银联|银行卡|现金|对公|转账|刷卡|paid|pay|wechat|alipay)"
)
"""How the rest was paid is said, but not how much it was: 其余支付宝付的."""
_IN_PARTS = re.compile(
    rf"分(?:了|成|作|为|开)*(?P<count>[{HAN}2-6])[笔次回](?:来|去|给|把|钱)*(?:打款?|支?付|转|汇|给|交|结)"
)
"""So many sums together were paid: 分两笔付的，先三千，后五千."""
_DOUBTFUL = 0.7
"""Below it one of several sums that may have been paid gives way to the likeliest."""
_MOST = 6
"""Sums that are tried for adding up."""
_BESIDE = 6
"""Characters between a sum and the name of its coupon."""
_STOP = re.compile("[，,。;；!?\n]")
_CORRECTION = pattern("<PUTS_RIGHT>|实际")


def payment(money: Money, told: Sequence[InRole], *, change_failed: bool = False) -> Iterator[Fact]:
    """The facts that the sums of one text tell in their roles.

    `change_failed`: it tells of a change of a running resource that failed, of which the price comes back.
    """
    facts = [*_payment(money, told, change_failed=change_failed)]
    by_field = {fact.field: fact for fact in facts}
    voucher, paid = by_field.get(COUPON_FIELDS["voucher"]), by_field.get("paid_amount")
    for fact in facts:
        if fact is voucher:
            yield replace(fact, within=_is_within(money, fact))
        elif fact is paid and _is_without(money, fact, voucher):
            yield replace(fact, within=False)
        else:
            yield fact


def _is_within(money: Money, fact: Fact) -> bool | None:
    """Whether a voucher's sum is told as a part of what was paid; `None` where that is left open."""
    first, last = money.reading.sentence(fact.start)
    before, behind = money.text[first : fact.start], money.text[fact.end : last]
    if _BESIDE_IT.search(before):
        return False
    inside = _WITHIN.search(before) or _WITHIN_BEHIND.match(behind) or IS_BY_COUPON.match(behind)
    return True if inside and _GIVEN_BACK.search(before) is None else None


def _is_without(money: Money, paid: Fact, voucher: Fact | None) -> bool:
    """Whether what was paid is surely without vouchers: it is told so, or the figures leave nothing else."""
    told = {each.amount.spoken for each in money.sums}
    amount = Decimal(str(paid.value or 0))
    off = Decimal(str(voucher.value or 0)) if voucher else Decimal(0)
    reckoned = amount not in told or (bool(off) and amount + off in told)
    told_so = is_in_the_end(money, paid.end) or _WITHOUT.search(money.reading.before(paid.start))
    return reckoned or bool(told_so)


def _payment(money: Money, told: Sequence[InRole], *, change_failed: bool) -> Iterator[Fact]:
    """As `payment`, not saying whether a voucher was a part of the sum."""
    told = by_its_means(money, told)
    if in_parts := _in_parts(money, told):
        yield _fact(money, "paid_amount", in_parts, sum((part.amount for part in in_parts), Decimal(0)))
        return
    told = _with_their_parts(money, _added_up(money, told))
    if change_failed:
        told = _price_of_the_change(money, told)
    told = _price_of_all(money, told)
    if one := _price_of_one(money, told):
        yield one
    nothing_else = _NOTHING_ELSE.search(money.text) is not None
    if nothing_else:
        told = _wholly_by_voucher(money, told)
        yield from _wholly_by_it(money, told)
    by_rules = all(each.role == each.mentioned.candidate.rule for each in told)
    if by_rules and not nothing_else:
        for each in told:
            yield from (replace(fact, confidence=each.sure) for fact in each.mentioned.facts)
        return
    by_role = {role: _valid(money, [t for t in told if t.role == role]) for role in {t.role for t in told}}
    only = by_role.get("voucher", [])
    for role, field in _PARTS.items():
        if parts := by_role.get(role):
            yield _fact(money, field, parts, sum((part.amount for part in parts), Decimal(0)))
    if only and nothing_else and _leave_nothing(by_role, only):
        yield _fact(money, "paid_amount", only, Decimal(0))
        return
    if cash := by_role.get("cash"):
        yield _fact(money, "cash_amount", cash, sum((part.amount for part in cash), Decimal(0)))
    rest = by_role.keys() <= {"list", *_PARTS} and _REST_PAID.search(money.text) is not None
    for shares, amount in _amount(by_role, rest=rest):
        yield _fact(money, "paid_amount", shares, amount)


def _in_parts(money: Money, told: Sequence[InRole]) -> Sequence[InRole]:
    """The sums that were paid one after the other for the one purchase, if so many are told."""
    said, unspent = _IN_PARTS.search(money.text), denied(money.reading, "coupon_kind")
    if said is None or any(kind.id in KINDS and kind not in unspent for kind in money.kinds):
        return ()
    behind = [
        replace(each, sure=SURELY)
        for each in told
        if each.sum.start >= said.end() and each.sum.likely and not money.speaks_against(each.sum)
    ]
    return behind if len(behind) == number(said["count"]) else ()


def _price_of_the_change(money: Money, told: Sequence[InRole]) -> Sequence[InRole]:
    """Of a change the difference is what was paid, and no other sum beside it: 补了75.6的差价，变更失败."""
    prices = [each for each in told if _is_difference(money, each)]
    if not prices:
        return told
    return [
        replace(each, role="paid" if each in prices else OTHER, sure=max(each.sure, SURELY)) for each in told
    ]


def _price_of_all(money: Money, told: Sequence[InRole]) -> Sequence[InRole]:
    """Of the price of one and that of all the latter was paid: 一块420，四块1680, of four disks.

    Where only that of one is told of several (3台，每台899), what was paid is left open.
    """
    counts = _counts(money)
    prices = {each.amount for each in told if each.amount > 0 and not each.sum.limit}
    whole = {(one, all_) for one in prices for all_ in prices if one < all_ and all_ / one in counts}
    if len(whole) == 1:
        ((one, all_),) = whole
        roles = {one: OTHER, all_: "paid"}
        return [
            replace(each, role=roles[each.amount], sure=max(each.sure, SURELY))
            if each.amount in roles and each.role in _OF_ONE_OR_ALL
            else each
            for each in told
        ]
    return [
        replace(each, role=OTHER)
        if each.role == "paid" and (_of_each(money, each) or (counts and _of_one(money, each)))
        else each
        for each in told
    ]


def _counts(money: Money) -> set[Decimal | None]:
    """How many things are told of, where there are several."""
    return {number(match["count"]) for match in _COUNTED.finditer(money.text)} - {None, 0, 1}


def _price_of_one(money: Money, told: Sequence[InRole]) -> Fact | None:
    """What one of several cost: 五台，每台180; beside what all did only if that is so many times as much.

    Of 一台180 it is only told where there are several, so that it may have been paid as well.
    """
    counts = _counts(money)
    ones = [
        (each, span)
        for each in told
        if each.role in (OTHER, "paid") and (span := _of_each(money, each) or _of_one(money, each))
    ]
    others = {each.amount for each in told if each.role in ("paid", "total", "cash")}
    amounts = {each.amount for each, _ in ones}
    if len(amounts) != 1:
        return None
    each, (start, end) = ones[-1]
    if not all(other == each.amount or other / each.amount in counts for other in others):
        return None
    rough = each.sum.amount.approximate
    fact = money.reading.fact("unit_price", each.amount, start, end, rough)
    return replace(fact, confidence=max(each.sure, SURELY))


def _of_each(money: Money, told: InRole) -> tuple[int, int] | None:
    """Where it is told that a sum is the price of each of several, if it is: 每台180, 180/台."""
    return _of_a_piece(money, told, _EACH_BEFORE, _EACH_BEHIND)


def _of_one(money: Money, told: InRole) -> tuple[int, int] | None:
    """Where it is told that a sum is the price of one, if it is; there may be no more: 一台180."""
    return _of_a_piece(money, told, _ONE_BEFORE, _ONE_BEHIND)


def _of_a_piece(
    money: Money, told: InRole, before: re.Pattern[str], behind: re.Pattern[str]
) -> tuple[int, int] | None:
    start, end = told.sum.start, told.sum.end
    if not told.amount or told.sum.limit or told.sum.negative or told.sum.amount.vague:
        return None
    named = before.search(money.text, money.reading.clause(start)[0], start)
    follows = behind.match(money.text, end)
    first, last = named.start("each") if named else start, follows.end() if follows else end
    if not (named or follows) or _BY_TIME.match(money.text, last) or _NOT_PAID.search(money.text, 0, first):
        return None
    return first, last


def _is_difference(money: Money, told: InRole) -> bool:
    before, behind = money.reading.before(told.sum.start), money.reading.after(told.sum.end)
    return bool(_DIFFERENCE_BEFORE.search(before) or _DIFFERENCE_BEHIND.match(behind))


def _wholly_by_voucher(money: Money, told: Sequence[InRole]) -> Sequence[InRole]:
    """The one sum of a payment of which nothing but a voucher was a part, as the voucher's: 260全用券付的."""
    of_it = [each for each in told if each.role in ("paid", "total", "cash") and each.amount]
    of_it = of_it or _told_of(money, told)
    named = any(kind.id == "voucher" for kind in money.kinds) or "券" in money.text
    others = any(each.role in _PARTS for each in told)
    if others or not named or len({each.amount for each in of_it}) != 1:
        return told
    return [replace(each, role="voucher") if each in of_it else each for each in told]


def _wholly_by_it(money: Money, told: Sequence[InRole]) -> Iterator[Fact]:
    """The sum that a coupon named in an earlier message paid alone: 拿它开了台服务器 刚好600 没掏钱."""
    of_it = _told_of(money, told)
    if of_it and "券" not in money.text and not money.kinds and _WITH_IT.search(money.text):
        yield _fact(money, "coupon_amount", of_it, of_it[-1].amount)


def _told_of(money: Money, told: Sequence[InRole]) -> list[InRole]:
    """The sum of which it is said that nothing but a voucher paid it: 260 全部用 代金券 抵掉."""
    said = _NOTHING_ELSE.search(money.text)
    assert said is not None, "nothing was said of what paid all"
    before = [each for each in told if each.sum.start <= said.end()]
    last = before[-1] if before else None
    beside = last is not None and _STOP.search(money.text, last.sum.end, said.start()) is None
    return [last] if last is not None and beside else []


def _leave_nothing(by_role: dict[str, list[InRole]], vouchers: Sequence[InRole]) -> bool:
    """Whether no sum beside the vouchers was paid: each is zero, or what the vouchers come to."""
    come_to = sum((each.amount for each in vouchers), Decimal(0))
    beside = (each for role in ("paid", "cash", "total") for each in by_role.get(role, ()))
    return all(each.amount in (0, come_to) for each in beside)


def _added_up(money: Money, told: Sequence[InRole]) -> Sequence[InRole]:
    """The roles of a sum and its parts, where some sums add up to one and a part is named as a coupon's.

    However they are told (880，垫了680，剩下200是代金券), the figures leave no other reading.
    """
    if not 3 <= len(told) <= _MOST:
        return told
    for whole in sorted(told, key=lambda each: -each.amount):
        others = [each for each in told if each is not whole]
        for size in range(2, len(others) + 1):
            for parts in combinations(others, size):
                if sum(part.amount for part in parts) == whole.amount > 0:
                    means = {id(part): _means(money, part) for part in parts}
                    if sum(role is not None for role in means.values()) > 0 and whole.role != "cash":
                        roles = {
                            id(part): role or "cash" for part, role in zip(parts, means.values(), strict=True)
                        }
                        roles[id(whole)] = "total"
                        return [
                            replace(each, role=roles.get(id(each), OTHER), sure=max(each.sure, SURELY))
                            for each in told
                        ]
    return told


def _with_their_parts(money: Money, told: Sequence[InRole]) -> Sequence[InRole]:
    """Each sum of which a coupon is said to have been a part as the total, but none that it was on top of."""
    parts = [each for each in told if each.role in _PARTS]
    if any(each.role == "voucher" and _is_beside(money, each) for each in parts) and not any(
        each.role == "cash" for each in told
    ):
        return [replace(each, role="paid") if each.role == "total" else each for each in told]
    return [
        replace(each, role="total", sure=max(each.sure, SURELY))
        if each.role in ("paid", "cash")
        and any(
            each.sum.end <= part.sum.start
            and part.amount < each.amount
            and (
                _OF_WHICH.search(money.text[each.sum.end : part.sum.start])
                or (part.role == "voucher" and _ALL_OF_IT.search(money.reading.before(each.sum.start)))
            )
            for part in parts
        )
        else each
        for each in told
    ]


def _is_beside(money: Money, part: InRole) -> bool:
    """Whether a coupon is said to have come on top of the sum."""
    return _BESIDE_IT.search(money.reading.before(part.sum.start)) is not None


def _means(money: Money, part: InRole) -> str | None:
    """The coupon that a part was paid with: by its role, or by the name that stands nearest in its clause."""
    if role := means_of(money, part):
        return role
    if part.role in _PARTS:
        return part.role
    first, last = money.reading.clause(part.sum.start)
    near = [
        kind
        for kind in money.kinds
        if first <= kind.start < last and -_BESIDE <= kind.start - part.sum.end <= _BESIDE + 2
    ]
    other = [s for s in money.sums if s is not part.sum]
    free = [
        kind
        for kind in near
        if not any(
            min(abs(kind.start - s.end), abs(s.start - kind.end)) < abs(kind.start - part.sum.end)
            for s in other
        )
    ]
    return KINDS.get(free[0].id) if free else None


def _amount(by_role: dict[str, list[InRole]], *, rest: bool) -> Iterator[tuple[list[InRole], Decimal]]:
    """The spans that tell the amount, and what it comes to; nothing where they leave it open.

    `rest`: it is said how the rest was paid, so that what a list price leaves over a coupon was.
    """
    shares = [each for role in _OF_THE_AMOUNT for each in by_role.get(role, ())]
    of_shares = sum((each.amount for each in shares), Decimal(0))
    if paid := by_role.get("paid"):
        best = max(paid, key=lambda each: each.sure)
        if all(each is best or each.sure < _DOUBTFUL for each in paid):
            yield [best], best.amount
    elif by_role.get("cash"):
        yield shares, of_shares
    elif total := by_role.get("total") or (by_role.get("list") if rest else None):
        vouchers = sum((each.amount for each in by_role.get("voucher", ())), Decimal(0))
        if vouchers <= total[-1].amount:
            yield [total[-1]], total[-1].amount - vouchers


def _valid(money: Money, told: Sequence[InRole]) -> list[InRole]:
    """The sums of one role: of one corrected the last, of one said twice only one."""
    kept: list[InRole] = []
    for each in told:
        if kept and _CORRECTION.search(money.text, kept[-1].sum.end, each.sum.start):
            kept = []
        kept = [other for other in kept if other.amount != each.amount or other.sure >= each.sure]
        if all(each.amount != other.amount for other in kept):
            kept.append(each)
    return kept


def _fact(money: Money, field: str, parts: Sequence[InRole], amount: Decimal) -> Fact:
    last = parts[-1].sum
    fact = money.fact(field, last, amount)
    rough = any(each.sum.amount.approximate for each in parts)
    return replace(fact, approximate=fact.approximate or rough, confidence=min(each.sure for each in parts))
