"""The answer to a topic, and to what else the message asks."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.dialogue.ellipsis import Ellipsis
from refundbot.dialogue.several import besides
from refundbot.dialogue.state import Conversation
from refundbot.dialogue.subject import facets, named
from refundbot.dialogue.turn import Answered, Services, Turn
from refundbot.replies import Reply
from refundbot.understanding.facts import Fact

ASIDE = ("smalltalk.", "out_of_scope", "support.handoff")
"""Topics that leave what was talked of where it was."""


def answer(
    topic: str,
    said: Ellipsis | None,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    services: Services,
) -> Answered:
    """Answers a topic, and what else the message asks."""
    reply, state = answer_one(topic, said, facts, turn, state, services)
    return answer_besides(topic, reply, facts, turn, state, services), state


def answer_besides(
    topic: str,
    reply: Reply,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    services: Services,
) -> Reply:
    """The reply, and the answer to what else the message surely asks; what is left is offered."""
    others = besides(topic, turn)
    if not others:
        return reply
    second, _ = answer_one(others[0], None, facts, turn, state, services)
    if second.texts == reply.texts:
        return reply
    if reply.envelope["kind"] == "question":
        return replies.then(second, reply, main=reply)
    both = replies.then(reply, replies.also(others[0], second))
    return replies.offering(both, others[1:], answered=(topic, others[0]))


def answer_one(
    topic: str,
    said: Ellipsis | None,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    services: Services,
) -> Answered:
    """Answers a topic, about the product, billing mode or channel that is meant."""
    policy = services.policies.at(turn.now)
    about = facets(topic, facts, turn, state, short=said is not None)
    reply = None
    if said and said.aspect == "why" and topic == state.last_topic:
        reply = replies.why(topic, policy, about, turn.confidence)
    reply = reply or replies.answer(topic, policy, about, turn.confidence)
    last = state.last_topic if topic.startswith(ASIDE) else topic
    return reply, replace(state, last_topic=last, misses=0).hearing(named(facts, turn))
