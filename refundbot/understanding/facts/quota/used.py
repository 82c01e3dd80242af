"""How many five-day refunds were used this year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from refundbot.understanding.facts.quota.words import (
    COUNT,
    OWN,
    SO_MANY,
    SPENDS,
    UNIT,
    at_most,
    counts,
    of_ten,
)
from refundbot.understanding.lexicon.words import pattern
from refundbot.understanding.text.numerals import HAN

_USED_UP_TO = re.compile(r"(?<!能)(?<!可以)第" + COUNT + r"[台个次回单](?![昨前去今上\d]|是[昨前去今上\d])")
_THE_FIRST = re.compile("(?:第[一1]|头一)[台个单]")
"""Beside it the second is one of several that are told of, and not the second refund of a year."""
_REFUNDED = re.compile(
    rf"(?<!没)(?<!没有)(?<!未)(?<!never)(?<!never )(?<!不)退(?:订|掉)?[过了掉]+{COUNT}{UNIT}"
)
_ALL_REFUNDED = re.compile(
    rf"(?<!第){COUNT} ?[台块张个](?!月|小时|星期|礼拜|工作日|订?单|g|[^,，。]{{0,6}}[券钱])"
    r"[^。!?;没不想要]{0,28}?"
    r"(?P<gone>(?:全|都|(?<=一次)性|一起)[^,，。!?;没不想要能]{0,6}?退(?:掉|订)?(?:[了过]|的(?=$|[,，。!])))"
)
"""Several of one order that went back: each takes its own of the quota."""
_RETURNED_ORDER = (
    r"(?:(?<![没未])(?<!没有)退(?:订|掉)?[过了掉]+|returned|refunded) ?(?:的|那|这)?"
    rf"(?:\d{{1,2}}|[{HAN}]{{1,3}}) ?[个张笔批]? ?(?:订?单(?!独|台)子?|order)"
)
_INSIDE = r"[^。!?;\n没未]{0,16}?(?:里面?|里头|其中|含|共|有|是|买了?|[,，]| )"
_OF_ITS_THINGS = re.compile(
    rf"{_RETURNED_ORDER}{_INSIDE}(?:是|有|共|含| )*{COUNT} ?[台块张套个件]"
    r"(?!月|小时|星期|礼拜|[^,，。]{0,6}[券钱])"
)
"""What an order that went back was of, each of which takes its own of the quota: 退过一单，里面六台."""
_OF_SEVERAL = re.compile(
    rf"{_RETURNED_ORDER}{_INSIDE}(?:好|有|是|了)*(?:几|多|若干|一[些堆批])"
    r"|退(?:订|掉)?[过了掉]+ ?一?(?:批|些|堆)"
)
"""As much went back as nobody counted."""
_SPENT = re.compile(
    rf"{SPENDS}(?:了|掉|过|去)+(?:有|大概|大约|差不多| )*{COUNT} ?[个次台回](?!月|星期|券|里|当中)"
)
_SPENT_OUT_OF = re.compile(
    rf"{SO_MANY}[个次](?:名额|机会|额度)?(?:里面?|里头|当中)的?(?:已经?|都)*(?:{SPENDS}(?:了|掉|过))?{COUNT}[个次回](?!没|未|还|在|剩|(?:都|就|才)?是)"
)
_ALL_SPENT = re.compile(
    rf"{COUNT}[个次回](?:我|是|今年|们|机会)*(?:全|都)部?(?:已经?)?(?:{SPENDS}|退)(?:完|光|掉|过)了?"
)
_WENT_BACK = re.compile(
    r"(?<![没未想要能给请])(?<!没有)退(?:订|掉|款)*过|(?<!think )(?:returned|refunded)"
    r"|(?:[上去前]|之前|以前|早先|先前|\d月|[一二三四五六七八九十]月|[春夏秋冬]|年初|当时)[^。!?;\n没未想要能]{0,16}?退(?:订|掉)?了"
)
_BY_THE_MONTH = re.compile(
    rf"(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月份?(?:又|也|还)?(?:退(?:掉|订)?[过了]?)?{COUNT}[台个块次单](?!月|钱)"
    r"[^,，、。;!?\n\d没未买购开]{0,8}(?=[、,，;。! ]|$)"
)
"""Each of a list of what went back, month by month: 今年退的：3月4台、6月1台."""
_SPENT_ENGLISH = re.compile(rf"used {COUNT}")
_SPENT_OF_TEN = of_ten("用")
_ALL_OF_TEN = pattern(
    rf"(?:无理由|{OWN}<QUOTA>|quota)[^,，。;!?\n\d]{{0,14}}?"
    r"(?:已经?|都|满)(?:是|到|显示| )*(?P<count>10)/10(?![\d/日号])"
)
_SPENT_BEHIND = re.compile(rf"{COUNT}[个次](?:已经?|就|都)*(?:使?用|花|造)掉?了(?!吗|没)")
_TOOK = re.compile(rf"{COUNT}[台个次单](?:已经?|都)*(?:走|占|用|是)(?:过|了|的)*(?:五天|无理由)")


def used(text: str, asked: bool, named: bool) -> Iterator[tuple[re.Match[str], int]]:
    """Counts of what was used. `asked`: the quota was just asked for; `named`: it is spoken of."""
    by_month = [*counts(_BY_THE_MONTH, text)]
    if len(by_month) > 1 and any(went_back in text for went_back in ("退过", "退了", "退的")):
        yield by_month[-1][0], sum(count for _, count in by_month)
        return
    if asked or "今年" in text or named:
        things = [*counts(_OF_ITS_THINGS, text)]
        yield from things
        if not (things or _OF_SEVERAL.search(text)):
            yield from counts(_REFUNDED, text)
        yield from counts(_TOOK, text)
        yield from counts(_ALL_REFUNDED, text)
        yield from counts(_ALL_SPENT, text)
        for match, count in counts(_USED_UP_TO, text):
            if named and count > 1 and _THE_FIRST.search(text) is None:
                yield match, count - 1
    if named:
        yield from at_most(_SPENT, text)
        yield from counts(_SPENT_OUT_OF, text)
        yield from counts(_SPENT_ENGLISH, text)
        yield from counts(_SPENT_BEHIND, text)
        yield from counts(_SPENT_OF_TEN, text)
        yield from counts(_ALL_OF_TEN, text)


def returned_uncounted(text: str, last: int) -> bool:
    """Whether something is told, before a place, to have gone back of which the count is not told.

    >>> returned_uncounted("上次那单退过，别的没退过", 7), returned_uncounted("想退了，别的没退过", 4)
    (True, False)
    """
    return _OF_SEVERAL.search(text, 0, last) is not None or _WENT_BACK.search(text, 0, last) is not None


def place_of(told: re.Match[str]) -> tuple[int, int]:
    """Where it is said that so many were used: of 买了三台，全退了 where they went back."""
    return told.span("gone" if told.re is _ALL_REFUNDED else 0)
