"""A day that is said to be that of another thing: 6号是测试环境那个按需的, 8号是充话费."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.facts.what_stays import days_of_what_stays
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.text.numerals import HAN, number

_OF_ANOTHER = re.compile(
    rf"(?:(?:\d{{1,2}}|[{HAN}]{{1,2}})月)?(?<![\d.])(?P<day>\d{{1,2}}|[{HAN}]{{1,3}}) ?[号日]"
    r"(?:那天|那个|那台|那单|开的|买的|的| )*(?:其实)?是 ?(?:我们?)?的?"
    r"(?:[^,，。;!?买购付订拍开续租]{0,5}?(?:充(?:话费|电费|值|卡|的)|交(?:话费|电费|房租|水费|学费|网费)"
    r"|发(?:工资|货|票)|还(?:款|信用卡|花呗|钱)|退(?:的|款)|过生日|开会)"
    r"|another|the other|别的|其[他它](?!们)|(?:另外?|前|上)(?:一|的|那)?[个台单笔张样]"
    r"|(?P<environment>(?:测试|开发|演示|预发|备用|老|旧)(?:环境|机器?|服务器|账号|那|的)))"
)
_CORRECTION = pattern("<CORRECTION>")
"""Beside it a machine for tests is another one than what was talked of; the own one may be for tests too."""


def of_another(reading: Reading) -> Iterator[re.Match[str]]:
    """Where a text says of a day, from its beginning on, that it is another thing's."""
    corrects = _CORRECTION.search(reading.whole) is not None
    return (match for match in _OF_ANOTHER.finditer(reading.whole) if corrects or not match["environment"])


def days_of_another(reading: Reading) -> frozenset[int]:
    """The days of the month that a text says to be another thing's, or one's that stays.

    >>> from refundbot.understanding.facts.reading import read
    >>> sorted(days_of_another(read("6号是充话费，要退的是9号开的，3月28那台是要留的")))
    [6, 28]
    """
    days = (*(match["day"] for match in of_another(reading)), *days_of_what_stays(reading))
    return frozenset(int(day) for each in days if (day := number(each)) is not None)


def is_told_of_another_day(reading: Reading, start: int) -> bool:
    """Whether what is told at `start` stands in a clause behind a day that is said to be another thing's."""
    first, _ = reading.clause(start)
    return any(first <= match.start() <= start for match in of_another(reading))
