"""After the verdict: more facts of the case, its upshot once more, a question that its figures answer."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.catalogue import TOPICS
from refundbot.dialogue.carry_over import facets, of_the_same
from refundbot.dialogue.check import alike
from refundbot.dialogue.checking import go_on
from refundbot.dialogue.facts import case_of
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import REMEMBERED, Check
from refundbot.dialogue.turn import Answered, no_topic
from refundbot.eligibility import Decision, decide
from refundbot.replies import CHECK, Reply
from refundbot.understanding.facts import Fact


def changes_the_case(situation: Situation) -> bool:
    """Whether a message tells something of the case that was decided, and so asks for a new verdict.

    A question that the figures of the case answer is left to them, unless what it tells changes these.
    """
    check = situation.finished
    if check is None or situation.of_another_purchase:
        return False
    said = situation.ellipsis
    if said is not None and said.aspect not in (None, "can"):
        return False
    facts = _of_the_case(situation)
    if not facts or situation.taken(check, facts).facts == check.facts:
        return False
    if said is not None and not situation.marks.amends:
        return no_topic(situation.alone) or check.ago <= 1
    if not situation.marks.asks or situation.marks.asks_if_it_matters or situation.supposes:
        return True
    if no_topic(situation.alone) or situation.alone == CHECK:
        return True
    return not alike(
        _decided(check, situation), _decided(situation.taken(check, facts), situation), telling=True
    )


async def decide_anew(situation: Situation) -> Answered:
    """The verdict on the changed case, told shortly where it stays the same.

    What is only supposed is remembered for what is short for a question on it, and needs no confirmation;
    but what might have been done otherwise (当初要是买按需的) is not gone on about.
    """
    check = situation.finished
    assert check is not None, "a case was changed without one"
    facts = _of_the_case(situation)
    notes: tuple[str, ...] = ()
    if situation.supposes:
        notes = (replies.note("supposed"),)
        facts = tuple(replace(fact, confidence=1.0, hedged=False) for fact in facts)
    situation = replace(situation, facts=(*facts, *situation.volumes))
    reply, memory = await go_on(check, situation, notes, before=check)
    if situation.supposes and situation.turn.utterance.regrets:
        return reply, replace(memory, check=replace(check, ago=0))
    actual = replace(situation.memory.actual or check, ago=0) if situation.supposes else None
    return reply, replace(memory, actual=actual)


def _of_the_case(situation: Situation) -> tuple[Fact, ...]:
    """What a message tells of the case: all that it supposes or corrects, else what it states."""
    if situation.supposes or situation.marks.amends or situation.ellipsis:
        return situation.usable
    return situation.stated


def asks_for_the_upshot(situation: Situation) -> bool:
    """Whether the verdict is asked for once more: 所以到底能不能退; or what is known is told again."""
    check, topic = situation.finished, situation.alone
    if check is None or situation.marks.in_general or situation.supposes or situation.of_another_purchase:
        return False
    if not of_the_same(check, situation.usable, situation.turn):
        return False
    if situation.marks.bare_wish and check.ago <= REMEMBERED:
        return True
    plain = topic == "amount.calculation"
    short_for = situation.ellipsis is not None and situation.ellipsis.aspect not in (None, "can", "amount")
    if short_for or (topic in _ANSWERED_ON_FIGURES and not (plain and situation.marks.asks_the_verdict)):
        return False
    if situation.marks.asks_the_verdict:
        if no_topic(topic) or topic == CHECK or (topic in _OF_A_REFUSAL and not situation.marks.refused):
            return True
        return TOPICS[str(topic)].gives_way or TOPICS[str(topic)].aside
    return topic == CHECK or (bool(situation.stated) and not situation.marks.asks and no_topic(topic))


_ANSWERED_ON_FIGURES = frozenset({"amount.calculation", "amount.fee", "policy.deadline", "policy.coupon"})
"""Topics that ask for more than the upshot."""
_OF_A_REFUSAL = frozenset({"rejection.reasons", "rejection.next_steps"})
"""Topics that 你再说一遍能不能退 is taken for, where nobody speaks of a refusal."""


async def repeat_the_verdict(situation: Situation) -> Answered:
    """The verdict in a sentence or two, with its sum."""
    check = situation.finished
    assert check is not None, "a verdict was repeated without one"
    check = replace(check, ago=0)
    case, policy = case_of(check, situation.turn.now), situation.policy
    reply = replies.restated(decide(case, policy), case, policy, situation.turn.confidence, check.order)
    return reply, replace(situation.memory.answered(CHECK), check=check)


def protests(situation: Situation) -> bool:
    """Whether somebody is not content with the verdict, or wants to know what it rests on: 依据呢, 真的吗."""
    check, said = situation.finished, situation.ellipsis
    of_it = situation.memory.last_topic == CHECK and said is not None and said.aspect == "evidence"
    return check is not None and (situation.marks.protests or of_it) and not situation.of_another_purchase


async def answer_a_protest(situation: Situation) -> Answered:
    """What decided, where it stands, and the way to a person."""
    check = situation.finished
    assert check is not None, "a protest was answered without a verdict"
    case, policy = case_of(check, situation.turn.now), situation.policy
    reply = replies.protested(decide(case, policy), case, policy, situation.turn.confidence)
    return reply, replace(situation.memory, check=replace(check, ago=0), misses=0)


def takes_notice(situation: Situation) -> bool:
    """Whether somebody only takes notice of what was answered."""
    spoken = situation.memory.last_topic is not None or situation.memory.check is not None
    small = situation.alone is not None and TOPICS[situation.alone].aside
    return spoken and situation.running is None and situation.marks.acknowledges and not small


async def leave_it_at_that(situation: Situation) -> Answered:
    """A friendly word."""
    return replies.unclear_small("noticed"), replace(situation.memory, misses=0)


def asks_about_the_case(situation: Situation) -> bool:
    """Whether the topic has an answer on the figures of the finished check."""
    return _told(situation) is not None


async def answer_on_the_case(situation: Situation) -> Answered:
    """The answer to the topic on the figures of the finished check."""
    told = _told(situation)
    assert told is not None, "a question on a case was answered without one"
    reply, check = told
    return reply, replace(situation.kept.answered(str(situation.topic)), check=replace(check, ago=0))


def _told(situation: Situation) -> tuple[Reply, Check] | None:
    """The answer on the case, and the case with what the question adds to it.

    `None` where the question is asked in general, of another purchase, or has no answer in figures. A topic
    that was offered as a button has its general answer then.
    """
    check, topic, turn = situation.kept.finished_check, situation.topic, situation.turn
    if check is None or topic is None or situation.marks.in_general:
        return None
    if not of_the_same(check, situation.facts, turn):
        return None
    policy = situation.policy
    check = situation.taken(check, situation.facts)
    case = case_of(check, turn.now)
    decision = decide(case, policy)
    if topic == "rejection.reasons" and decision.amounts and situation.marks.refused:
        return None
    reply = replies.on_case(topic, decision, case, policy, turn.confidence, turn.entity("coupon_kind"))
    if reply is None:
        nothing = replies.nothing_on_case(topic, decision, policy, turn.confidence)
        if nothing is None or situation.chosen is not None:
            return None
        about = facets(topic, situation.facts, turn, situation.kept, short=True)
        reply = replies.then(nothing, replies.answer(topic, policy, about, turn.confidence))
    return reply, check


def _decided(check: Check, situation: Situation) -> Decision:
    return decide(case_of(check, situation.turn.now), situation.policy)
