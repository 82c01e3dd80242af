"""What a text tells of one of several things that is to stay as it is: 一个是8月买的，那个照常用，另一个….

The text is gone through from one thing to the next: what is told of each reaches to where another one is
named, or to what goes back. Of which one it is said that it stays, nothing is told of the purchase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.sayings import Saying
from refundbot.understanding.text.numerals import HAN

_MEASURE = "(?:[台套块张份笔]|单(?!独|价)|个(?!月|星期|礼拜|小时|人|问题|事|名额|账|帐|号|次|字))"
_ANOTHER = pattern(
    f"另外?[那这]?[一两1-9]?{_MEASURE}|(?:还|另外?)[又也]?(?:有|<BUY>|开)[过了]?(?:<NUMERAL>|几)?{_MEASURE}"
    f"|(?:旧|老|之前|以前|原来)的?那?{_MEASURE}|那{_MEASURE}[旧老]的"
)
"""Where another thing than the one talked of is named."""
_ONE = re.compile(
    f"(?<![每这同哪整任某\\d第有])[一1]{_MEASURE}(?![儿起钱])|第[一二三四1-4]{_MEASURE}|(?:的|年|月|号|\\d)那{_MEASURE}"
)
"""Where one of several is named."""
_SEVERAL = pattern(
    f"[^,，。;!?\\n]{{0,12}}?[两俩二三四五六七八九十几2-9]{_MEASURE}[^,，。;!?\\n]{{0,16}}[,，。;!?\\n]"
)
"""What a text begins with that tells of several what they are: 我们有两台云服务器。"""
_OF_THAT_DAY = re.compile(f"[号日月\\d][^,，。;!?]{{0,6}}那{_MEASURE}(?:其实|应该)?是")
_CORRECTION = pattern("<CORRECTION>")
"""Beside it what a day tells is another thing than what was talked of: 8号开的那台是测试用的."""
_DAY = re.compile(rf"(?<![\d.])(?P<day>\d{{1,2}}|[{HAN}]{{1,3}}) ?(?:[号日]|(?=那{_MEASURE}))")
_NOT_ASKED = "(?!不用|[^,，。;!? ]{0,4}(?:[吗么?]|[都也](?:行|可以)))"
_KEPT = (
    "(?:照(?:常|旧|样)?(?:在|能)?用|(?:继续|接着)(?:在)?用|<NOT_TOUCHED>|[别甭](?:给我|再|去|碰|管|看)?(?:动|碰|管|看|退)|不用(?:你?管|动|看|退|理)"
    "|不(?:管|动|碰|理|退)(?![了掉成订得过到出吗么])|(?<!还)(?:留着|留下|保留)|要留的?|(?<![保停])留(?=$|[,，。;!])|(?:与|和|跟)(?:这|此|本)[^,，。;!?]{0,4}(?:无关|没关系|不相[关干]))"
)
_LITTLE = "(?:的话|好好的|[是就都先还我要得可也]|我们|你们|千万|暂时|一直|请)*"
_THE_OWN = pattern(
    "(?:[想要]|打算|准备)(?:要)?退|退的(?:就)?是|我(?:要|想)问"
    f"|这一?[台单套块笔个](?!时候|月|星期|礼拜|问题|{_LITTLE}{_KEPT})"
)
"""Where it is turned to what goes back; 这台别动 is none."""
_GONE = "(?:(?:早就?|已经?|都)+(?:退|释放|注销|删|销毁?)(?:掉|订|了)*)"
_SUBJECT = rf"(?:^|(?<=[,，。;!?、\n ])|(?<=[买购订开付]的)|(?:[那这]|另外?)?[一1]?{_MEASURE}|它们?|那些)"
_STAYS = pattern(f"{_SUBJECT}{_LITTLE}{_KEPT}{_NOT_ASKED}")
_ITSELF = pattern(f"(?:那?{_MEASURE})?{_LITTLE}{_KEPT}{_NOT_ASKED}")
_IS_GONE = re.compile(f"{_SUBJECT}{_LITTLE}{_GONE}{_NOT_ASKED}")
"""Of the thing that is told of: it stays, it is gone."""
_GOES_BACK = re.compile(
    "(?<!没)(?<!不)(?<!已)(?<!经)(?<!早)(?<!别)(?<!不用)退(?!过|休|不[了掉成]|不得)|不想?要了|(?<![a-z])refund"
)


@dataclass
class _Stretch:
    """What is told of one thing."""

    start: int
    end: int
    products: set[str] = field(default_factory=set)
    names: list[int] = field(default_factory=list)
    """Where the names of products in it end."""
    counted: bool = False
    """Whether it is named as one of several."""
    another: bool = False
    """Whether it is named as another one than that which is talked of."""


def told_of_what_stays(reading: Reading) -> Iterator[range]:
    """The places of what is told of a thing that stays, or of another one that is gone.

    >>> from refundbot.understanding.facts.reading import read
    >>> def rest(text):
    ...     places = {i for place in told_of_what_stays(read(text)) for i in place}
    ...     return "".join(each for i, each in enumerate(text) if i not in places)
    >>> rest("一个是8月买的服务器，那个照常用，另一个是昨天开的数据库")
    '另一个是昨天开的数据库'
    >>> rest("今年2月另外买过一台小的，那台已经退了，与这次无关")
    ''
    >>> rest("服务器8月买的，数据要留着，想退")
    '服务器8月买的，数据要留着，想退'
    """
    told = list(_stretches(reading))
    for each in told:
        text = reading.whole[each.start : each.end]
        kept = _STAYS.search(text) or any(_ITSELF.match(reading.whole, name, each.end) for name in each.names)
        gone = each.another and _IS_GONE.search(text)
        if not (kept or gone) or _GOES_BACK.search(_STAYS.sub("", text)):
            continue
        alone = not (each.counted or each.another) and len(told) == 1
        if not (each.counted or each.another or each.products):
            continue
        if alone and (Saying.ASKS.is_in(reading.whole) or not _is_left(text)):
            continue
        several = _SEVERAL.match(text)
        yield range(each.start + several.end() if several else each.start, each.end)


def without_leaving(text: str) -> str:
    """A normalised text without the words by which something stays: 包年那台留着 only names which one.

    >>> without_leaving("包年那台留着")
    '包年'
    """
    return _STAYS.sub("", text)


def days_of_what_stays(reading: Reading) -> Iterator[str]:
    """The days of the month, as told, of what stays where a text turns from it to what goes back.

    >>> from refundbot.understanding.facts.reading import read
    >>> list(days_of_what_stays(read("3月28那台是要留的，要退的是9号开的")))
    ['28']
    """
    told = [*told_of_what_stays(reading)]
    inside = {index for place in told for index in place}
    turns = [*_THE_OWN.finditer(reading.whole), *_CORRECTION.finditer(reading.whole)]
    if any(match.start() not in inside for match in turns):
        yield from (m["day"] for place in told for m in _DAY.finditer(reading.whole, place.start, place.stop))


def _is_left(text: str) -> bool:
    """Whether what is told of the only thing that is named is plainly that it is to be left as it is."""
    return _PLAINLY.search(text) is not None


_PLAINLY = re.compile(
    "照(?:常|旧|样)?(?:在)?用|[别甭](?:给我|再|去)?(?:动|碰|管)|不用(?:你?管|动|看)|不[管动碰理]它?(?=$|[,，。;!])"
)


def _stretches(reading: Reading) -> Iterator[_Stretch]:
    """What is told of each thing, in the order of the text; what stands before all is of the first."""
    names, corrects = reading.mentions("product"), _CORRECTION.search(reading.whole) is not None
    last = _Stretch(0, 0)
    for start, end in reading.clauses():
        within = [name for name in names if start <= name.start < end]
        named = {name.id for name in within}
        another = _ANOTHER.search(reading.whole, start, end) is not None
        another = another or (corrects and _OF_THAT_DAY.search(reading.whole, start, end) is not None)
        counted = another or _ONE.search(reading.whole, start, end) is not None
        own = _THE_OWN.search(reading.whole, start, end) is not None
        anew = counted or own or (named - last.products and last.products)
        if anew and last.end > last.start:
            yield last
            last = _Stretch(start, start)
        last.end = end
        last.products |= named
        last.names += [name.end for name in within]
        last.counted = last.counted or counted
        last.another = last.another or another
    yield last
