"""What was only told as likely, and whose premises the customer was asked to confirm."""

from __future__ import annotations

from dataclasses import replace

from refundbot.dialogue.check import proceed
from refundbot.dialogue.on_case import asks_for_the_upshot, takes_notice
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.turn import Answered, no_topic
from refundbot.replies import CHECK
from refundbot.understanding.sayings import Saying

_AGREES = frozenset({CHECK, "dialogue.affirm", "dialogue.deny"})
"""What 对 and 没有 are heard as, behind 没有冻结、没有待支付订单，都对吗."""


def confirms_the_premises(situation: Situation) -> bool:
    """Whether it is agreed to what a likely verdict rests on (对, 没别的了), or the verdict asked for."""
    check, topic = situation.decided, situation.alone
    if check is None or not check.unconfirmed or situation.supposes or situation.plainly:
        return False
    marks, text = situation.marks, situation.turn.utterance.normalised.strip()
    agrees = no_topic(topic) or topic in _AGREES or marks.wishes or Saying.CONFIRMS.is_in(text)
    if marks.asks_how_much or (marks.asks_the_verdict and no_topic(topic)):
        return True
    return asks_for_the_upshot(situation) or takes_notice(situation) or (agrees and not marks.asks_anything)


async def give_the_verdict(situation: Situation) -> Answered:
    """The verdict at full length, which was only told as likely."""
    check = situation.finished
    assert check is not None, "a verdict was given without a case"
    reply, check = proceed(check, situation.turn, situation.services)
    return reply, replace(situation.memory.answered(CHECK), check=check)
