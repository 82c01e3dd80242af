"""What a sum was paid by, where its own words name the means: 储值卡270现金644, 180是储值卡扣的, 20块的券."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from refundbot.understanding.facts.in_role import InRole
from refundbot.understanding.facts.money import OWN_SPENT, Money
from refundbot.understanding.facts.roles.candidate import OTHER
from refundbot.understanding.facts.sums import Sum
from refundbot.understanding.lexicon.vocabulary import Mention

KINDS = {"voucher": "voucher", "cash_coupon": "cash_coupon", "stored_card": "card"}
"""The role of what is paid with each kind of coupon."""
SURELY = 0.95
"""How probable roles are that the figures bear out, or the words beside them."""
IS_BY_COUPON = re.compile("块?钱? ?(?:就|都|才)*(?:是|用|拿|走|靠|使)+的?[^,，。;!?\\d没不]{0,3}券(?!后)")
_BY_ANY = re.compile("块?钱? ?(?:的|面[值额]的?)一?张?券(?!后)")
_COUPON_PAID = re.compile("券(?:抵扣?|付|支付|用|减|出)(?:了|掉|的)*$|(?:另外|外加|再?加上?|还有)一?张?券$")
"""Around a sum: it was paid by a coupon, whose kind may be left out."""
_BARE = re.compile("块?钱? ?的?券(?!后)")
"""Behind a sum: it was paid by the coupon of which the kind was named, 45余额加30券."""
_NOT_SPENT = re.compile("(?:送|领|返|退|满|还有|还剩|没用|给)[^,，。;!?]{0,4}$")
_PAYS = re.compile("(?:支?付|抵扣?|扣|刷|出)?[了掉]?$")
"""Between the name of a means and its sum."""
_SET_OFF = ("抵", "扣")
"""What begins it where the sum can be no other's: 原价500 代金券抵了80."""
_IS_BY = re.compile("(?:块钱?|元)? ?(?:就|都|才)*(?:[是用拿走靠使从](?:的|了|我|一?张|那张)*)+$")
_PAYS_IT = re.compile(
    "里?的?(?:支?付|抵扣?|扣|刷|出|走|用)?[了掉]?的?(?=$|[,，、。;!?()（）\\n ]|剩|其|另|还)(?! ?[抵减扣])"
)
"""Around the name of a means behind its sum: 180是储值卡扣的, not 500用代金券抵了50."""
_BY_MONEY = re.compile("(?:块钱?|元)? ?(?:支付宝|微信|余额|网银|银联|银行卡|现金(?!券))")
"""Behind a sum: it was paid in money, 320支付宝."""
_IN_THE_END = re.compile(
    "(?:块钱?|元)? ?(?:就|才|都)?是?(?:我们?|自己|实际|真正?)*"
    "(?:[^,，。;!?\\d]{0,2}券后|折后|优惠后|抵扣?完?后|实付|净付|到手|(?:支?付|花|掏|出|交)[了出]?的(?:钱|现金)?)(?![再又还价后前券]|时候|退)"
)
"""Behind a sum that 是 tells of: nothing is to be taken off it, 900是券后, 26800是付的现金."""
_IS_THE_WHOLE = re.compile("(?:块钱?|元)? ?(?:就|才)?是 ?(?:the )?(?:total|总[的共价额计数]|合计|全部|所有)")
_HOLDS = re.compile("(?<!不)(?:包含|包括|含)(?!税)")
"""Behind a sum: it is all that was paid; and before what it holds."""
_ALSO = re.compile(
    "(?:^|[,，、 \n]|然后|后来|而且|之外)(?:另外?|还|外加|再|加上?|又)"
    "(?:还?有|加|用了?|是)?了?一?张?(?:面[值额])?$"
)
"""Before a coupon's sum behind what was paid: it was spent as well, 自己付80 还有张49的代金券."""
_I_PAID = re.compile("(?<![给替帮让])我(?:自己|们|就|才|只|实际)*(?:付|掏|出|花)[了的]$")
"""Before a sum beside a coupon's: it was paid, 我付的80 学生券抵了20."""
_AND_A_COUPON = re.compile(
    "(?:块钱?|元)? ?[,，、]? ?(?:另外|外加|再?加上?)(?:还?用了?)?一?张?[^,，。;!?\\d没]{0,4}券"
)
"""Behind a sum: it was paid, and a coupon came on top of it, 420 另外券80."""
_AND_ITS_NAME = re.compile("(?:块钱?|元)? ?的? ?")
"""Between a coupon's sum and its name."""
_NEAR = 20
"""Characters within which what stands between a sum and its means ends."""
_KEPT = re.compile(
    "[没未别忘](?:有|来得及|记得|舍得|能|法)?(?:使?用|动|抵|花|上)|能(?:不能)?(?:一起|再|继续|接着)?(?:使?用|抵)|可以(?:使?用|抵)|[想要]用"
    "|用不[了上]|怎么用|留着|下[次回]|以后|送的|领的|剩"
)
"""Behind it: it was not, or is asked about."""


def by_its_means(money: Money, told: Sequence[InRole]) -> list[InRole]:
    """The sums of a text, each in the role of the means that its own words name, if they do."""
    labelled = [_by_coupon(money, _labelled(money, each)) for each in _with_the_whole(money, told)]
    return [_spent_as_well(money, each, labelled) for each in labelled]


