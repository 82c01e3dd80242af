"""What the sums of money in a text were: the amount paid, a coupon's, or nothing of the purchase.

A wrong amount is worse than none: a sum is the amount paid only where the words around it say so and nothing
speaks against it. What was refunded or promised, a fee, a list price, a sum named in a rule is no fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.names import COUPON_FIELDS
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.sums import Sum, find_foreign, find_sums
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.lexicon.words import pattern

_GAP = (
    r"(?:[了咗的我是为:款费钱完约你他们家给才就只都也 =]|[(（](?:元|人民币|rmb|cny)[)）]"
    r"|差价|大概|差不多|整整|足足|总共|一共|人家|公司|每?各)*$"
)
_PAID = re.compile(
    r"(?:年费|包[年月]|(?:[一二两三五\d]年期?)|实付|实际付|实际支付|(?<![应未待预后首退])付|支付(?!宝)|(?<!消)花|交|(?<!折)扣|刷|这[笔单]|这$|总共|一共|总计|合计|共计|总价|价格|(?<![退款票现值费])金额|价钱|成交价"
    r"|(?:优惠|抵扣|打折|减免|券)后价?|到手价?|折后价?|打完折|打折后?|掏|转账?|汇|售价|(?<!手)续费?"
    r"|俾|cost|paid)" + _GAP
)
_PAID_BEHIND = pattern(
    r"(?:的?(?:时候)?(?:<BUY>|抢|付|支付|走的|续)|的(?=退|能|可|$)|里面?有| ?包[年月季]"
    r"|(?:一|半|两|三|[1-5])年"
    r"|就发现|的(?:那|这)?[单台笔个张条]|的?(?:那|这)[单台笔张])"
)
_UNPAID = re.compile(
    r"(?:退|返|赔偿?|还|补偿?|奖励?|送|领|欠|(?<![扣付交了])差价?|罚|手续费|违约金|提现|到账|收到|余额里?还?[有剩]|还?剩|[满减]|优惠(?!后)|便宜|省|涨|降|原价|原来|标价|定价|官网价?|市场价|目录价|划线价|报价"
    r"|每(?:个?[月年天台]|[次份])|单价|月租|额度|上限|限额|门槛|保证金|押金|红包|预算|要付|要交|再付|还要|想花|没付|未付|[美港日台欧][元币金]|待支付|待付|大于|高于|低于|少于|小于|亏|损失|充值?|存了?|冲了|值)"
    r"(?:[了的我你给回折算过来到是有为约才个:扣款钱 ]|大概|差不多|只|能)*$"
)
_DEDUCTED = re.compile(r"退|手续费|违约|罚")
_RULE = re.compile(r"(?:超过|不超过?|大于|达到|不满|不到)$")
_UNPAID_BEHIND = re.compile(
    r"(?:的|左右的?)?(?:手续费|违约金|[(（]?含?[)）]?以[上下内]|之内|起|封顶|门槛|额度|差价|红包|优惠|退款|退给|退回|押金|保证金|欠[款费]|余额(?!支?付|里?扣)|提现|充值|没到账|到账|赔|奖|预算)"
    r"|(?:一|/|每) ?(?:个?月|台|天|个|次|g|小时|份|张)"
)
_ACTUAL = re.compile("实付|实际|到手|折后|打完折|打折后|(?:优惠|抵扣|减免|券)后")
_TOTAL = re.compile(
    r"实付|实际|总共|一共|总计|合计|共计|总价|到手|折后|打完折|打折后|(?:优惠|抵扣|减免|券)后"
)
_INCLUDED = re.compile(r"其中|里面?有|含|包括|里头")
OWN_SPENT = re.compile(r"(?:自己|现金|微信|支付宝|余额)(?:[又再就只才也实际]|另外)*[付花掏出][了出]?$")
"""Before a number however small, which then is a sum: 自己就出了九十."""
_OWN_MONEY = re.compile(r"自己|另外?|又|再|补|加|还付|现金")
_PART = re.compile(r"[一两另]笔[^,，]{0,4}$")
_REST = re.compile(r"(?:自己|微信|支付宝|余额|网银|银行卡|现金)[^,，券]{0,6}$")
_SPENT_OVER = re.compile(r"[花付交扣刷]了?(?:我|款|费)?$")
_TEN = 10
_DISKS = re.compile(
    r"[\d一二两三四五六七八九十]块(?:云|数据|系统|固态)?(?:硬盘|盘|磁盘)|盘[: x×*]?\d{1,2}块(?!钱)"
    r"|盘[^,，。!?;\n\d付花]{0,8}?(?:\d{1,2}|[一二两三四五六七八九十])块(?!钱)[^!?\n]{0,60}?[每一]块"
)
_YEAR = re.compile(r"20[12]\d")
_BUYING = pattern("<BUY>|[付续抢扣]|订单|pay|order|这单|那单|包[年月]|开的|刷")
_CORRECTION = pattern("<PUTS_RIGHT>")
_BEFORE_COUPON = re.compile(r" ?(?:的|面值的?|面额的?|是[用拿]?|用的?是?|走的?|[用拿])?(?:一?张)?(?:的)?$")
_BEHIND_COUPON = re.compile(r"(?:抵|抵掉|用|付|支付|减|扣|出|金额|面值|面额|里|有|是|:|了|的| )*$")
_NOT_SPENT = re.compile(r"(?:送|领|返|退|还有|还剩|剩|没用|给)(?:[了我的你 ]|一?张)*$")
_SET_OFF = re.compile(r"抵(?:扣|掉|用)?了?$")
_SAYS_NOTHING = re.compile(
    r"(?:[嗯呃哦啊吧呢的了哈是,，。;!~ 整]|当时|那时|不对|说错|错了|应该|大概|好像|就"
    r"|左右|一共|总共|那个)*"
)


@dataclass(frozen=True)
class _Coupon:
    kind: str
    sum: Sum
    included: bool
    """Whether it was named as a part of the amount before it."""


class Money:
    """The sums and coupons of one text."""

    def __init__(self, reading: Reading, taken: set[int], asked: str | None) -> None:
        """`taken`: characters that other facts claim, such as dates and volumes."""
        self.reading, self.text, self.asked = reading, reading.text, asked
        counted = _DISKS.search(reading.text) is not None  # five disks are 五块硬盘, and then 五块
        self.sums = [
            s
            for s in find_sums(reading.text)
            if taken.isdisjoint(range(s.start, s.end))
            and not (counted and s.text.endswith("块") and s.amount.high < 20)
        ]
        self.kinds = reading.mentions("coupon_kind")
        if asked != "paid_amount":
            self.sums = [s for s in self.sums if s.likely or self._is_told_of_money(s)]
        self.products = reading.mentions("product")
        self.coupons = list(self._find_coupons())

    def facts(self) -> Iterator[Fact]:
        """The amount paid and the coupons spent; one paid in another currency is a problem."""
        for coupon in self.coupons:
            if coupon.kind in COUPON_FIELDS:
                yield self.fact(COUPON_FIELDS[coupon.kind], coupon.sum)
        used = {id(coupon.sum) for coupon in self.coupons}
        paid = self._one_of([s for s in self.sums if id(s) not in used and self._is_paid(s)])
        if paid:
            yield from self._with_coupons(paid)
        for start, end in find_foreign(self.text):
            if _PAID.search(self.reading.before(start)) or _PAID_BEHIND.match(self.reading.after(end)):
                yield self.reading.fact("foreign_amount", "", start, end, problem="foreign_money")

    def _is_told_of_money(self, sum_: Sum) -> bool:
        """Whether a small number is a sum by what stands beside it: 自己就出了九十, 一张六十的代金券."""
        if OWN_SPENT.search(self.reading.before(sum_.start)):
            return True
        named = self.text.startswith("的", sum_.end) and sum_.amount.spoken >= _TEN
        return named and any(kind.start == sum_.end + 1 for kind in self.kinds)

    def _find_coupons(self) -> Iterator[_Coupon]:
        claimed: set[int] = set()
        for kind in self.kinds:
            sum_ = self._sum_behind(kind) or self._sum_before(kind)
            if sum_ is None or sum_.start in claimed:
                continue
            claimed.add(sum_.start)
            first = self.reading.sentence(sum_.start)[0]
            yield _Coupon(
                kind.id, sum_, bool(_INCLUDED.search(self.text, first, max(sum_.start, kind.start)))
            )
        for sum_ in self.sums:
            if sum_.start not in claimed and _SET_OFF.search(self.reading.before(sum_.start)):
                only = {kind.id for kind in self.kinds} or {"voucher"}
                yield _Coupon(only.pop() if len(only) == 1 else "", sum_, False)

    def _sum_behind(self, kind: Mention) -> Sum | None:
        near = (s for s in self.sums if kind.end <= s.start <= kind.end + 6)
        return next((s for s in near if _BEHIND_COUPON.match(self.text, kind.end, s.start)), None)

    def _sum_before(self, kind: Mention) -> Sum | None:
        near = (s for s in self.sums if kind.start - 6 <= s.end <= kind.start)
        spent = (s for s in near if not _NOT_SPENT.search(self.reading.before(s.start)))
        return next((s for s in spent if _BEFORE_COUPON.match(self.text, s.end, kind.start)), None)

    def speaks_against(self, sum_: Sum) -> bool:
        """Whether the words beside a sum make it something else than what was paid: 退我910, 50元一个月."""
        before, after = self.reading.before(sum_.start), self.reading.after(sum_.end)
        told = _PAID.search(before) or _TOTAL.search(before)
        return bool(
            _PART.search(before) or _UNPAID_BEHIND.match(after) or (_UNPAID.search(before) and not told)
        )

    def _is_paid(self, sum_: Sum) -> bool:
        before, after = self.reading.before(sum_.start), self.reading.after(sum_.end)
        if _UNPAID_BEHIND.match(after) or re.match(r"的?(?:\w{0,3})?券", after):
            return False
        first = self.reading.clause(sum_.start)[0]
        if "扣" in before and _DEDUCTED.search(self.text, first, sum_.start):
            return False
        if sum_.limit or _PART.search(before):
            return False
        if self.coupons and _REST.search(before):
            return True
        if sum_.amount.vague and self.asked != "paid_amount" and not _PAID.search(before):
            return sum_.certain and bool(_PAID_BEHIND.match(after))
        if sum_.over and not _SPENT_OVER.search(before):
            return False
        if _PAID.search(before):
            return not _UNPAID.search(before) or bool(_TOTAL.search(before))
        if _UNPAID.search(before) or (_RULE.search(before) and not self._buying(sum_)):
            return False
        if self.asked == "paid_amount":
            return True
        if self._alone(sum_):
            listed = self._buying(sum_) and not _YEAR.fullmatch(self.text, sum_.start, sum_.end)
            return sum_.certain or self._corrects(sum_) or listed
        if _PAID_BEHIND.match(after) or self._product_behind(sum_):
            return True
        return sum_.certain and self._buying(sum_)

    def _buying(self, sum_: Sum) -> bool:
        """Whether the sentence tells of a purchase at all."""
        first, last = self.reading.sentence(sum_.start)
        told = _BUYING.search(self.text[first:last])
        return bool(told) or any(first <= product.start < last for product in self.products)

    def _corrects(self, sum_: Sum) -> bool:
        """Whether the sum takes the place of one before it: 1299, 不对, 1399."""
        earlier = [s for s in self.sums if s.end <= sum_.start]
        return bool(earlier and _CORRECTION.search(self.text, earlier[-1].end, sum_.start))

    def _product_behind(self, sum_: Sum) -> bool:
        linked = self.text.startswith("的", sum_.end)
        if not (linked or sum_.certain):
            return False
        return any(product.start == sum_.end + linked for product in self.products)

    def _alone(self, sum_: Sum) -> bool:
        """Whether the sum is all that its clause says."""
        first, last = self.reading.clause(sum_.start)
        return bool(
            _SAYS_NOTHING.fullmatch(self.text, first, sum_.start)
            and _SAYS_NOTHING.fullmatch(self.text, sum_.end, last)
        )

    def _one_of(self, paid: list[Sum]) -> Sum | None:
        """The amount paid: the total if one is called so, after a correction the last, else none."""
        if len({s.amount.spoken for s in paid}) <= 1:
            return paid[-1] if paid else None
        for telling in (_ACTUAL, _TOTAL):
            told = [s for s in paid if telling.search(self.reading.before(s.start))]
            if len(told) == 1:
                return told[0]
        corrected = _CORRECTION.search(self.text, paid[-2].end, paid[-1].start)
        return paid[-1] if corrected else None

    def _with_coupons(self, paid: Sum) -> Iterator[Fact]:
        """The amount paid as the rules mean it: cash, cash coupons and stored cards, but no vouchers (S2).

        So a voucher named as a part of the sum is taken off, and a cash coupon or card that came on top of
        what the customer calls their own money is added, which is then the part in cash.
        """
        amount = paid.amount.spoken
        own = bool(_OWN_MONEY.search(self.reading.before(paid.start)))
        for coupon in self.coupons:
            value = coupon.sum.amount.spoken
            if (
                coupon.kind == "voucher"
                and coupon.included
                and coupon.sum.start > paid.start
                and value <= amount
            ):
                amount -= value
            elif coupon.kind in {"cash_coupon", "stored_card"} and own:
                amount += value
        yield self.fact("paid_amount", paid, amount)
        if amount > paid.amount.spoken:
            yield self.fact("cash_amount", paid)

    def fact(self, field: str, sum_: Sum, amount: Decimal | None = None) -> Fact:
        """A sum as a fact, of `amount` (yuan) if not its own; a negative or vague one is a problem."""
        problem = "negative_money" if sum_.negative else "too_vague" if sum_.amount.vague else None
        value = "" if problem else sum_.amount.spoken if amount is None else amount
        return self.reading.fact(field, value, sum_.start, sum_.end, sum_.amount.approximate, problem)
