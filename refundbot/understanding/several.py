"""That a text tells of several purchases, or of one more beside the one talked of."""

from __future__ import annotations

import re

from refundbot.understanding.facts.names import products
from refundbot.understanding.facts.reading import Reading
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
_THE_REST = re.compile(
    "(?:(?:剩下?|余下|其余|后[面头边]|接下来)的?(?:那|这)?[一1]?|(?:还|又|再)有[一1]?|[下再又][一1])[台套块](?!钱|[儿起])"
    "|第[三四五3-5][台套块单笔](?!月)"
    "|(?<![a-z])(?:the|my) (?:other|second|third) (?:one|server|machine|disk|order)"
    "|(?<![上今明前后])另[一1]?[台套个](?!月|问题|事|账|帐|号)"
    "|(?:^|[,，。;!? ])(?:还|另外?)有[一1]?个(?=[,，是]|[昨前去今上\\d])"
)
"""One more of those talked of: 剩下那台, 下一台, 还有一个是昨天买的."""
_OF_THINGS = re.compile("[台块臺塊套]")
_BUYING = pattern("<BUY>|[开续付]|order|bought|paid")
_INTENDED = re.compile(
    "(?:(?:想|要|打算|准备|本来|原本|原来)(?:是)?(?:要|想)?[买购订开]|(?:得|需要|必须|应该)(?:要|先)?[有买购订开弄搞])"
    "[^,，。;!?\n成了]{0,6}$"
)


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


def is_only_intended(reading: Reading, product: Mention) -> bool:
    """Whether a product was to be bought, and is not said to have been: 明明要买服务器，买成了流量包."""
    return _INTENDED.search(reading.before(product.start, 16)) is not None


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


def tells_of_the_rest(text: str) -> bool:
    """Whether a normalised text tells of one more of what was talked of.

    >>> [tells_of_the_rest(text) for text in ("剩下那台呢", "还有个是昨天买的", "还有个问题", "再一块儿退")]
    [True, True, False, False]
    """
    return _THE_REST.search(text) is not None


def tells_of_buying(text: str) -> bool:
    """Whether a normalised text has a verb of buying: 又买了个域名, but not 还有个域名."""
    return _BUYING.search(text) is not None
