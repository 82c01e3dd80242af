"""Whose account a purchase is on and whose money it is: what no check asks, but who may do what rests on.

A message that tells of nothing else is answered on that; where a check goes on it is said beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from refundbot import replies
from refundbot.catalogue import topic_of
from refundbot.dialogue.turn import no_topic
from refundbot.replies import CHECK
from refundbot.understanding.thresholds import SURE_OF_A_QUESTION

if TYPE_CHECKING:
    from refundbot.dialogue.situation import Situation

ANSWERED_BY: Mapping[str, str] = {
    "left_employee": "process.apply/left_employee",
    "asks_who_applies": "process.apply/other_account",
    "unverified": "payout.withdraw/unverified",
    "anothers_account": "process.apply/other_account",
    "asks_who_gets_it": "payout.destination/third_party_paid",
}
"""The question that answers what each mark tells, the more telling first."""
NO_WAY_IN = "account.closing/lost_phone"
"""What is answered to whom that was told and who cannot sign in."""
SPOKEN_OUT = frozenset({"left_employee", "asks_who_applies"})
"""Marks that say it so plainly that no other topic is meant."""
TAKEN_FOR = frozenset({"account.closing", "payout.withdraw", "policy.overview", "policy.non_refundable"})
"""Topics that are heard in such messages though they ask about none of them."""
SURE = 0.9
"""Probability from which on another topic is what is asked."""
FEW = 6
"""Characters up to which a message goes on with what was answered: 那能提现吗."""
OF_NO_CASE = frozenset({"product", "billing_mode", "channel", "requested_at"})
"""Facts that are told beside it, and make no case to be looked at."""


def of_the_account(topic: str | None, situation: Situation) -> str | None:
    """The question that a message asks by whose account it tells of; `None` where it asks or tells more."""
    if situation.chosen or not situation.told <= OF_NO_CASE:
        return None
    last = situation.memory.last_question
    if last in ANSWERED_BY.values():
        if situation.marks.cannot_log_in:
            return NO_WAY_IN
        short = len(situation.turn.utterance.normalised) <= FEW
        if topic == topic_of(str(last)) and (short or not _is_told_apart(str(topic), situation)):
            return last
    mark = next(iter(_borne(situation)), None)
    if mark is None:
        return None
    other = not no_topic(topic) and topic != CHECK and topic not in TAKEN_FOR
    same = topic == topic_of(ANSWERED_BY[mark]) and not _is_told_apart(str(topic), situation)
    sure = other and not same and mark not in SPOKEN_OUT and situation.turn.confidence >= SURE
    return None if sure else ANSWERED_BY[mark]


def _is_told_apart(topic: str, situation: Situation) -> bool:
    """Whether a message surely asks one of the questions of its topic."""
    return situation.turn.within.get(topic, ("", 0.0))[1] >= SURE_OF_A_QUESTION


def notes_of(situation: Situation) -> tuple[str, ...]:
    """What is said of that beside a check."""
    borne = (mark for mark in _borne(situation) if mark != "asks_who_applies")
    return tuple(replies.note(mark) for mark in borne)


def _borne(situation: Situation) -> list[str]:
    return [mark for mark in ANSWERED_BY if getattr(situation.marks, mark)]
