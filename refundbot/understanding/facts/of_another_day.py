"""A day that is said to be that of another thing: 6号是测试环境那个按需的, 8号是充话费, 9号那台要留着."""

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
    r"|发(?:工资|货|票)|还(?:款|信用卡|花呗|钱)|(?<![要想])退(?:的|款)|过生日|开会)"
    r"|another|the other|别的|其[他它](?!们)|(?:另外?|前|上)(?:一|的|那)?[个台单笔张样]"
    r"|(?P<environment>(?:测试|开发|演示|预发|备用|老|旧)(?:环境|机器?|服务器|账号|那|的)))"
)
_CORRECTION = pattern("<CORRECTION>")
"""Beside it a machine for tests is another one than what was talked of; the own one may be for tests too."""


_DAY = (
    rf"(?:(?:\d{{1,2}}|[{HAN}]{{1,2}})月 ?(?P<dated>)|(?<![\d.{HAN}]))"
    rf"(?P<day>\d{{1,2}}|[{HAN}]{{1,3}}) ?(?(dated)[号日]?|[号日])"
)
"""A day of the month; that of a named month without 号 too, 3月28."""
_ONE_OF_A_DAY = re.compile(
    rf"{_DAY}(?:[早晚]上|[上下]午|中午|夜里|凌晨)?(?:(?:[开买订拍购续付]通?|下单?)?了?的)?那[一1]?[台个笔单张条份套块](?!月)"
)
"""What is pointed at by its day: 14号那笔, 8号开的那台."""
_STAYS = pattern("<LEFT_ALONE>|[要得想]留|留下|保留|照[常样旧]?用|还[在要得]用|not? (?:going back|returned)")
_IS_SOMETHING = re.compile(
    "(?:其实|原来|应该|才|就)*是(?!(?:我?(?:[要想]退|对)|这[台个笔单]|我这)|[^,，。;!?\n]{0,8}[要想]退的)"
)
"""Behind it, in a correction that tells the own day: it is what the customer does not mean."""
_ANY_DAY = (
    rf"(?:(?:\d{{1,2}}|[{HAN}]{{1,2}})月 ?(?:\d|[{HAN}])|(?:\d{{1,2}}|[{HAN}]{{1,3}}) ?[号日]"
    "|大?[昨前]天|今天|上?个?(?:周|星期|礼拜)[一二三四五六日天]|国庆|元旦|春节|中秋|端午|清明|五一|放假)"
)
_A_DAY = re.compile(_ANY_DAY)
_OWN_DAY = re.compile(rf"(?:[是才]|(?:[要想]退|这)[^,，。;!?\n]{{0,6}}) ?{_ANY_DAY}")
"""The day of the purchase that is meant: 服务器是2号开的, 要退的这台17号才开."""


_NEAR = 24
"""Characters that what is said of a day reaches at most behind its clause: 8号是|另一个东西."""


def of_another(reading: Reading, first: int = 0, last: int | None = None) -> Iterator[re.Match[str]]:
    """Where a text says of a day, from its beginning on, that it is another thing's; within a part of it."""
    end = len(reading.whole) if last is None else min(last, len(reading.whole))
    for match in _OF_ANOTHER.finditer(reading.whole, first, end):
        if not match["environment"] or _corrects(reading):
            yield match
    for match in _ONE_OF_A_DAY.finditer(reading.whole, first, end):
        if _is_not_meant(reading, match):
            yield match


def _corrects(reading: Reading) -> bool:
    return _CORRECTION.search(reading.whole) is not None


def _is_not_meant(reading: Reading, one: re.Match[str]) -> bool:
    """Whether what is pointed at by its day stays, or is something else, where the own day is told."""
    first, last = reading.clause(one.start())
    beside = reading.whole[:first], reading.whole[last:]
    following = reading.clause(last)[1] if last < len(reading.whole) else last
    if _A_DAY.search(reading.whole, last, following):
        following = last
    if _STAYS.search(reading.whole, one.end(), following):
        return any(map(_A_DAY.search, beside))
    something = _IS_SOMETHING.match(reading.whole, one.end()) is not None
    return something and _corrects(reading) and any(map(_OWN_DAY.search, beside))


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
    first, last = reading.clause(start)
    return any(match.start() <= start for match in of_another(reading, first, last + _NEAR))
