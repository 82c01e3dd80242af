"""One turn: what the customer meant in the light of the conversation, and the answer to it."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.dialogue import check as checks
from refundbot.dialogue.answering import answer, answer_one
from refundbot.dialogue.ellipsis import ellipsis
from refundbot.dialogue.facts import count_quota, usable
from refundbot.dialogue.follow_up import in_context
from refundbot.dialogue.going_on import go_on, start_check
from refundbot.dialogue.in_check import in_check
from refundbot.dialogue.on_case import about_case, absorbed, changed_by
from refundbot.dialogue.opening import asks_of_heard, states_a_case, tells_what_was_bought, turns_to_another
from refundbot.dialogue.several import pressing
from refundbot.dialogue.signs import COMPLAINS, CORRECTS, KEEPS_IT, NOT_THAT, POSTPONES, QUESTION
from refundbot.dialogue.state import REMEMBERED, Check, Conversation
from refundbot.dialogue.turn import Answered, Services, Turn
from refundbot.replies import CHECK, Reply
from refundbot.understanding.facts import Fact, extract_facts

COMMANDS = frozenset({"support.handoff", "dialogue.cancel", "dialogue.restart", "dialogue.wait"})
CANDIDATE_AT = 0.04
"""Probability from which a topic is offered when asking back."""


async def respond(topic: str | None, turn: Turn, state: Conversation, services: Services) -> Answered:
    """Answers a turn. `topic` is the predicted intent, `None` when no intent explains the message."""
    chosen = replies.topic_of_title(turn.text)
    topic = None if turn.text.startswith("／") else chosen or topic
    state = state.aged()
    facts = facts_in(turn, state, services)
    topic = _meant(pressing(topic, turn), turn, state)
    corrected = CORRECTS.search(turn.text) and usable(facts, turn.now)
    if topic in COMMANDS and (NOT_THAT.search(turn.text) or corrected):
        topic = None
    if topic in COMMANDS:
        return _command(topic, facts, turn, state, services)
    if turn.text.strip() == replies.ESCAPE:
        return _none_of_these(turn, state, services)
    said = None if chosen else ellipsis(turn.text)
    if state.check and state.check.running:
        return await in_check(topic, said, facts, turn, state, state.check, services)
    finished = state.finished_check
    if finished and changed_by(finished, topic, facts, said, turn):
        return await go_on(finished, facts, turn, state, services, before=finished)
    if finished:
        state = replace(state, check=absorbed(finished, facts, turn))
    if said and state.last_topic and not tells_what_was_bought(topic, said, turn, state.last_topic):
        topic = in_context(topic, said, state.last_topic, state.named_within(REMEMBERED))
    if finished and POSTPONES.search(turn.text):
        topic = "policy.deadline"
    if finished and topic:
        of_case = about_case(topic, finished, facts, turn, state, services, chosen=chosen is not None)
        if of_case:
            return of_case
    if (
        asks_of_heard(topic, turn, state)
        or states_a_case(topic, facts, turn)
        or (state.check and turns_to_another(facts, turn))
    ):
        return await start_check(topic, facts, turn, state, services)
    if topic is None or topic.startswith("dialogue."):
        return _not_understood(turn, state)
    return answer(topic, said, facts, turn, state, services)


def _meant(topic: str | None, turn: Turn, state: Conversation) -> str | None:
    """The topic, or the command that plain words give: to keep it stops the check, to complain is heard."""
    running = state.check is not None and state.check.running
    if running and KEEPS_IT.search(turn.text) and not QUESTION.search(turn.text):
        return "dialogue.cancel"
    return "support.handoff" if topic is None and COMPLAINS.search(turn.text) else topic


def answer_about(topic: str, turn: Turn, state: Conversation, services: Services) -> Reply:
    """The answer to a topic about what the message names, whatever else the message may be.

    `KeyError` for the eligibility check and for what is no topic.
    """
    return answer_one(topic, None, facts_in(turn, state, services), turn, state, services)[0]


def facts_in(turn: Turn, state: Conversation, services: Services) -> tuple[Fact, ...]:
    """What the message states, read as an answer to the question on the table where there is one."""
    asked = state.check.asked if state.check else None
    quota = services.policies.at(turn.now).get("quotas.five_day").value
    return count_quota(extract_facts(turn.text, turn.now, asked), quota if isinstance(quota, int) else 0)


def _command(
    topic: str, facts: tuple[Fact, ...], turn: Turn, state: Conversation, services: Services
) -> Answered:
    """What works at any point: a person, stop, start over, wait."""
    running = state.check is not None and state.check.running
    if topic == "support.handoff":
        return answer(topic, None, facts, turn, state, services)
    if topic == "dialogue.wait":
        return replies.unclear_small("waiting"), state
    if topic == "dialogue.restart" and state.check:
        reply, check = checks.proceed(Check(), turn, services, replies.unclear_small("restarted").texts[:1])
        return reply, Conversation(last_topic=CHECK, check=check)
    if topic == "dialogue.restart":
        return replies.unclear_small("restarted"), Conversation()
    if state.finished_check:
        return replies.unclear_small("kept"), state
    return replies.unclear_small("cancelled" if running else "nothing_running"), Conversation()


def _not_understood(turn: Turn, state: Conversation) -> Answered:
    """Asks back with the likeliest topics; after two misses offers a person."""
    candidates = tuple(
        name
        for name, probability in turn.ranking
        if probability >= CANDIDATE_AT and not name.startswith(("dialogue.", "smalltalk.", "out_of_"))
    )[:3]
    reply = replies.clarify(candidates, turn.confidence, state.misses)
    return reply, replace(state, misses=state.misses + 1)


def _none_of_these(turn: Turn, state: Conversation, services: Services) -> Answered:
    """What is offered was not meant: the question once more, or common questions and, in time, a person."""
    if state.check and state.check.running:
        reply, check = checks.proceed(state.check, turn, services, recap=False)
        return reply, replace(state, check=check)
    return replies.clarify((), turn.confidence, state.misses), replace(state, misses=state.misses + 1)
