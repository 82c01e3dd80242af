"""One of several purchases that is not to go back after all: what it would take of the quota is there."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.dialogue import check as checks
from refundbot.dialogue.by_name import is_called
from refundbot.dialogue.said_back import called
from refundbot.dialogue.shared_quota import given_back
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Answered
from refundbot.dialogue.which_one import pointed_at
from refundbot.replies import CHECK
from refundbot.understanding.goes_back import leaves_alone
from refundbot.understanding.marks import marks
from refundbot.understanding.utterance import utterance


def keeps_one(situation: Situation) -> bool:
    """Whether of one of several that were told of it is said that it stays: 第一台不退了."""
    return not situation.marks.asks and _kept(situation) is not None


async def leave_one_out(situation: Situation) -> Answered:
    """The talk goes on about the others, without it."""
    memory, turn, services = situation.memory, situation.turn, situation.services
    kept = _kept(situation)
    assert kept is not None, "a purchase was left out that was not named"
    here, former, waiting = (
        [given_back(each, kept, turn, services) for each in some if each is not kept]
        for some in ((memory.check,) if memory.check else (), memory.former, memory.waiting)
    )
    check = (here or former or waiting).pop(0)
    memory = replace(memory.answered(CHECK), former=tuple(former), waiting=tuple(waiting))
    notes = (replies.note("left_out", what=called(kept, turn.now)),)
    reply, check = checks.proceed(check, turn, services, notes)
    return reply, replace(memory, check=check)


def _kept(situation: Situation) -> Check | None:
    """The one of several that stays, named by its place, what was told of it, or its product."""
    memory, turn = situation.memory, situation.turn
    if len(memory.purchases) < 2:
        return None
    for clause, _ in turn.utterance.clauses("product"):
        if not (leaves_alone(clause) or marks(clause).keeps_it):
            continue
        said = utterance(clause)
        named = said.meant("product")
        meant = [each for each in memory.purchases if named and is_called(named[-1], each, said)]
        one = meant[0] if len(meant) == 1 else None if named else pointed_at(memory, said, turn.now)
        if one is not None:
            return one
    return None
