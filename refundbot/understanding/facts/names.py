"""The facts that lie in names: product, billing mode, channel, coupon, order number, rejection code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from refundbot.catalogue import PRODUCTS
from refundbot.understanding.facts.by_use import by_use, is_only_a_measure, is_worked_out
from refundbot.understanding.facts.fact import Fact, Value
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.lexicon.vocabulary import Mention

_ITS = re.compile("(?:它|这台|那台|机器|主机|服务器)(?:们|上|里)?的[^,，。!?;]{0,4}$")
"""Before a name: it is a part of another thing, 它的带宽."""
_DENIED = re.compile(
    r"(?:不是|(?<![a-z])not|并非|非|(?<!有)无|没有?(?:用|使用|买|选|走|开|办|弄)?|不(?:用|含|包括|走)|除了|以为是|而不是|不要|没通过"
    r"|不?像)"
    r"(?:过|了|的|任何|什么|到|用|那?[个张台])? ?$"
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
    r"(?:退|到账?|返|打|回|转|提现?|提|存)(?:还|款|钱)*(?:到|回到?|至|进|给|去)?(?:我|的|原来|哪|是|你|了)*$"
)
_PAYING = re.compile(r"付|支付|买|扣|下单|刷|充|交|给钱|的钱|汇|转|打|花|里直接|没了")
_MEANS = re.compile(
    r"(?:用|走|从|通过|拿|刷|付|扣)(?:了|的|款|钱|我|公司|方式|是|为|:)*$"
    r"|(?:paid|pay|charged|bought)(?: it)? (?:by|from|with|using|via|through) (?:my |the |our |account )*$"
)
_CONTACT = re.compile(r"(?:上面?|里面?|号|群|公众号|小程序|客服|联系|聊|好友|发)")
"""Behind 微信: it is a way to talk, not to pay."""
_ARITHMETIC = re.compile(r"(?:来|去)?(?:[列折核计换推估测精清倒]?算|折|扣|退|收手续费|分摊)")
_OF_THE_CALENDAR = re.compile(r"(?:[\d一二三四五六七八九十]月|[去今前明]年)$")
"""A month or a year that only looks like how it is charged: 去年三月|租的."""
_UNSPENT = re.compile(r"(?:没有?|未|没能?)(?:使?用|抵扣?)(?:过|到|了|任何|什么|的|那?张)*$")
_SPENT = re.compile(r"(?:用|使用|有|拿|靠|张|了|抵|加)(?:了|一?张|的|那[个张]|个|\d|[块元折])*$")
_LEFT_UNSPENT = re.compile(
    "(?:但|可|却|还|也|都|又|忘了?|一直)*(?:没有?|未|忘了?)(?:来得及|记得)?(?:使?用|抵)"
)
_SPENDING = re.compile(r"(?:打|买|付|下单|折|抵|减|用了|的单|支付)")
COUPON_FIELDS = {
    "voucher": "voucher_amount",
    "cash_coupon": "cash_coupon_amount",
    "stored_card": "stored_card_amount",
}
"""The field of the amount of each kind of coupon."""
_ALONE = re.compile(r"(?:那|是|就是|换成|要是)*(?:cdn|obs)的(?:呢|吧|啊|呀)?(?=$|[,，。?!])")
_ANY_PACKAGE = frozenset({"流量包", "资源包", "套餐包"})
"""Names for a package of whatever kind."""
_OF_A_FIRM = re.compile("(?:建站|网站|域名|直播|短信|安全)(?:公司|工作室|团队|代理|商家)")
"""Somebody named after what they make: 建站公司送了一张证书."""
_BOUGHT = re.compile(r"(?:[买购]|订(?!单)|开通|下单|续费|退(?![款订])|退[款订](?=的?$)).{0,8}$")
"""Before an everyday word: it is what was bought."""
_GOES_BACK = re.compile(
    "(?:服务|套餐|资源|业务|功能)?(?:[我也还都就这那能想要可会给不没]|可以|怎么|如何|支持)*退(?![款订]?(?:成功|失败|到账))"
)
_LITTLE = " ,，。;!?、\n那呢的吧啊呀是我还有个服务吗"
"""Behind an everyday word: it is to go back itself; and what may stand beside one that is named alone."""
_BANDWIDTH = re.compile(r"带宽|公网ip|弹性公网")
_PACKAGES = {
    "obs": "obs_package",
    "cbr": "backup_package",
    "cdn": "cdn_traffic_package",
    "live": "media_package",
    "vod": "media_package",
    "mpc": "media_package",
    "eip_bandwidth": "shared_traffic_package",
}
"""The packages that are products themselves, by the product whose use they cover."""
_OF_PACKAGE = re.compile(
    r"(?: ?的)?(?:[那这一]个?)?[^,，。!?;和跟与及、/买送用退加红礼赠]{0,8}?(?<!外)包"
    r"(?![年月季周裹装含括了过一二三四五六七八九十两半\d])"
)
"""Behind a product: it is a package of it that is meant, OBS的标准存储包, 云服务器备份那个资源包."""
_THE_ONE_OF = re.compile("的?[那这一]?[个种款份]|的(?=$|[ ,，。!?;])")
"""Behind the name of a service: it is what a thing talked of is for."""
_OF_OTHERS = re.compile(r"(?:别的|其[他它]|另外|那些|还有些?)[^,，。!?;这]{0,4}$")
_OTHERS_BEHIND = re.compile(r"的?(?:别的|其[他它]|那些|(?:东西|资源|产品|服务)(?:都|也|把|欠|扣))")
"""Around a billing mode: it is that of other things on the account."""
_OF_AN_ACCESSORY = re.compile(
    "(?:公网ip|弹性ip|eip|(?<![a-z])ip|带宽|云?硬盘|数据盘|系统盘|云盘|磁盘|快照|备份)(?:地址)?"
    "(?:那[个块部分边]?|[这它]|本身|的?计费(?:方式|模式)?|却|也|还|就|才|又|一直|单独|另外"
    "|[: ]|是|为|走|用|选|属于)*$"
)
"""Before a billing mode: it is that of what hangs on a machine, IP是|按流量计费的."""
_LISTED = re.compile("(?:[和跟与加、及带连+]|以及)(?:[一两几]?[个块])?(?:弹性|公网|云|(?!云)[一-龥]云)*$")
"""Before such a name: it stands beside the machine, of which the mode is as well, ECS和云盘是|按需的."""
_IN_GENERAL = re.compile(r"(?:不是|难道)[^,，。!?;]{0,10}(?:就|都)不[^,，。!?;]{0,4}退的?[吗么嘛]")
"""Behind the word for any package: 资源包不是开通了就不能退吗 asks for the rule."""
ACCESSORIES = frozenset({"bandwidth_addon", "evs", "eip_bandwidth"})
"""Products that may only hang on another one."""
_ADDED = re.compile(
    r"(?:另外|后来|又|还|再|额外|顺手|上面)[^,，。!?;]{0,10}?(?:买|加|挂|配|叠|有)[了过着]?[^,，。!?;退]{0,6}$"
)
"""Before an accessory: it came to another purchase, if one is named."""
_BY_ITSELF = re.compile("单独[^,，。!?;]{0,2}(?:买|购|订|开|下单)[^,，。!?;]{0,6}$")
"""Before an accessory: it was bought as a purchase of its own, 另外单独买了一块云硬盘."""
_ADDED_TO = re.compile(
    r"(?:给|往|在(?=[这那]))[^,，。!?;]{0,8}?(?:[这那它台机]|服务器|主机|实例|数据库)"
    r"[^,，。!?;]{0,6}?(?:加|挂|配|扩|添|接|装)[了过]?[^,，。!?;的退]{0,4}$"
)
"""Before an accessory: it came to a purchase that stands there, 往这台上挂了块盘."""
_COMES_WITH = re.compile(
    r"(?:自?带|挂|配|绑|含|附|装)[了着有上]{0,2} ?(?:\d{1,2}|[一两二三四五六七八九十几])?[块个条张]?$"
)
"""Before an accessory: each of those that were bought has it, 三台ECS每台配两块|数据盘, or it came along."""
_VOLUME_OF_TRAFFIC = re.compile(
    r"(?: ?的)? ?\d{1,5}(?:\.\d)? ?[gt]b? ?的? ?流量(?![费计]|[^,，。!?;]{0,3}(?:用|跑|刷|扣))"
)
_ORDERED = re.compile(
    r"(?:买|购|订(?!单)|拍|开通?|下单|order(?:ed)?|bought|buy)(?:[ 了过的个]|一个|an?|the)*$"
)
"""Around a service: a volume of its traffic was bought, which is a package, 买了个CDN的10TB流量."""

_CHANGED = re.compile(
    "(?:升级?|扩[容大]?|提[升高]|调[整高大低]|降[低级]?|变更)(?:了|一下|公网|系统|数据|的){0,2}$"
)
_GREW = re.compile("[加买增]加?(?:了|一?[个块点条]|公网|系统|数据|的){0,3}$")
_UNPAID = re.compile("[没未][^,，。!?;]{0,2}(?:付|给钱|交|结|支付)|待(?:支付|付)")
"""Around an accessory: it is what a change is made to, or an order not paid for: 点了个升级带宽没付钱."""


def is_any_package(words: str) -> bool:
    """Whether normalised words name a package, but not of what it is: 流量包."""
    return words in _ANY_PACKAGE


def package_of(reading: Reading, product: Mention) -> str | None:
    """The product that a name stands for where packages are talked of: CDN那个, OBS的; `None` for others."""
    if PRODUCTS[product.id].sold == "package":
        return product.id
    return _PACKAGES.get(product.id) if _THE_ONE_OF.match(reading.text, product.end) else None


_TOLD_BY_CODE: Mapping[str, tuple[str, Value]] = {
    "CBC.99003100": ("pending_transaction", True),
    "CBC.99003643": ("invoiced", True),
    "CBC.99003649": ("origin", "trial"),
    "CBC.99003650": ("seller", "marketplace"),
    "CBC.99003651": ("pending_transaction", True),
    "CBC.99003654": ("bandwidth_addon_present", True),
    "CBC.99003656": ("freeze", "unspecified"),
}
"""What a code by which the page refuses tells of the purchase (S26)."""


def names(reading: Reading, asked: str | None) -> Iterator[Fact]:
    """The facts that names tell. One that is denied (不是ECS) or a choice (包年还是包月) tells nothing."""
    for product in products(reading, asked):
        yield reading.fact("product", product.id, product.start, product.end)
    yield from _billing(reading)
    yield from _channels(reading, asked)
    yield from _coupons(reading)
    for match in _ORDER_NUMBER.finditer(reading.whole):
        yield reading.fact("order_number", _spelt(match), *match.span())
    for match in _REJECTION.finditer(reading.whole):
        code = f"CBC.{match['digits']}" if match["digits"] else match[0].upper()
        yield reading.fact("rejection_code", code, *match.span())
        if code in _TOLD_BY_CODE:
            yield reading.fact(*_TOLD_BY_CODE[code], *match.span())


def order_numbers(reading: Reading) -> tuple[str, ...]:
    """The order numbers in a text, each once, in its order."""
    return tuple(dict.fromkeys(_spelt(match) for match in _ORDER_NUMBER.finditer(reading.whole)))


def _spelt(match: re.Match[str]) -> str:
    """An order number as order systems write it."""
    return "CS" + re.sub(r"[ \-]", "", next(filter(None, match.groups()))).upper()


def is_meant(reading: Reading, product: Mention) -> bool:
    """Whether of a name that means much else it is said that it is the product: 买的短信, 短信服务能退吗.

    Of 翻翻短信 and 收到扣款短信 it is not. A package is pointed at by such a name: OBS的那个.
    """
    if not product.everyday or PRODUCTS[product.id].sold == "package":
        return True
    first, last = reading.clause(product.start)
    alone = not reading.text[first : product.start].strip(_LITTLE) and not reading.text[
        product.end : last
    ].strip(_LITTLE)
    before, behind = reading.text[first : product.start], reading.text[product.end : last]
    return alone or _BOUGHT.search(before) is not None or _GOES_BACK.match(behind) is not None


def products(reading: Reading, asked: str | None = None) -> list[Mention]:
    """The products that it tells of, without what is only a part of another one or asked of in general."""
    found: list[Mention] = []
    for product in _told(reading, "product"):
        first, _ = reading.clause(product.start)
        alone = not any(other.start >= first for other in found)
        bought = (
            asked == "product"
            or (alone and _BOUGHT.search(reading.text, first, product.start))
            or _ALONE.match(reading.text, first)
        )
        if reading.text.startswith("机器人", product.start) or _asks_in_general(reading, product):
            continue
        if bought or not product.everyday:
            found.append(_meant(reading, product, found))
    return [product for product in found if not _is_part(reading, product, found)]


def _meant(reading: Reading, product: Mention, earlier: list[Mention]) -> Mention:
    """A short name taken for the full one before it: CDN流量包 ... 那个流量包, CDN包 ... 流量包.

    A product with 包 behind it is a package of it, and so is the word for a package in there.
    """
    package = _OF_PACKAGE.match(reading.text, product.end) or (
        _ORDERED.search(reading.before(product.start)) and _VOLUME_OF_TRAFFIC.match(reading.text, product.end)
    )
    if package and PRODUCTS[product.id].sold != "package":
        return replace(product, id=_PACKAGES.get(product.id, "resource_package"))
    before = earlier[-1] if earlier else None
    within = before and _OF_PACKAGE.match(reading.text, before.end)
    if before and within and product.end <= within.end() and PRODUCTS[before.id].sold == "package":
        return replace(product, id=before.id)
    name = reading.text[product.start : product.end]
    full = [
        each
        for each in earlier
        if reading.text[each.start : each.end].endswith(name)
        or (name in _ANY_PACKAGE and PRODUCTS[each.id].sold == "package" and _apart(reading, each, product))
    ]
    return replace(product, id=full[-1].id) if full else product


def _asks_in_general(reading: Reading, product: Mention) -> bool:
    any_package = reading.text[product.start : product.end] in _ANY_PACKAGE
    return any_package and _IN_GENERAL.match(reading.text, product.end) is not None


def _apart(reading: Reading, one: Mention, other: Mention) -> bool:
    """Whether two names stand in clauses of their own, and not side by side as two products."""
    return reading.clause(one.start) != reading.clause(other.start)


def _is_part(reading: Reading, product: Mention, found: list[Mention]) -> bool:
    """Whether a name only describes another product: the 5M带宽 of a server, the disk added to one."""
    text = reading.text
    if _BANDWIDTH.match(text, product.start) and text[max(0, product.start - 1)] == "\x00":
        return True
    others = any(each.id != product.id for each in found)
    before = reading.before(product.start, 24)
    if others and _ITS.search(before):
        return True
    if product.id not in ACCESSORIES:
        return False
    behind = text[product.end : min(reading.sentence(product.start)[1], product.end + 24)]
    if _CHANGED.search(before) or (_GREW.search(before) and _UNPAID.search(behind)):
        return True
    if before.endswith("的") and _GOES_BACK.match(behind):
        return False  # 上面挂的盘想退
    beside = (_ADDED.search(before) and not _BY_ITSELF.search(before)) or _COMES_WITH.search(before)
    return bool(_ADDED_TO.search(before) or (others and beside))


def _billing(reading: Reading) -> Iterator[Fact]:
    text = reading.text
    named = [
        mode
        for mode in _told(reading, "billing_mode")
        # 三年 is a term and read as such; 按小时算 may be about the account
        if not (
            text[mode.start] in "一两三四五半123456789"
            or _OF_THE_CALENDAR.search(text, 0, mode.start + 1)
            or _ARITHMETIC.match(text, mode.end)
            or (
                is_only_a_measure(text[mode.start : mode.end])
                and is_worked_out(reading, mode.start, mode.end)
            )
        )
    ]
    for mode in named or by_use(reading):
        if _is_of_an_accessory(reading, mode):
            continue
        if _OF_OTHERS.search(reading.before(mode.start)) or _OTHERS_BEHIND.match(text, mode.end):
            continue
        yield reading.fact("billing_mode", mode.id, mode.start, mode.end)


def _is_of_an_accessory(reading: Reading, mode: Mention) -> bool:
    """Whether a billing mode is that of what hangs on the purchase: 服务器是包月的，IP是按流量的."""
    first = reading.sentence(mode.start)[0]
    name = _OF_AN_ACCESSORY.search(reading.whole, first, mode.start)
    if name is None or _LISTED.search(reading.whole, first, name.start()):
        return False
    named = reading.mentions("product")
    if any(each.id not in ACCESSORIES and each.end <= name.start() for each in named):
        return True
    bought = any(each.start < name.end() and name.start() < each.end for each in named)
    return not bought and reading.talked_of not in (None, *ACCESSORIES)


def _channels(reading: Reading, asked: str | None) -> Iterator[Fact]:
    for channel in _told(reading, "payment_channel"):
        before, behind = reading.before(channel.start), reading.after(channel.end, 8)
        name = reading.text[channel.start : channel.end]
        paying = (
            not channel.everyday
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
    for coupon in reading.mentions("coupon_kind"):
        before, denied = reading.before(coupon.start), _denied(reading, coupon)
        if coupon.id == "discount_coupon":
            if _LEFT_UNSPENT.match(reading.text, coupon.end):
                yield reading.fact("discount_coupon", False, coupon.start, coupon.end)
            elif denied or _SPENT.search(before) or _SPENDING.match(reading.text, coupon.end):
                yield reading.fact("discount_coupon", not denied, coupon.start, coupon.end)
        elif _UNSPENT.search(before) and coupon.id in COUPON_FIELDS:
            yield reading.fact(COUPON_FIELDS[coupon.id], Decimal(0), coupon.start, coupon.end)


def _told(reading: Reading, entity: str) -> Iterator[Mention]:
    """The names that are neither denied nor one side of a choice."""
    for mention in reading.mentions(entity):
        choice = _CHOICE.match(reading.text, mention.end) or reading.before(mention.start, 4).endswith("还是")
        firm = _OF_A_FIRM.match(reading.text, mention.start)
        if not (choice or firm or _denied(reading, mention)):
            yield mention


def denied(reading: Reading, entity: str) -> list[Mention]:
    """The names of an entity by which it says what something is not: not 包月."""
    return [mention for mention in reading.mentions(entity) if _denied(reading, mention)]


def _denied(reading: Reading, mention: Mention) -> bool:
    return bool(_DENIED.search(reading.before(mention.start, 8)))
