"""What was ordered and never paid: nothing was charged, so nothing comes back; the order is cancelled."""

from __future__ import annotations

from dataclasses import replace

from refundbot.dialogue.answering import answer_one
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.turn import Answered
from refundbot.understanding.sayings import Saying

_TOPIC, _QUESTION = "policy.failed_order", "policy.failed_order/unpaid"


def tells_of_it(situation: Situation) -> bool:
    """Whether the order talked of was not paid at all; of what was paid it is another one that waits."""
    check, said = situation.memory.check, situation.turn.utterance.normalised
    if situation.memory.last_question == _QUESTION and situation.marks.asks and Saying.LEFT_THERE.is_in(said):
        return True
    if check is not None and check.order is not None:
        return False
    told = check is not None and "paid_amount" in check.facts  # which may be the price of the order
    never = Saying.ITSELF_UNPAID.is_in(said) or (not told and Saying.NEVER_PAID.is_in(said))
    return never and not situation.marks.refused


async def tell_to_cancel_it(situation: Situation) -> Answered:
    """Tells that an order that was not paid is cancelled, and leaves what was begun to be checked of it."""
    reply, memory = answer_one(_TOPIC, replace(situation, topic=_TOPIC, followed_up=_QUESTION))
    return reply, replace(memory, check=None)