def is_in_the_end(money: Money, end: int) -> bool:
    """Whether it is said of the sum up to `end` that it was paid in the end, whatever a voucher took off."""
    named = _IN_THE_END.match(money.text, end)
    return named is not None and "是" in named[0]


def means_of(money: Money, told: InRole) -> str | None:
    """The role of the means that stands beside a sum and names what paid it; `None` where none does."""
    kinds = [kind for kind in money.kinds if kind.id in KINDS]
    start = _named_from(money, told.sum)
    for kind in kinds:
        set_off = money.text.startswith(_SET_OFF, start)
        named_before = kind.end == start and (set_off or not _is_of_the_sum_before(money, kind))
        if named_before or _is_what_paid(money, told.sum, kind):
            return KINDS[kind.id]
    if money.text.endswith("现金", 0, start):
        return "cash"
    named = {kind.id for kind in kinds}
    return KINDS[named.pop()] if len(named) == 1 and _BARE.match(money.text, told.sum.end) else None


def _named_from(money: Money, sum_: Sum) -> int:
    """Where the name ends that may stand directly before a sum."""
    before = money.text[max(0, sum_.start - _NEAR) : sum_.start]
    return sum_.start - len(_PAYS.search(before)[0])  # type: ignore[index]


def _is_what_paid(money: Money, sum_: Sum, kind: Mention) -> bool:
    """Whether a sum is said to have been paid by a coupon named behind it: 180是储值卡扣的."""
    if not 0 <= kind.start - sum_.end <= _NEAR:
        return False
    return bool(_IS_BY.fullmatch(money.text, sum_.end, kind.start) and _PAYS_IT.match(money.text, kind.end))


def _is_of_the_sum_before(money: Money, kind: Mention) -> bool:
    """Whether a name between two sums is of the first, as that has none before it: 280现金券700支付宝."""
    near = (each for each in money.sums if 0 <= kind.start - each.end <= _NEAR)
    before = [each for each in near if _AND_ITS_NAME.fullmatch(money.text, each.end, kind.start)]
    named = {other.end for other in money.kinds} if before else set()
    return any(_named_from(money, each) not in named for each in before)


def _with_the_whole(money: Money, told: Sequence[InRole]) -> Sequence[InRole]:
    """The sums, with one that is said to be the whole as such, and none that it holds: 900是总的 包含300."""
    whole = next((each for each in told if _IS_THE_WHOLE.match(money.text, each.sum.end)), None)
    if whole is None:
        return told
    held = _HOLDS.search(money.text, whole.sum.end)
    roles = {
        id(each): OTHER
        for each in told
        if held and each.sum.start >= held.end() and each.role in ("paid", "cash", "total")
    }
    roles[id(whole)] = "total"
    return [replace(each, role=roles[id(each)], sure=SURELY) if id(each) in roles else each for each in told]


def _labelled(money: Money, told: InRole) -> InRole:
    """A sum that was paid, by the means that is named beside it."""
    if is_in_the_end(money, told.sum.end) and not money.speaks_against(told.sum):
        return replace(told, role="paid", sure=max(told.sure, SURELY))
    if told.role == OTHER:
        return told
    role = means_of(money, told)
    coupon = told.role in KINDS.values()
    if role is None and coupon and _BY_MONEY.match(money.text, told.sum.end):
        role = "cash"
    return replace(told, role=role or told.role)


def _by_coupon(money: Money, told: InRole) -> InRole:
    """A sum that is told to be by 券, a voucher where no other kind is named: 有20是用券的, 20块的券."""
    before, behind = money.reading.before(told.sum.start), money.text[told.sum.end :]
    named = any(kind.id in KINDS for kind in money.kinds)
    discount = {kind for kind in money.kinds if kind.id == "discount_coupon"}
    named = named or any("折" in money.text[kind.start : kind.end] for kind in discount)
    by_it = (IS_BY_COUPON.match(behind) or _BY_ANY.match(behind) or _COUPON_PAID.search(before)) and not named
    if not by_it or told.role not in (OTHER, "paid") or _NOT_SPENT.search(before) or told.sum.limit:
        return told
    return replace(told, role="voucher", sure=max(told.sure, SURELY))


def _spent_as_well(money: Money, told: InRole, others: Sequence[InRole]) -> InRole:
    """A coupon's sum beside what was paid, or own money beside a coupon's: 自己付80 还有张49的代金券."""
    first, last = money.reading.sentence(told.sum.start)
    before = money.reading.before(told.sum.start)
    own = OWN_SPENT.search(before) or _I_PAID.search(before) or _AND_A_COUPON.match(money.text, told.sum.end)
    if (
        told.role == OTHER
        and own
        and not money.speaks_against(told.sum)
        and any(each.role in KINDS.values() for each in others)
    ):
        return replace(told, role="paid", sure=SURELY)
    paid = any(each.role in ("paid", "cash") and first <= each.sum.start < told.sum.start for each in others)
    if told.role != OTHER or not paid or not _ALSO.search(money.text, first, told.sum.start):
        return told
    for kind in money.kinds:
        role = KINDS.get(kind.id)
        beside = _AND_ITS_NAME.fullmatch(money.text, told.sum.end, kind.start)
        if role and beside and not _KEPT.search(money.text, kind.end, last):
            return replace(told, role=role, sure=SURELY)
    return told
