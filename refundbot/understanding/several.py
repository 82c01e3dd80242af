"""The words by which several purchases are told apart: what stays, what goes back, what each cost."""

from __future__ import annotations

import re
from decimal import Decimal

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.marks import marks

_COUNTED = re.compile(
    "(?:[买购订下开拍]|order|buy|bought)了?(?:俩|(?:两|[二三四五2-5]|好几)(?:个(?!月)|样|种|款|件|笔|单)|两(?=[,，:。;]|$))"
    "|(?<![a-z\\d.])(?:俩|[两三四五2-5](?:样|种东西|件东西))|(?:同时|一起|一并|一块儿?)(?:下单|[买购订拍])"
)
_OF_THINGS = re.compile("[台块臺塊套]")
_PRICE = re.compile(
    r"(?<![\d.*x×])(?P<sum>\d{1,7}(?:\.\d{1,2})?) ?"
    r"(?:块钱|块(?=的|[,，。;!]|$)|元|rmb|(?=包[年月季]|[一两三半]年|买的|的(?!流量|硬盘|内存)))"
)
_LEFT_ALONE = re.compile(
    "不用看|别(?:管|动|看|退)|(?<!不)(?:还|要|想|先|我)留(?:下|着)|不(?:想|要|打算)退(?![吗么到成给])"
    "|(?<![a-z])(?:keep|stays?)(?![a-z])"
)
_GIVES_BACK = re.compile("(?<!没)(?<!无理由)退(?!过|款到)|不(?:想|再)?(?:要|用)了|(?<![a-z])refund")
_ALL = re.compile("[都也全]|一起|both|too")
_TOO_SLOW = re.compile("[跑带拖走转]不动")
_ASKS_IF_TOUCHED = re.compile("影响|受牵连|连带|还能(?:接着|继续)?用|会不会停")


def counts_purchases(text: str) -> bool:
    """Whether a normalised text speaks of several purchases by their number, or as bought together.

    >>> [counts_purchases(text) for text in ("昨天买了俩", "上周买了3样", "一起买的", "买了两个月")]
    [True, True, True, False]
    """
    return marks(text).counts_purchases or _COUNTED.search(text) is not None


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
