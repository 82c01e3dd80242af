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
    "<LEFT_ALONE>|不用看|别看|不归我|(?:要|先|还|都|得)?(?:留着|保留|留下)|不动|继续用|接着用|不用退|(?<![a-z])(?:keep|stays?|leave)(?![a-z])"
)
_PARTY = re.compile(
    r"(?<![a-z一二三四五六七八九十两\d])(?:[甲乙丙丁]|[a-d](?![a-z\d]) ?)"
    r"(?:方(?!便|案|式|法|面)|客户|项目|公司|团队|部门|店|账号|组|那边|这边|家(?![里人]))"
    r"|(?<![之以早晚])[前上头这那后]一?(?:家(?![里人店])|个(?:客户|项目|公司|甲方|团队))"
    r"|(?<![是们的])[老新](?:客户|公司|项目)(?=[的那这买是,，])"
)
"""The name by which one of several is told whose purchases are looked after: 甲客户, A项目, 前一家."""
_OF_IT = re.compile("(?:那边|这边|账号)?(?:的|买的|是|那[台个]|这[台个])?(?:一?[台个块套])?")
_PUT_ASIDE = re.compile(
    "不用(?:你?管|看|退|理|查)|[别甭](?:管|看|动|理)|不管(?!怎|是|能|用)|不算(?!数)|不归我|忽略|留着|不问"
    "|已?经?(?:退掉|退了|处理完|处理好)"
)
"""What is said of the one that is not asked about."""
_TURNS = re.compile("(?:[我想要]*[问说看查退]的(?:就?是)|(?:现在|这次|今天)(?:[我想要就是]*[问说看退查]))")
"""What turns to the one that is asked about."""
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


def is_of_a_party(reading: Reading, start: int) -> bool:
    """Whether what is named at `start` is one party's, of those whose purchases are looked after: B公司的."""
    before = reading.before(start, 16)
    return any(_OF_IT.fullmatch(before, party.end()) for party in _PARTY.finditer(before))


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
    """The reading without what it tells of labelled orders, or of other parties', that stay.

    A单是域名，65块，留着。B单是…; 甲客户的流量包不用管，已经用完了。
    """
    labels = own = [match.start() for match in _LABEL.finditer(reading.whole)]
    parties = [match.start() for match in _PARTY.finditer(reading.whole)]
    if len(own) < 2:
        turns = [match.start() for match in _TURNS.finditer(reading.whole)] if parties else []
        labels = sorted({*parties, *turns})
    whole, text = reading.whole, reading.text
    for start, end in pairwise((*labels, len(whole)) if len(labels) > 1 or parties else ()):
        put_aside = _STAYS if len(own) > 1 else _PUT_ASIDE
        if reading.whole[start] != "这" and put_aside.search(reading.whole, start, end):
            blank = " " * (end - start - 1) + "\n"
            whole, text = (each[:start] + blank + each[end:] for each in (whole, text))
    return reading if whole == reading.whole else Reading(reading.written, whole, text)


def own_words(reading: Reading) -> str:
    """The text with what is told of another purchase blanked out."""
    text = list(reading.whole)
    for place in asides(reading):
        text[place.start : place.stop] = BLANK * len(place)
    return "".join(text)
