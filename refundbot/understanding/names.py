"""The facts that lie in names: product, billing mode, channel, coupon, order number, rejection code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from refundbot.understanding.fact import Fact
from refundbot.understanding.reading import Reading
from refundbot.understanding.vocabulary import Mention, mentions

_DENIED = re.compile(
    r"(?:不是|并非|非|没有?(?:用|使用|买|选|走|开)?|不(?:用|含|包括|走)|除了|以为是|而不是|不要|没通过|不?像)(?:过|了|的|任何|什么|到|用|那?[个张台])?$"
)
_CHOICE = re.compile(r"还是")
_ORDER_NUMBER = re.compile(
    r"cs ?[:\-]? ?(?P<digits>\d{10,20}(?:[a-z][a-z\d]{0,4})?)(?![a-z\d])"
    r"|cs ?[:\-]? ?(?P<groups>\d{2,8}(?:[ \-]\d{2,8}){1,3})(?!\d)"
    r"|cs ?[:\-]? ?(?P<figures>\d{10,20})(?!\d)|(?:订单(?:编?号)?|单号)(?:码|是|为|[:：]"
    r"| )*(?P<bare>\d{10})(?!\d)"
)
_REJECTION = re.compile(r"(?<![a-z])cbc ?[.:_\-]? ?(?P<digits>\d{4,8})(?!\d)|osm-sp-seniorbenefitused")
_TO = re.compile(
    r"(?:退|到账?|返|打|回|转|提现?|提|存)(?:还|款|钱)*(?:到|回到?|至|进|给|去)?(?:我|的|原来的?|哪|是|你|了)*$"
)
_PAYING = re.compile(r"付|支付|买|扣|下单|刷|充|交|给钱|的钱|汇|转|打|花|里直接|没了")
_MEANS = re.compile(r"(?:用|走|从|通过|拿|刷|付)(?:了|的|我|公司)*$")
_CONTACT = re.compile(r"(?:上面?|里面?|号|群|公众号|小程序|客服|联系|聊|好友|发)")
"""Behind 微信: it is a way to talk, not to pay."""
_COMMON = frozenset({"balance", "unionpay", "loan", "credit", "partner", "bank_transfer", "resale_balance"})
"""Channels whose names mean much else: 余额, 银行卡, 分期."""
_ARITHMETIC = re.compile(r"(?:来|去)?(?:算|折|扣|计算|退|收手续费|分摊)")
_UNSPENT = re.compile(r"(?:没有?|未|没能?)(?:使?用|抵扣?)(?:过|到|了|任何|什么|的|那?张)*$")
_SPENT = re.compile(r"(?:用|使用|有|拿|靠|张|了|抵|加)(?:了|一?张|的|那?[个张])*$")
_SPENDING = re.compile(r"(?:打|买|付|下单|折|抵|减|用了|的单|支付)")
COUPON_FIELDS = {
    "voucher": "voucher_amount",
    "cash_coupon": "cash_coupon_amount",
    "stored_card": "stored_card_amount",
}
"""The field of the amount of each kind of coupon."""
_ALONE = re.compile(r"(?:那|是|就是|换成|要是)*(?:cdn|obs)的(?:呢|吧|啊|呀)?(?=$|[,，。?!])")
_EVERYDAY = frozenset({"会议", "cdn的", "obs的"})
"""Names that are everyday words, too: products only where one was bought."""
_ANY_PACKAGE = frozenset({"流量包", "资源包", "套餐包"})
"""Names for a package of whatever kind."""
_BOUGHT = re.compile("[买购订]|开通|下单|续费|退")
_BANDWIDTH = re.compile(r"带宽|公网ip|弹性公网")


def names(reading: Reading, asked: str | None) -> Iterator[Fact]:
    """The facts that names tell. One that is denied (不是ECS) or a choice (包年还是包月) tells nothing."""
    yield from _products(reading)
    yield from _billing(reading)
    yield from _channels(reading, asked)
    yield from _coupons(reading)
    text = reading.whole
    for match in _ORDER_NUMBER.finditer(text):
        yield reading.fact(
            "order_number",
            "CS" + re.sub(r"[ \-]", "", next(filter(None, match.groups()))).upper(),
            *match.span(),
        )
    for match in _REJECTION.finditer(text):
        code = f"CBC.{match['digits']}" if match["digits"] else match[0].upper()
        yield reading.fact("rejection_code", code, *match.span())


def _products(reading: Reading) -> Iterator[Fact]:
    found: list[Mention] = []
    for product in _told(reading, "product"):
        bare = reading.text[product.start : product.end] in _EVERYDAY
        first, _ = reading.clause(product.start)
        bought = _BOUGHT.search(reading.text, first, product.start) or _ALONE.match(reading.text, first)
        if not reading.text.startswith("机器人", product.start) and (bought or not bare):
            found.append(_meant(reading, product, found))
    main = [product for product in found if not _is_part(reading, product)]
    for product in main or found:
        yield reading.fact("product", product.id, product.start, product.end)


def _meant(reading: Reading, product: Mention, earlier: list[Mention]) -> Mention:
    """A short name taken for the full one before it: CDN流量包 ... 那个流量包, CDN包 ... 流量包."""
    name = reading.text[product.start : product.end]
    full = [
        each
        for each in earlier
        if reading.text[each.start : each.end].endswith(name)
        or (name in _ANY_PACKAGE and each.id.endswith("_package") and _apart(reading, each, product))
    ]
    return replace(product, id=full[-1].id) if full else product


def _apart(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether two names stand in clauses of their own, and not side by side as two products."""
    return reading.clause(one.start) != reading.clause(other.start)


