"""A way of being charged that is only turned to, or asked about, and is not that of what was bought."""

from __future__ import annotations

import re

from refundbot.understanding.facts.fact import Fact
from refundbot.understanding.facts.reading import Reading
from refundbot.understanding.lexicon.words import pattern

_TURN = "(?:转|改|换|变|切)(?:换|变|更|用|走|做|作|去|回)?(?:成|为|到|回)?(?:个|一下)? ?"
_TURNED = re.compile(f"{_TURN}$")
_OF_A_THING = re.compile("(?:计费|付费|收费|模式|方式)*的(?!话|时候|[,，。?!;]|$)|的呢")
"""Behind a mode: another purchase is meant, 换成按需的那台, 那换成包年的呢."""
_DONE = re.compile("(?:计费|付费|收费|模式|方式)*了(?!吗|么|没|[,，]?(?:会|能|还|是不是|划算))")
_DONE_BEFORE = re.compile(
    "(?:已经?|早就?|后来|当时|刚刚?|[昨前]天|上个?[周月]|[号日])[^,，。;!?想要能会]{0,8}$"
)
_WEIGHED = pattern(
    "<QUESTION>|<IF>|<POSSIBLY>|的话|[?]|划算|合适|值不值|合算|便宜|[行好能会成退给可要](?:不|没)|[不没][行好能成给可]|想|打算|考虑|能"
    "|可以|还是|干脆|不如|算了|得了|要不|吧"
)
_PUTS_RIGHT = pattern("<CORRECTION>|<PUTS_RIGHT>")


_TO_ON_DEMAND = re.compile(
    f"{_TURN}(?:按(?:需|量|流量|使用量|用量|小时|秒)|后付费)(?!(?:计费|付费|收费)*的(?!话|时候|[,，。?!;]|$))"
)


def asks_to_turn(text: str) -> bool:
    """Whether a normalised text that asks something is of turning to pay-per-use.

    >>> asks_to_turn("改成按需行不行"), asks_to_turn("按需的怎么退")
    (True, False)
    """
    return _TO_ON_DEMAND.search(text) is not None


def only_turned_to(reading: Reading, fact: Fact) -> bool:
    """Whether a billing mode is one to turn to: 转成按需划算还是退订划算, 不退了，改成按需行不行.

    It is none where that is done (后来转按需了), where another purchase is meant (换成按需的那台), or where
    what was said is put right (不对，改成按需).
    """
    if fact.field != "billing_mode":
        return False
    text = reading.whole
    before = reading.before(fact.start, 24)
    turn = _TURNED.search(before)
    if turn is None or _OF_A_THING.match(text, fact.end) or _DONE.match(text, fact.end):
        return False
    if _DONE_BEFORE.search(before, 0, turn.start()):
        return False
    first, last = reading.sentence(fact.start)
    weighed = _WEIGHED.search(text, first, last) is not None
    if _PUTS_RIGHT.search(text, first, fact.start):
        return False
    return weighed or fact.value == "pay_per_use"
