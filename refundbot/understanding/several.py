"""The words by which several purchases are told apart: what stays, what goes back, what each cost."""

from __future__ import annotations

import re
from decimal import Decimal

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.names import products
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.sums import find_sums
from refundbot.understanding.facts.whose import is_not_theirs
from refundbot.understanding.lexicon.vocabulary import Mention
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.marks import marks

_COUNTED = re.compile(
    "(?:[买购订下开拍]|order|buy|bought)了?(?:俩|(?:两|[二三四五2-5]|好几)(?:个(?!月)|样|种|款|件|笔|单)|两(?=[,，:。;]|$))"
    "|(?<![a-z\\d.])(?:俩|[两三四五2-5](?:样|种东西|件东西))|(?:同时|一起|一并|一块儿?)(?:下单|[买购订拍])"
)
_ONE = re.compile(
    "(?:[一两二三四五六七八九十\\d]|[了有是又还、和跟与及,，:])(?:台|个|块|张|套|条|份|款)(?!月|小时|星期|礼拜)"
    "[^,，。;!?\n台个块张套条份款]{0,8}$"
)
"""Before a name: it is told of as one more, 一台, 还有个, rather than as one that is known."""
_COMES_ALONG = re.compile(
    "(?:[带含附送赠挂绑装]|[里上中][面头边]?|(?<!另)(?<!另外)配|自带|[给为往替在](?:它|这|那|[台个]|服务器|机器|主机))[^,，。;!?\n]{0,10}$"
)
"""Before a name: it belongs to another purchase, or was given with it."""
_ONE_MORE = re.compile(
    "(?:还有|另外|另|[还又再]有?(?:买|购|开|订|下单)了?|第二)[,，:、]?(?:(?![这该此本它])[^,，。;!?\\n]){0,10}$"
)
"""Before a name: it is told of as one beside the one talked of."""
_NEW = re.compile(
    "(?:买|购|订|拍|开|下单|入手)[了过]?(?:[一两二三四五六七八九十\\d]{1,2})?[台个块套份张](?!月)[^,，。;!?\\n]{0,8}$"
)
"""Before a name: that it was bought is told as news."""
_ONE_OF_THEM = re.compile(
    r"(?:(?:(?<![每这那同哪整只\d])(?:一|另)|(?<!\d)1|第[一二三123])[台单套笔份块张个](?!月|小时|星期|礼拜|钱|[儿起]|\d+(?![\d年月号日./-]))|(?:的|年|月)那[台单套笔块张])"
    r"|(?:^|(?<=[,，。;；、:!? \n]))[abc甲乙丙](?:[台机单]|服务器|主机)*(?= ?[:是为的\d去今昨前上])"
)
"""Where something is told of one of several of a kind: 一台昨天买的, 另一台, 第二台, B是去年买的."""
_DESCRIBED = re.compile("(?:的|年|月)那[一]?(?:台|个(?!月)|单|张|块|套|份|笔)")
"""A thing is pointed at by what was told of it: 花99买的那台, 一年的那单."""
_OF_THINGS = re.compile("[台块臺塊套]")
_PRICE = re.compile(
    r"(?<![\d.*x×])(?P<sum>\d{1,7}(?:\.\d{1,2})?) ?"
    r"(?:块钱|块(?=的|[,，。;!]|$)|元|rmb|(?=包[年月季]|[一两三半]年|[一两三1-9]个月|买的|的(?!流量|硬盘|内存))"
    r"|(?<=\d\d)(?=[,，。;!\n]|$))"
)
_ONE_SUM = r"(?:¥?\d{1,7}(?:\.\d{1,2})?|[一二两三四五六七八九十百千万]{2,8}) ?(?:元|块钱?)?"
_RESPECTIVELY = re.compile(
    r"(?:分别|依次|各自?)(?:的?价格?|是|为|要|花|付|实付|[了:])*"
    rf"(?P<sums>{_ONE_SUM}(?: ?(?:和|跟|与|以及|还有|[、,，/]) ?{_ONE_SUM})+)(?![年月日号天\d])"
)
_LEFT_ALONE = pattern(
    "不用看|别(?:管|动|看|退)|(?<!不)(?:还|要|想|先|我)留(?:下|着)|不(?:想|要|打算)退(?![吗么到成给])"
    "|(?<![不没能可吗])[要得还]用(?=$|[,，。;!])|(?:继续|接着)(?:用|开|跑)|(?<![a-z])(?:keep|stays?)(?![a-z])"
)
_GIVES_BACK = re.compile("(?<!没)(?<!无理由)退(?!过|款到)|不(?:想|再)?(?:要|用)了|(?<![a-z])refund")
_ALL = re.compile("[都也全]|一起|both|too")
_BUYING = pattern("<BUY>|[开续付]|order|bought|paid")
_FIRST = re.compile("先(?:退|看|算|办|处理|说|弄)")
_INTENDED = re.compile("(?:想|要|打算|准备|本来|原本|原来)(?:是)?(?:要|想)?[买购订开][^,，。;!?\n成了]{0,6}$")
_OF_EACH = re.compile(
    "(?:俩|两[个台样笔单件]|这俩|它们)?(?:都|全)(?:是|在|为|想|要|不|没|[昨前今上本]|\\d)|同一[天单]|同时|一起|一块儿?"
)
_TOO_SLOW = re.compile("[跑带拖走转]不动")
_ASKS_IF_TOUCHED = re.compile("影响|受牵连|连带|还能(?:接着|继续)?用|会不会停")


