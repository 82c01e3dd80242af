"""What the purchases of the talk come to together, told to who gives back several: 两台一共退多少."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.dialogue import check as checks
from refundbot.dialogue import consistency
from refundbot.dialogue.facts import decision_on
from refundbot.dialogue.said_back import called
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.turn import Answered, Services, Turn
from refundbot.eligibility import Outcome
from refundbot.replies import Decided, Reply
from refundbot.understanding.in_all import asks_in_all

TOPIC = "amount.calculation"


def asks_for_all(situation: Situation) -> bool:
    """Whether the sum of several purchases that are talked of is asked for, and nothing is told."""
    asked = asks_in_all(situation.turn.utterance.normalised) and not situation.marks.in_general
    return asked and not situation.stated and len(situation.memory.purchases) > 1


async def add_up(situation: Situation) -> Answered:
    """Each of them in a line and their sum; a question on the table is put again."""
    memory, turn, services = situation.memory.answered(TOPIC), situation.turn, situation.services
    sums = _together(memory, turn, services)
    if situation.running is None:
        return sums or replies.clarify(()), memory
    notes = () if sums else (replies.note("summed_later"),)
    check = checks.uncounted(situation.running)
    again, check = checks.proceed(check, turn, services, notes, say_back=False)
    memory = replace(memory, check=check, wants_sum=True)
    return replies.then(sums, again) if sums else again, memory


def add_up_at_last(reply: Reply, memory: Memory, turn: Turn, services: Services) -> Answered:
    """The reply, and behind the last verdict the sum, where that was asked for since the first of them."""
    told = reply.envelope["topic"] == TOPIC
    wanted = memory.wants_sum or (asks_in_all(turn.utterance.normalised) and not told)
    decided = reply.envelope["kind"] == "verdict" and not memory.waiting and memory.finished_check is not None
    sums = _together(memory, turn, services) if wanted and decided and len(memory.purchases) > 1 else None
    if sums is None:
        return reply, replace(memory, wants_sum=wanted and not decided)
    return replies.then(reply, sums, main=reply), replace(memory, wants_sum=False)


def _together(memory: Memory, turn: Turn, services: Services) -> Reply | None:
    """Each that is decided in a line, and their sum; `None` where none is."""
    decided, policy = _decided(memory, turn, services), services.policies.at(turn.now)
    if not decided:
        return None
    told = [Decided(called(check, turn.now), decision_on(check, turn.now, policy)) for check in decided]
    open_ = len(memory.purchases) - len(decided)
    return replies.in_all(told, open_, policy, turn.confidence, rough=any(check.rough for check in decided))


def _decided(memory: Memory, turn: Turn, services: Services) -> tuple[Check, ...]:
    """The purchases of which it is known what comes back, in the order in which they were told of."""
    return tuple(check for check in memory.purchases if _is_decided(check, turn, services))


def _is_decided(check: Check, turn: Turn, services: Services) -> bool:
    policy = services.policies.at(turn.now)
    if check.running or decision_on(check, turn.now, policy).outcome is Outcome.NEED_FACTS:
        return False
    return consistency.misread(check, turn, policy) is None
