"""Asking back where it is not clear what is meant."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.catalogue import TOPICS
from refundbot.dialogue import check as checks
from refundbot.dialogue.facts import case_of
from refundbot.dialogue.later import day_notes
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Answered
from refundbot.replies import Reply
from refundbot.understanding.thresholds import CANDIDATE_FROM


def declines_the_offered(situation: Situation) -> bool:
    """Whether nothing of what was offered is meant."""
    asked = situation.running is not None or situation.memory.misses > 0
    none = situation.marks.none_of_them and not situation.facts and asked
    return none or situation.turn.text.strip() == replies.ESCAPE


async def offer_other(situation: Situation) -> Answered:
    """The question on the table once more, or common questions and, in time, a person."""
    memory = situation.memory
    check = situation.running
    if check:
        notes = (replies.note("none_of_these"),) if check.orders_offered and not check.order else ()
        reply, check = checks.proceed(check, situation.turn, situation.services, notes, say_back=False)
        return reply, replace(memory, check=check)
    return replies.clarify((), memory.misses), replace(memory, misses=memory.misses + 1)


def always(_: Situation) -> bool:
    """Asking back is always possible."""
    return True


async def ask_back(situation: Situation) -> Answered:
    """Asks back with the likeliest topics; after two misses offers a person.

    Just after a verdict that is said first, with what it was told without: 以312那个为准哈.
    """
    candidates = tuple(
        (name, probability)
        for name, probability in situation.turn.ranking
        if probability >= CANDIDATE_FROM and name in TOPICS and TOPICS[name].offered
    )
    memory = situation.kept
    reply = replies.clarify(candidates, memory.misses)
    check = situation.finished
    if check is not None and check.ago <= 1 and not memory.misses:
        reply = replies.then(_as_it_stands(check, situation), reply, main=reply)
    return reply, replace(memory, misses=memory.misses + 1)


def _as_it_stands(check: Check, situation: Situation) -> Reply:
    """That a message was not counted in, and the verdict without it."""
    now, policy = situation.turn.now, situation.policy
    verdict = replies.restated(
        situation.decision_on(check),
        case_of(check, now),
        policy,
        situation.turn.confidence,
        check.order,
        day_notes(check, now, policy),
        rough=check.rough,
    )
    return replies.then(replies.unclear_small("not_counted"), verdict)