def respectively(reading: Reading) -> tuple[str, tuple[Decimal, ...]] | None:
    """The words that tell one sum for each thing named before, in their order, and the sums: 分别399和50."""
    match = _RESPECTIVELY.search(reading.whole)
    if match is None:
        return None
    return match[0], tuple(each.amount.spoken for each in find_sums(match["sums"]))


def of_one_kind(reading: Reading) -> tuple[str, ...]:
    """The clauses of a text, joined where they tell of the same one of several things of a kind.

    >>> from refundbot.understanding.facts.reading import read
    >>> of_one_kind(read("两台主机，一台昨天买的，100，一台去年买的"))
    ('两台主机，', '一台昨天买的，100，', '一台去年买的')
    """
    parts = [""]
    for start, end in reading.clauses():
        if _ONE_OF_THEM.search(reading.whole, start, end):
            parts.append("")
        parts[-1] += reading.whole[start:end]
    return tuple(parts)


def counts_purchases(text: str) -> bool:
    """Whether a normalised text speaks of several purchases by their number, or as bought together.

    >>> [counts_purchases(text) for text in ("昨天买了俩", "上周买了3样", "一起买的", "买了两个月")]
    [True, True, True, False]
    """
    return marks(text).counts_purchases or _COUNTED.search(text) is not None


def is_only_intended(reading: Reading, product: Mention) -> bool:
    """Whether a product was to be bought, and is not said to have been: 明明要买服务器，买成了流量包."""
    return _INTENDED.search(reading.before(product.start, 16)) is not None


def introduces_several(reading: Reading) -> bool:
    """Whether a text tells of two products as one more each: 买了一台服务器，还有个OBS存储包.

    What comes along with a purchase, hangs on it, or is another's, is none of them.
    """
    named = products(reading)
    kinds = {(each.start - reading.text.startswith("的", each.start - 1)) for each in named}
    told = {
        product.id
        for product in named
        if product.end not in kinds  # 视频直播 is of what kind the 资源包 is
        and _ONE.search(reading.before(product.start, 16))
        and not _COMES_ALONG.search(reading.before(product.start, 16))
        and not is_not_theirs(reading, product.start)
        and not is_only_intended(reading, product)
    }
    return len(told) > 1


def is_one_more(reading: Reading, product: Mention) -> bool:
    """Whether a product is told of as one beside the one talked of: 还有个云硬盘, 另外我又买了云主机.

    What hangs on the one talked of (还给它加了块盘) is none.
    """
    before = reading.before(product.start, 16)
    return _ONE_MORE.search(before) is not None and _COMES_ALONG.search(before) is None


def is_told_as_new(reading: Reading, product: Mention) -> bool:
    """Whether it is told as news that a product was bought: 昨天买了台云主机."""
    before = reading.before(product.start, 16)
    return _NEW.search(before) is not None and _COMES_ALONG.search(before) is None


def points_by_description(reading: Reading) -> bool:
    """Whether a thing is pointed at by what it is, rather than by where it was talked of: 3号买的那台."""
    return _DESCRIBED.search(reading.text) is not None


def counts_things(text: str) -> bool:
    """Whether a count is one of things, rather than of purchases.

    >>> counts_things("两台"), counts_things("两个都退")
    (True, False)
    """
    return _OF_THINGS.search(text) is not None


def leaves_alone(text: str) -> bool:
    """Whether a normalised text says of something that it stays.

    >>> [leaves_alone(text) for text in ("域名留着", "那个别管", "机器跑不动", "想退掉")]
    [True, True, False, False]
    """
    return _LEFT_ALONE.search(text) is not None or marks(_TOO_SLOW.sub("", text)).stays


def gives_back(text: str) -> bool:
    """Whether a normalised text says of something that it goes back.

    >>> [gives_back(text) for text in ("就想把这台服务器退了", "硬盘不要了", "今年没退过")]
    [True, True, False]
    """
    return _GIVES_BACK.search(text) is not None


def of_all(text: str) -> bool:
    """Whether what a normalised text says is said of more than one: 也想退, 都退."""
    return _ALL.search(text) is not None


def tells_of_buying(text: str) -> bool:
    """Whether a normalised text has a verb of buying: 又买了个域名, but not 还有个域名."""
    return _BUYING.search(text) is not None


def goes_first(text: str) -> bool:
    """Whether a normalised text says what is looked at first, and so not alone: 先退服务器."""
    return _FIRST.search(text) is not None


def of_each(clause: str) -> bool:
    """Whether a normalised clause tells something of all that was named before it.

    >>> [of_each(clause) for clause in ("都是昨天买的", "都用了三天了", "同一天下的单")]
    [True, False, True]
    """
    return _OF_EACH.match(clause) is not None


def asks_if_touched(text: str) -> bool:
    """Whether a normalised text asks what becomes of something that stays.

    >>> asks_if_touched("那流量包不受影响吧"), asks_if_touched("那流量包呢")
    (True, False)
    """
    return _ASKS_IF_TOUCHED.search(text) is not None


def price(reading: Reading) -> Fact | None:
    """What one of several purchases cost, as it stands beside its name, where only one sum is told of it.

    In yuan: 50块的流量包, 云数据库600包年.
    """
    sums = list(_PRICE.finditer(reading.text))
    if len(sums) != 1:
        return None
    return reading.fact("paid_amount", Decimal(sums[0]["sum"]), *sums[0].span())