def _is_part(reading: Reading, product: Mention) -> bool:
    """Whether a name only describes another product: the 5M带宽 of a server, where it ran."""
    text = reading.text
    return bool(_BANDWIDTH.match(text, product.start)) and text[max(0, product.start - 1)] == "\x00"


def _billing(reading: Reading) -> Iterator[Fact]:
    text = reading.text
    for mode in _told(reading, "billing_mode"):
        if text[mode.start] in "一两三四五半123456789" or _ARITHMETIC.match(text, mode.end):
            continue  # 三年 is a term and read as such; 按小时算 is about the account
        yield reading.fact("billing_mode", mode.id, mode.start, mode.end)


def _channels(reading: Reading, asked: str | None) -> Iterator[Fact]:
    for channel in _told(reading, "payment_channel"):
        before, behind = reading.before(channel.start), reading.after(channel.end, 8)
        name = reading.text[channel.start : channel.end]
        paying = (
            channel.id not in _COMMON
            or re.search("付|打款|转账|汇", name)
            or reading.text[slice(*reading.clause(channel.start))].strip(" ,，。;!?、\n") == name
            or _PAYING.search(behind)
            or _MEANS.search(before)
        )
        if _CONTACT.match(behind) and not _PAYING.search(behind):
            continue
        if asked == "channel" or (paying and not _TO.search(before)):
            yield reading.fact("channel", channel.id, channel.start, channel.end)


def _coupons(reading: Reading) -> Iterator[Fact]:
    for coupon in mentions("coupon_kind", reading.text):
        before, denied = reading.before(coupon.start), _denied(reading, coupon)
        if coupon.id == "discount_coupon":
            if denied or _SPENT.search(before) or _SPENDING.match(reading.text, coupon.end):
                yield reading.fact("discount_coupon", not denied, coupon.start, coupon.end)
        elif _UNSPENT.search(before) and coupon.id in COUPON_FIELDS:
            yield reading.fact(COUPON_FIELDS[coupon.id], Decimal(0), coupon.start, coupon.end)


def _told(reading: Reading, entity: str) -> Iterator[Mention]:
    """The names that are neither denied nor one side of a choice."""
    for mention in mentions(entity, reading.text):
        choice = _CHOICE.match(reading.text, mention.end) or reading.before(mention.start, 4).endswith("还是")
        if not choice and not _denied(reading, mention):
            yield mention


def _denied(reading: Reading, mention: Mention) -> bool:
    return bool(_DENIED.search(reading.before(mention.start, 8)))
