"""What was only told as likely, and whose premises the customer was asked to confirm."""

from __future__ import annotations

from dataclasses import replace

from refundbot.dialogue.check import proceed
from refundbot.dialogue.on_case import asks_for_the_upshot, takes_notice
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.turn import Answered, no_topic
from refundbot.replies import CHECK

_AGREES = frozenset({CHECK, "dialogue.affirm", "dialogue.deny"})
"""What 对 and 没有 are heard as, behind 没有冻结、没有待支付订单，都对吗."""

_THAT_IS_ALL = ("没", "就这", "都对", "都是")


def confirms_the_premises(situation: Situation) -> bool:
    """Whether it is agreed to what a likely verdict rests on (对, 没别的了), or the verdict asked for."""
    check, topic = situation.decided, situation.alone
    if check is None or not check.unconfirmed or situation.supposes or situation.plainly:
        return False
    that_is_all = situation.turn.utterance.normalised.startswith(_THAT_IS_ALL)
    agrees = no_topic(topic) or topic in _AGREES or situation.marks.wishes or that_is_all
    marks = situation.marks
    if marks.asks_how_much or (marks.asks_the_verdict and no_topic(topic)):
        return True
    return asks_for_the_upshot(situation) or takes_notice(situation) or (agrees and not marks.asks_anything)


async def give_the_verdict(situation: Situation) -> Answered:
    """The verdict at full length, which was only told as likely."""
    check = situation.finished
    assert check is not None, "a verdict was given without a case"
    reply, check = proceed(check, situation.turn, situation.services)
    return reply, replace(situation.memory.answered(CHECK), check=check)
