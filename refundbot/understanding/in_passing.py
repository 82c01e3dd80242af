"""A product that is named while another one is talked of, and only for a use, a reason or a comparison."""

from __future__ import annotations

import re
from collections.abc import Iterable

from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.lexicon.vocabulary import Mention, mentions
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.marks import marks
from refundbot.understanding.sayings import Saying

_LITTLE = pattern(
    "(?:<ONESELF>|们|自己|公司|单位|家|的|得|那|这|哪|\\d(?:\\.\\d)?|[半零〇一二两俩三四五六七八九十几百千万]|[台个块张套条份款单笔只种]|是|就|才|也|还有?"
    "|又|再|另外?|其他|然后|后来|最后|首先|先|现在|今天|[昨前]天|[今去]年|说|问|看|查|退|算|关于|至于|换成?|要|想|吧|啊|呀|哦|嗯|呢|对|了|之前"
    "|名下|账号|里|上|包[年月季周]|按[需量]|年|月|季|元|钱|好|行|ok|and|the|my|an?|what|about"
    "|[ ,，。;!?、\\n\\x00:：()\"“”'])*"
)
"""What tells nothing but that it is a product, and whose."""
_FOR = re.compile(
    "(?:[给为替往在放挂跑配连接像比]|不如|跟|和|与|同)(?:了|着|在|到|进|的是)?"
    "(?:[这那我他她它]|我们|他们|公司|单位|家里?|原来|现有|一?[台个条块]|的)*$"
)
"""Before a product: something else is bought for it, put on it, or compared with it."""
_BUYING = pattern(
    "(?:<BUY>|下单|办|租|续|付|开通?)(?!的?时候?|来|会)(?:(?!时候|来|给|为|放|配|用|让|听|看)[^,，。;!?\\n]){0,12}$"
    "|(?<![a-z])(?:bought|buy|order(?:ed)?|purchased?|got)(?![a-z])[^,，。;!?\\n]{0,16}$"
)
"""Before a product: it was bought."""
_BOUGHT = pattern(
    "<BUY>|下单|入手|续费|续[了的]|开[通的]|刚开|[昨前今]天开|[号日]开|付[了的]|退(?!休)|不要|到手"
)
"""Behind a product: it was bought, or goes back."""
_GOES_BACK = re.compile("退(?!休)(?:订|掉|款|了|换)?|不(?:想)?要了?|(?<![a-z])refund")
"""Before a product: it goes back."""
_POINTS_BACK = re.compile("(?:这|本)[一]?(?:[台单笔张块套份次]|个(?!月))|(?<![其])它")
"""Behind a product: it is the one talked of that is spoken of from here on."""
_WHOSE = pattern("(?<![给为替帮让叫喊])(?:<ONESELF>们?|公司|单位|客户)的?$")
"""Before a product: whose it is, that something is told of."""
_UNUSED = re.compile("(?:[我也还都就]|一直|一点|根本|从来|压根)*(?:[没不]|用[不过])")
"""Behind a product: it is of no use, which asks of it where something is asked behind that."""


def is_in_passing(reading: Reading, name: Mention, told: Iterable[int] = ()) -> bool:
    """Whether the words around a product neither tell of buying it, nor wish it back, nor ask of it.

    Only what stands around it in its own clause counts, up to what points back at the one talked of.
    `told`: the places of what is told of buying something: its day, its price.

    >>> from refundbot.understanding.facts.reading import read
    >>> def told(text):
    ...     reading = read(text)
    ...     return is_in_passing(reading, reading.mentions("product")[-1])
    >>> [told(text) for text in ("我们的ECS下个月全部关停", "买来给服务器用的", "客户要直接拷硬盘")]
    [True, True, True]
    >>> [told(text) for text in ("ECS也是昨天买的", "云硬盘能退吗", "那台服务器", "退的是云硬盘")]
    [False, False, False, False]
    """
    first, last = _around(reading, name)
    before, behind = reading.whole[first : name.start], reading.whole[name.end : last]
    bare = _LITTLE.fullmatch(before) is not None
    if _BUYING.search(before):
        return False
    if not bare and _FOR.search(before):
        return True
    if _BOUGHT.search(behind) or _GOES_BACK.search(before) or any(first <= place < last for place in told):
        return False
    return not (bare and (_LITTLE.fullmatch(behind) or _is_asked_of(reading, behind, last)))


def told_of(reading: Reading, name: Mention) -> range:
    """The places of what is told of a product that its clause is about; none of one that is an object there.

    >>> from refundbot.understanding.facts.reading import read
    >>> def told(text):
    ...     reading = read(text)
    ...     return len(told_of(reading, reading.mentions("product")[0]))
    >>> told("服务器3月就到期了，没用"), told("放服务器上用了3天")
    (10, 0)
    """
    first, last = reading.clause(name.start)
    back = _POINTS_BACK.search(reading.whole, name.end, last)
    leads = _LITTLE.fullmatch(reading.whole, first, name.start) or _WHOSE.search(
        reading.whole, first, name.start
    )
    return range(name.start, (back.start() if back else last) if leads else name.start)


def _is_asked_of(reading: Reading, behind: str, last: int) -> bool:
    """Whether something is asked of a product in the words `behind` it, or behind what tells of its use."""
    if Saying.ASKS.is_in(behind) or marks(behind).asks_anything:
        return True
    rest = reading.whole[last:]
    on_it = _UNUSED.match(behind) and not (_POINTS_BACK.search(rest) or mentions("product", rest))
    return bool(on_it) and (Saying.ASKS.is_in(rest) or marks(rest).wishes)


def _around(reading: Reading, name: Mention) -> tuple[int, int]:
    """The stretch of a clause that is a name's: between the names of others, up to what points back."""
    first, last = reading.clause(name.start)
    names = reading.mentions("product")
    others = [each for each in names if each.id != name.id]
    first = max([first, *(each.end for each in names if first <= each.end <= name.start)])
    last = min([last, *(each.start for each in others if name.end <= each.start < last)])
    back = _POINTS_BACK.search(reading.whole, name.end, last)
    return first, back.start() if back else last
