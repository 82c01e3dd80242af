"""What is left of the quota: a count of it, or only that some is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.quota.words import (
    COUNT,
    NAME,
    SEEMS,
    SHORT,
    SPOKEN_OF,
    at_least,
    counts,
    of_ten,
    unasked,
)
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.text.numerals import HAN, number

_SOME_LEFT = pattern(
    rf"{NAME}(?:应该|好像|肯定|也|都|还)*"
    r"(?:还?有(?!没|多[少大]|几)|够|没用[完光过]|多着|富余|充足|很多|满的|好几)"
    r"|(?<!no )quota (?:is |still )*(?:left|full|available)"
    r"|(?<!没)还?有(?:无理由的?)?名额(?!限制)|(?<!没)有无理由的?<QUOTA>"
    r"|(?<!没)(?:还有|还剩)好几[次个]"
)
_SOME_LEFT_ALONE = re.compile(
    r"still some|some left|plenty|(?:还|仍)?有(?:余量|富余|剩|的是)|还剩好几|(?:应该)?(?:是)?满的"
    r"|(?:都|全)(?:还)?在|没有?(?:怎么|咋|太|多?少)(?:使?用|退)|没有?(?:使?用|退)过?(?:几|多少)[个次台回]"
    rf"|(?:{SEEMS})+(?:是|都|也)*还有(?=$|[吧的呢啊呀,，。! ])"
)
_COUNT_LEFT = pattern(rf"(?:还有|还?剩下?|剩余|余)(?:了|大概|最后|[: ])*{COUNT} *[个次](?:{NAME})?")
_COUNT_NAMED = pattern(
    rf"(?:{NAME})(?:其实|现在|应该|大概|好像|今年|显示|页面|上面|只|就|才|还|剩下?|余额?|有|是|为"
    rf"|remaining|left|is|[: ])*{COUNT}"
    r"(?:[个次](?!(?:都|也|已经?|就|早|全)*(?:不|没|用|花|造))|(?![0-9%个次半成月号日年点天:/]|\.[0-9]|小时|分之))"
)
_IS_LEFT = re.compile("(?:还有|还?剩下?|剩余)[^,，。!?;]{0,4}$")
"""Before a count of what is left."""
_BARE_LEFT = re.compile(
    rf"(?:还有|还?剩下?|剩余|余)(?:了|大概|差不多|[: ])*{COUNT} *(?=$|[,，。;!?…~\n吧了])"
)
_LEFT_ENGLISH = re.compile(rf"{COUNT} (?:[a-z-]+ ){{0,3}}left")
_COUNT_ALONE = re.compile(
    rf"(?<![0-9.第头首过{HAN}]){COUNT} *[个次](?!月|小时|星期|礼拜|人|G|g|[都也]?(?:不|没|未)|里|用|已经?用)"
)
_ALL_LEFT = pattern(rf"{COUNT}[个次](?:{NAME})?(?:都|全|也|还|一个)*(?:没有?动|没有?使?用|还?在)")
_POINTS = re.compile(
    "(?:[这那哪每各另]|另外|(?<!最)[前后头]|(?:[买挂加开续装配下订租拖]|有过?)了|不是|并非|而非|(?:占用?|用掉|用去|算|扣掉?|消耗|需要?)(?:了|我|掉)?)"
    "(?:还有|还剩下?|剩下?)?$"
)
"""Before a count that is none of what is left: 这两个, 买了三个, 不是8个, 占两个名额."""
_ENDS_THERE = pattern(
    "(?:<QUOTA>|quota|五天|5天|无理由|[吧啊呀呢了的哦嘛哈啦诶额嗯 ]|左右|上下|多|可以?用?|能用"
    "|[全也]|还?没(?:有)?[用动]|样子|剩下?|余|还?在|都"
    "|应该|好像|大概|可能|我记得|这样|今年|目前|现在|够)*(?:$|[,，。!?;~… \n]|是|不是)"
)
"""Behind a count of what is left, which counts nothing else: 还有三个名额, 5个吧, but 三个加起来, 两个盘."""
_LEFT_OF_TEN = of_ten("[剩余]下?")


def counts_places(reading: Reading, start: int, end: int) -> bool:
    """Whether a count can be what is left of the quota: it counts places of it, or stands there bare."""
    first, _ = reading.clause(start)
    if _POINTS.search(reading.whole, first, start):
        return False
    return bool(SPOKEN_OF.search(reading.whole, first, start) or _ENDS_THERE.match(reading.whole, end))


def left_beside_used(reading: Reading, facts: Sequence[Fact]) -> list[Fact]:
    """The facts; beside what was used only what is plainly said to be left is: 退过2台，应该还有7个."""
    used = any(fact.field == "quota_used" for fact in facts)
    return [
        fact
        for fact in facts
        if not (used and fact.field == "quota_left")
        or fact.approximate
        or not fact.value
        or _IS_LEFT.search(reading.before(fact.start))
    ]


def left(reading: Reading, asked: bool) -> Iterator[tuple[re.Match[str], int]]:
    """Counts of what is left, in the order of the text; a bare number where the question was just asked."""
    for match, count in _counted(reading, asked):
        if counts_places(reading, match.start("count"), match.end()):
            yield match, count


def some_left(text: str, asked: bool) -> list[re.Match[str]]:
    """Where some is said to be left, but not how much."""
    return [*unasked(_SOME_LEFT, text), *(unasked(_SOME_LEFT_ALONE, text) if asked else ())]


def _counted(reading: Reading, asked: bool) -> Iterator[tuple[re.Match[str], int]]:
    text = reading.whole
    for match, count in at_least(_COUNT_LEFT, text):
        if asked or SPOKEN_OF.search(text, *reading.clause(match.start())):
            yield match, count
    yield from counts(_LEFT_ENGLISH, text)
    yield from counts(_LEFT_OF_TEN, text)
    yield from at_least(_COUNT_NAMED, text)
    yield from ((match, count) for match, count in counts(_ALL_LEFT, text) if count > 1)
    for match, count in at_least(_BARE_LEFT, text):
        if (asked and len(text) <= SHORT) or SPOKEN_OF.search(text, *reading.clause(match.start())):
            yield match, count
    if asked and len(text) <= SHORT:
        yield from at_least(_COUNT_ALONE, text)
        bare = re.fullmatch(
            rf"(?:[^\d]*[，,。 ])? *(?:应该|大概|好像)?(?:还?有|还?剩下?|余)? *{COUNT} *", text
        )
        figure = number(bare["count"]) if bare else None
        if bare and figure is not None:
            yield bare, int(figure)
