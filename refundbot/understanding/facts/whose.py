"""Whether a clause speaks of the customer's own case, or of another person's or a supposed one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from refundbot.understanding.facts.reading import BLANK, Reading
from refundbot.understanding.lexicon.words import pattern

_SUPPOSED = pattern("<IF>|万一|就算|即使|倘若")
_FORESTALLED = re.compile(
    r"(?:别|不要|甭|少|休想|不会)(?:又|再|是|要|来|想|跟|和|给|拿|我们?|在这)*(?:说|讲|扯|告诉|忽悠|糊弄|推脱)(?!了|法|定)"
)
"""别跟我说名额用完了: what the customer will not hear is no fact."""
_OF_ANOTHER = pattern(
    "(?:<OTHER_PERSON>|<COLLEAGUE>|<HEARSAY>|(?<!其)他(?!说)们?|她(?!说)们?)"
    "(?![^,，。!?;]{0,8}(?:帮|替|给我|给公司|借我|用我|把我|[往给在把][我咱]?们?这|手滑|手贱|误|不小心))"
)
"""同事帮我点了升配, 小李往这台上挂了块盘 are said of the customer's own purchase."""


_NEAR = "[^,，。!?;\\n]{0,26}?"
_ASIDE = pattern(
    rf"(?:<ANOTHERS>){_NEAR}(?:<LEFT_ALONE>)"
    rf"|(?:<ANOTHERS>|去年|上回|上次|以前){_NEAR}[,，]?(?:和|跟|与)(?:这|此|它|本)[^,，。!?;]{{0,4}}(?:无关|没关系|不相[关干]|不搭界)"
)


_LABEL = re.compile(
    r"(?<![a-z])(?:order ?)?[a-d] ?(?:单|订单|这单|套|机|那台)|(?<![a-z])order [a-d1-3](?![a-z\d])|[甲乙丙]单"
    r"|第[一二三][单笔个台张]|订单[一二三a-c1-3](?!\d)"
)
"""The name by which one of several orders is told."""
_STAYS = pattern(
    "<LEFT_ALONE>|(?:要|先|还|都|得)?(?:留着|保留|留下)|不动|继续用|接着用|不用退|(?<![a-z])(?:keep|stays?|leave)(?![a-z])"
)
_THIS_ONE = re.compile("(?:要|想)退的(?:是)?[这那]|[这此本][台套个单笔](?:是|才是)")
_IN_BRACKETS = re.compile(r"\((?:那|另)[一]?[台套个单笔][^()]{0,24}\)")


def is_not_theirs(reading: Reading, start: int) -> bool:
    """Whether the clause before `start` is of another person, of what shall not be said, or supposes midway.

    What it supposes from its first word on (要是名额用完了呢) varies the case, which the dialogue hears.
    """
    first, _ = reading.clause(start)
    before = reading.whole[first:start]
    supposed = _SUPPOSED.search(before)
    elsewhere = _OF_ANOTHER.search(before) or _FORESTALLED.search(before)
    return bool(elsewhere or (supposed and reading.whole[:first].strip()))


def asides(reading: Reading) -> Iterator[range]:
    """The places of what is told of another purchase that is left alone.

    They are 同事那台3月买的不用管, 另有一张860的单，与此无关, and what stands in brackets of another one:
    （那套是按需的）.
    """
    for match in _ASIDE.finditer(reading.whole):
        yield range(*match.span())
    if _THIS_ONE.search(reading.whole):
        yield from (range(*match.span()) for match in _IN_BRACKETS.finditer(reading.whole))


def without_what_stays(reading: Reading) -> Reading:
    """The reading without what it tells of labelled orders that stay: A单是域名，65块，留着。B单是…"""
    labels = [match.start() for match in _LABEL.finditer(reading.whole)]
    whole, text = reading.whole, reading.text
    for start, end in pairwise((*labels, len(whole)) if len(labels) > 1 else ()):
        if _STAYS.search(reading.whole, start, end):
            blank = " " * (end - start - 1) + "\n"
            whole, text = (each[:start] + blank + each[end:] for each in (whole, text))
    return reading if whole == reading.whole else Reading(reading.written, whole, text)


def own_words(reading: Reading) -> str:
    """The text with what is told of another purchase blanked out."""
    text = list(reading.whole)
    for place in asides(reading):
        text[place.start : place.stop] = BLANK * len(place)
    return "".join(text)
