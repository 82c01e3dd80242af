"""The answer to a topic, and to what else the message asks."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.catalogue import TOPICS
from refundbot.dialogue.carry_over import facets, named
from refundbot.dialogue.ended import ONCE_RENEWED
from refundbot.dialogue.facts import case_of
from refundbot.dialogue.in_the_light import FEW
from refundbot.dialogue.later import day_notes
from refundbot.dialogue.questions import besides
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.turn import Answered
from refundbot.dialogue.within import question_of
from refundbot.eligibility import decide
from refundbot.replies import Facets, Reply
from refundbot.understanding.sayings import Saying


def answer(topic: str, situation: Situation) -> Answered:
    """Answers a topic, and what else the message asks."""
    reply, memory = answer_one(topic, situation)
    return answer_besides(topic, reply, situation), memory


def answer_besides(topic: str, reply: Reply, situation: Situation) -> Reply:
    """The reply, and the answer to what else the message surely asks; what is left is offered."""
    others = besides(topic, situation.turn)
    if not others:
        return reply
    second, _ = answer_one(others[0], replace(situation, ellipsis=None))
    if second.texts == reply.texts:
        return reply
    if reply.envelope["kind"] == "question":
        return replies.then(second, reply, main=reply)
    both = replies.then(reply, replies.also(others[0], second))
    return replies.offering(both, others[1:], answered=(topic, others[0]))


def answer_one(topic: str, situation: Situation) -> Answered:
    """Answers a topic, about the product, billing mode or channel that is meant."""
    turn, memory, said = situation.turn, situation.kept, situation.ellipsis
    policy = situation.policy
    about = facets(topic, situation.facts, turn, memory, short=said is not None)
    question = question_of(topic, situation)
    reply = _on_request(topic, question, about, situation) if said and topic == memory.last_topic else None
    if reply is not None:
        return reply, replace(memory, misses=0)
    reply = _as_decided(topic, replies.answer(topic, policy, about, turn.confidence, question), situation)
    if question == _BY_A_PERSON:
        reply = replies.with_a_person(reply)
    memory = replace(memory, misses=0) if TOPICS[topic].aside else memory.answered(topic, question)
    return reply, memory.hearing(named(situation.facts, turn))


def _as_decided(topic: str, reply: Reply, situation: Situation) -> Reply:
    """The answer to a topic, or the verdict where that is of the same purchase and says otherwise.

    So it is where something is only told of it, which a lecture on the rules would not answer.
    """
    check, turn = situation.asked_of, situation.turn
    if reply.envelope["question"] in {*OF_WHAT_CAME_WITH_IT, situation.plainly} - {None}:
        return reply
    if reply.envelope["question"] == ONCE_RENEWED and Saying.RENEWS_FIRST.is_in(turn.utterance.normalised):
        return reply
    if check is None or not TOPICS[topic].decides:
        return reply
    case = case_of(check, turn.now)
    decision = decide(case, situation.policy)
    if _asks(situation) and not replies.contradicts(reply, decision):
        return reply
    notes = day_notes(check, turn.now, situation.policy)
    return replies.restated(
        decision, case, situation.policy, turn.confidence, check.order, notes, rough=check.rough
    )


OF_WHAT_CAME_WITH_IT = frozenset(
    {"policy.gift/gift_to_cash", "policy.gift/gift_back", "policy.coupon/coupon_to_cash"}
)
"""Questions on what was given with a purchase, of which the verdict on that tells nothing."""


def _asks(situation: Situation) -> bool:
    """Whether a message asks something, if only by a word or two, rather than telling it."""
    short = situation.ellipsis is not None or len(situation.turn.utterance.normalised) <= FEW
    return situation.marks.asks_anything or situation.chosen is not None or short


_BY_A_PERSON = "process.apply/for_me"
"""What is asked by who cannot do it alone, and is offered a person."""


def _on_request(topic: str, question: str | None, about: Facets, situation: Situation) -> Reply | None:
    """What somebody asks of what was just answered: why, on what evidence, how it is done, what is excepted.

    `None` where the message asks something else.
    """
    policy, confidence = situation.policy, situation.turn.confidence
    aspect = situation.ellipsis.aspect if situation.ellipsis else None
    answered = situation.kept.last_question
    if aspect in ("why", "again"):
        return replies.detail("why", topic, policy, about, confidence, answered)
    if aspect == "evidence":
        return replies.evidence(topic, policy, about, confidence, answered)
    if aspect == "exceptions":
        told = replies.detail("exceptions", topic, policy, about, confidence, answered)
        return told or replies.missing("exceptions", topic, policy, confidence, answered)
    if aspect in _THE_WAY and question == answered:
        told = replies.detail("steps", topic, policy, about, confidence, answered)
        return told or replies.missing("steps", topic, policy, confidence, answered)
    return None


_THE_WAY = frozenset({"how", "where"})
"""Aspects that ask for the steps."""
