"""What a text tells of each of several purchases, and what of all: 一台昨天买的，一台去年买的，都没用."""

from __future__ import annotations

import re
from decimal import Decimal

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.renewed import RENEWED, is_of_the_first
from refundbot.understanding.facts.sums import find_sums

_OF_SO_MANY = (
    r"(?:订单|单子?)(?:里[面头]?|中|上)?(?:一?共|总共|有|是|[买下订开]了?)*"
    r"(?:\d{1,2}|[两二三四五六七八九十])[台套块张个]|(?:订单|单子)(?:里|上)?(?:一起|一次)?[下买订付]的"
    r"|(?:(?:订单|单子)[里上内]?|[里内])面?的?[吧哈]?(?=$|[,，。;!、 \n])"
)
"""Behind a measure: it is the order that all are of, 一张订单里10块盘, 三台，一个订单, and none of them."""
_ONE_OF_THEM = re.compile(
    rf"(?:(?:(?<![每这那同哪整只\d])(?:一|另)|(?<!\d)1|第[一二三123])[台单套笔份块张个](?!{_OF_SO_MANY})"
    r"(?!月|小时|星期|礼拜|钱|[儿起]|\d+(?![\d年月号日./-]))|(?:的|年|月)那[台单套笔块张])"
    r"|(?:^|(?<=[,，。;；、:!? \n]))[abc甲乙丙](?:[台机单]|服务器|主机)*(?= ?[:是为的\d去今昨前上])"
    r"|(?:服务器|主机|机器|实例|盘|单)[a-c甲乙丙](?= ?[:是为的\d去今昨前上])"
)
"""Where something is told of one of several of a kind: 一台昨天买的, 另一台, 第二台, B是去年买的."""
_OTHER_THAN_THAT = re.compile("另外?(?=[一1][台个单笔张套块份])")
_PRICE = re.compile(
    r"(?<![\d.*x×])(?P<sum>\d{1,7}(?:\.\d{1,2})?) ?"
    r"(?:块钱|块(?=的|[,，。;!]|$)|元|rmb|(?=包[年月季]|[一两三半]年|[一两三1-9]个月|买的|的(?!流量|硬盘|内存))"
    r"|(?<=\d\d)(?=[,，。;!\n]|$))"
)
_ONE_SUM = r"(?:¥?\d{1,7}(?:\.\d{1,2})?|[一二两三四五六七八九十百千万]{2,8}) ?(?:元|块钱?)?"
_ONE_WITH_ITS_SUM = rf"(?:另外?[一1]?|第?[一二三四1-4])[台个块套单](?:是|要|花了?|付了?|[: ])*{_ONE_SUM}"
_RESPECTIVELY = re.compile(
    r"(?:分别|依次|各自?)(?:的?价格?|是|为|要|花|付|实付|[了:])*"
    rf"(?P<sums>{_ONE_SUM}(?: ?(?:和|跟|与|以及|还有|[、,，/]) ?{_ONE_SUM})+)(?![年月日号天\d])"
    rf"|(?P<each>{_ONE_WITH_ITS_SUM}(?:[和跟与、,，; ]{{0,2}}{_ONE_WITH_ITS_SUM})+)(?![年月日号天\d])"
)
_ALL = re.compile("[都也全]|一起|both|too")
_PERIOD_IN_USE = re.compile(
    "(?:原来|原先|之前|前面|当前|现在|在用|头一?)的?(?:那|这)?(?:[一1]?[段期个]|周期)"
)
_JOINED = re.compile(" ?(?:和|跟|与|及|以及|、|还有|加|[+&]|and) ?[一1]?[台个块张套条份]?")
_OF_EACH = re.compile(
    "(?:俩|两[个台样笔单件]|这俩|它们)?(?:都|全)(?:是|在|为|想|要|不|没|[昨前今上本]|\\d)|同一[天单]|同时|一起|一块儿?"
)


def of_one_kind(reading: Reading) -> tuple[str, ...]:
    """The clauses of a text, joined where they tell of the same one of several things of a kind.

    >>> from refundbot.understanding.facts.reading import read
    >>> of_one_kind(read("两台主机，一台昨天买的，100，一台去年买的"))
    ('两台主机，', '一台昨天买的，100，', '一台去年买的')

    Of itself the other one is none: 另一台去年买的 tells of 一台去年买的.
    """
    parts = [""]
    for start, end in reading.clauses():
        if _ONE_OF_THEM.search(reading.whole, start, end):
            parts.append("")
        parts[-1] += reading.whole[start:end]
    return (parts[0], *map(of_itself, parts[1:]))


def of_itself(text: str) -> str:
    """What is told of one of several, as it would be told of it alone.

    >>> of_itself("另外一个是云服务器")
    '一个是云服务器'
    """
    return _OTHER_THAN_THAT.sub("", text)


def tells_of_each(text: str) -> bool:
    """Whether a normalised text goes through several of a kind: 一块系统盘一块数据盘."""
    return len(_ONE_OF_THEM.findall(text)) > 1


def respectively(reading: Reading) -> tuple[str, tuple[Decimal, ...]] | None:
    """The words that tell one sum for each thing, and the sums in their order: 分别399和50, 一台120一台98."""
    match = _RESPECTIVELY.search(reading.whole)
    if match is None:
        return None
    return match[0], tuple(each.amount.spoken for each in find_sums(match["sums"] or match["each"]))


def price(reading: Reading) -> Fact | None:
    """What one of several purchases cost, as it stands beside its name, where only one sum is told of it.

    In yuan: 50块的流量包, 云数据库600包年.
    """
    sums = list(_PRICE.finditer(reading.text))
    if len(sums) != 1:
        return None
    return reading.fact("paid_amount", Decimal(sums[0]["sum"]), *sums[0].span())


def joined(between: str) -> bool:
    """Whether what stands between two names puts the things side by side: 服务器和一个域名."""
    return _JOINED.fullmatch(between) is not None


def of_each(clause: str) -> bool:
    """Whether a normalised clause tells something of all that was named before it.

    >>> [of_each(clause) for clause in ("都是昨天买的", "都用了三天了", "同一天下的单")]
    [True, False, True]
    """
    return _OF_EACH.match(clause) is not None


def of_all(text: str) -> bool:
    """Whether what a normalised text says is said of more than one: 也想退, 都退."""
    return _ALL.search(text) is not None


def of_either_period(reading: Reading) -> tuple[str, str]:
    """The clauses of a text that tell of a first purchase, and those of its renewal.

    >>> from refundbot.understanding.facts.reading import read
    >>> of_either_period(read("主机5月买的，100，6月20号又续了一个月，都退"))
    ('主机5月买的，100，', '6月20号又续了一个月，都退')
    """
    texts, renewed = ["", ""], False
    for start, end in reading.clauses():
        if RENEWED.search(reading.whole, start, end):
            renewed = True
        elif is_of_the_first(reading, start) or _PERIOD_IN_USE.search(reading.whole, start, end):
            renewed = False
        texts[renewed] += reading.whole[start:end]
    return texts[0], texts[1]
