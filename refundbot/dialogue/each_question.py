"""Several things asked at once of a case that was decided: how much, until when, where to and how soon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from refundbot import replies
from refundbot.dialogue.facts import case_of
from refundbot.dialogue.later import day_notes
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Answered
from refundbot.eligibility import decide
from refundbot.replies import Reply

DEADLINE = "policy.deadline"


def asked_at_once(situation: Situation) -> tuple[str, ...]:
    """The topics that a message asks of the case in so many words, in the order of their answers."""
    marks = situation.marks
    asked = {
        "amount.calculation": marks.asks_how_much,
        DEADLINE: marks.asks_until_when,
        "payout.time": marks.asks_how_soon,
        "payout.destination": marks.asks_where_to and not marks.asks_how_soon,
    }
    return tuple(topic for topic, is_asked in asked.items() if is_asked)


def asks_each(situation: Situation) -> bool:
    """Whether several things are asked of the decided case, or until when; one other has its own answer."""
    asked = asked_at_once(situation)
    return (len(asked) > 1 or asked == (DEADLINE,)) and _each(situation, asked) is not None


async def answer_each(situation: Situation) -> Answered:
    """The answers on the figures of the case, one after the other."""
    asked, check = asked_at_once(situation), situation.kept.finished_check
    reply = _each(situation, asked)
    assert reply is not None, "several questions were answered without a case"
    assert check is not None, "several questions were answered without a case"
    return reply, replace(situation.kept.answered(asked[-1]), check=replace(check, ago=0))


def _each(situation: Situation, asked: tuple[str, ...]) -> Reply | None:
    check = situation.asked_of
    if check is None or situation.chosen is not None or situation.supposes:
        return None
    together: Reply | None = None
    for reply in _told(check, situation, asked):
        together = reply if together is None else replies.then(together, reply)
    return together and replies.offering(together, (), answered=asked)


def _told(check: Check, situation: Situation, asked: tuple[str, ...]) -> Iterator[Reply]:
    """Each answer; until when is asked of today, whatever later day the refund is meant for."""
    now, policy, confidence = situation.turn.now, situation.policy, situation.turn.confidence
    notes = day_notes(check, now, policy)
    for topic in asked:
        of = replace(check, meant_for=None) if topic == DEADLINE else check
        case = case_of(of, now)
        decision = decide(case, policy)
        said = () if topic == DEADLINE else notes
        reply = replies.on_case(topic, decision, case, policy, confidence, notes=said, rough=check.rough)
        if reply is None and topic == DEADLINE:
            reply = replies.no_deadline(decision, policy, confidence)
        if reply is not None:
            notes = notes if topic == DEADLINE else ()
            yield reply
