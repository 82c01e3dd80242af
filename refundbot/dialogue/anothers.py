"""Somebody else's purchase, asked about beside one's own: judged by what is told of it, and told apart."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.dialogue import check as checks
from refundbot.dialogue.purchase_talked_of import OF_A_THING
from refundbot.dialogue.situate import situate
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Answered, no_topic
from refundbot.replies import CHECK
from refundbot.understanding.goes_back import gives_back, is_told_beside
from refundbot.understanding.sayings import Saying
from refundbot.understanding.utterance import Utterance


def asks_of_anothers(situation: Situation) -> bool:
    """Whether what is asked or told is of somebody else's purchase, while one's own is talked of.

    So is the answer to what was asked about that one.
    """
    own, other, said = situation.memory.check, situation.memory.anothers, situation.turn.utterance
    if own is None or said.reading.for_another or situation.marks.corrects:
        return False
    if Saying.TOOK_OURS.is_in(said.normalised):
        return False  # what it leaves of the quota is told of one's own
    if said.asks_of_anothers and (other is not None or situation.marks.asks_anything or _goes_back_too(said)):
        judged = no_topic(situation.alone) or situation.alone == CHECK or situation.marks.asks_the_verdict
        return not OF_A_THING.isdisjoint(_of_theirs(situation).told) or (other is not None and judged)
    answers = other is not None and other.asked is not None and other.ago <= 1 and not said.of_oneself
    return answers and other is not None and other.asked in _of_theirs(situation).told


def _goes_back_too(said: Utterance) -> bool:
    """Whether what is told of theirs is told for that to be looked at too: 我老婆那台也想退."""
    went = said.normalised.rstrip(" 。!").endswith("退了")  # 他那台退了: it went back already
    beside = went or is_told_beside(said.reading) or Saying.REFUNDED_BEFORE.is_in(said.normalised)
    return (said.marks.wishes or gives_back(said.normalised)) and not beside


async def judge_apart(situation: Situation) -> Answered:
    """The verdict on that purchase, or what is still to be told of it; one's own stays as it is."""
    theirs = _of_theirs(situation)
    check = theirs.taken(_known(situation), theirs.facts)
    reply, check = checks.proceed(check, theirs.turn, situation.services, (replies.note("of_anothers"),))
    return reply, replace(situation.memory, anothers=check, misses=0)


def _known(situation: Situation) -> Check:
    """What was told of it; until a product is named it is taken for one of the same kind."""
    own, other = situation.memory.check, situation.memory.anothers
    if other is not None:
        return other
    same = own is not None and "product" in own.facts
    return Check(facts={"product": own.facts["product"]}) if own is not None and same else Check()


def _of_theirs(situation: Situation) -> Situation:
    """The message as its owner would tell it: 他没退过 is 我没退过."""
    turn = replace(situation.turn, for_another=True)
    memory = replace(situation.memory, check=_known(situation), anothers=None, former=(), waiting=())
    return situate(situation.alone, turn, memory, situation.services)
