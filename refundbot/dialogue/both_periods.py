"""The period in use of what was renewed, looked at beside the renewal where both go back: 两段都退."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.dialogue.checking import go_on
from refundbot.dialogue.facts import plainly
from refundbot.dialogue.periods import IN_USE, in_use_before
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.standing import DAY
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Answered
from refundbot.eligibility.reading import moment
from refundbot.understanding.sayings import Saying


def asks_for_both(situation: Situation) -> bool:
    """Whether beside a renewal that has not begun, and comes back, the period in use is to go back too."""
    check = situation.finished
    if check is None or any(_is_in_use(each, check) for each in situation.memory.former):
        return False
    both = Saying.BOTH_PERIODS.is_in(situation.turn.utterance.normalised) and not situation.supposes
    if not both and not _tells_of_the_one_before(situation, check):
        return False
    return situation.decision_on(check).scenario == "renewal_period"


async def look_at_the_one_in_use(situation: Situation) -> Answered:
    """Begins the check of the period in use; the sum of both is told behind its verdict."""
    renewal = situation.finished
    assert renewal is not None, "the period before a renewal was looked at without one"
    memory = replace(situation.memory.leaving(), check=None, wants_sum=True)
    notes = (replies.note("period_in_use"),)
    return await go_on(in_use_before(renewal), replace(situation, memory=memory), notes)


def _tells_of_the_one_before(situation: Situation, renewal: Check) -> bool:
    """Whether a period is told that ends where the renewal begins: 那2月5号到3月5号的呢."""
    told = plainly(situation.usable)
    begins = renewal.facts.get("effective_at")
    if begins is None or not {"effective_at", "expires_at"} <= told.keys():
        return False
    end, start = moment("expires_at", told["expires_at"]), moment("effective_at", begins)
    return abs(end.latest - start.earliest) <= DAY


def _is_in_use(check: Check, renewal: Check) -> bool:
    same = check.facts.get("product") == renewal.facts.get("product")
    return same and check.facts.get("purchase_kind") == IN_USE["purchase_kind"]
