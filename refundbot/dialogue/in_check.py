"""A message while a question of the check is on the table."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.dialogue import check as checks
from refundbot.dialogue.answering import answer
from refundbot.dialogue.ellipsis import Ellipsis
from refundbot.dialogue.facts import usable
from refundbot.dialogue.follow_up import in_context
from refundbot.dialogue.going_on import go_on
from refundbot.dialogue.opening import other_order
from refundbot.dialogue.signs import QUESTION, UNSURE, stated
from refundbot.dialogue.state import REMEMBERED, Check, Conversation
from refundbot.dialogue.subject import of_check
from refundbot.dialogue.turn import Answered, Services, Turn
from refundbot.replies import CHECK
from refundbot.understanding.facts import Fact

OF_THE_QUESTION = frozenset({"why", "where"})
"""What may be asked back about the question on the table: why it is asked, where to look."""


async def in_check(
    topic: str | None,
    said: Ellipsis | None,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    check: Check,
    services: Services,
) -> Answered:
    """A message while a question is on the table: an answer, another question, or neither."""
    if other_order(facts, turn, check):
        return await go_on(Check(), facts, turn, state, services)
    asking = QUESTION.search(turn.text) is not None
    if said and said.aspect in OF_THE_QUESTION and not facts:
        reply, _ = checks.proceed(replace(check, misses=max(check.misses, 1)), turn, services, recap=False)
        return reply, state
    if said and asking and state.last_topic not in (None, CHECK):
        topic = in_context(topic, said, state.last_topic, state.named_within(REMEMBERED))
    if topic and _digresses(topic, facts, turn, check):
        return _answer_and_ask_again(topic, said, facts, turn, state, check, services)
    if facts:
        return await go_on(check, facts, turn, state, services)
    if topic == "dialogue.unsure" or UNSURE.search(turn.text):
        reply, check = checks.proceed(checks.skip(check), turn, services, recap=False)
        return reply, replace(state, check=check, misses=0)
    reply, check = checks.proceed(replace(check, misses=check.misses + 1), turn, services, recap=False)
    return reply, replace(state, check=check)


def _digresses(topic: str, facts: tuple[Fact, ...], turn: Turn, check: Check) -> bool:
    """Whether the message asks something else, rather than answering the question on the table."""
    if topic == CHECK or topic.startswith("dialogue."):
        return False
    asking = QUESTION.search(turn.text) is not None
    told = {fact.field for fact in usable(facts, turn.now)}
    if told:
        return asking and check.asked not in told and topic != "out_of_scope"
    return asking or topic != "out_of_scope"


def _answer_and_ask_again(
    topic: str,
    said: Ellipsis | None,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    check: Check,
    services: Services,
) -> Answered:
    """Answers an interruption, keeps what it states (not what it supposes), and puts the question again."""
    first, state = answer(topic, said, facts, turn, state, services)
    kept = stated(turn.text, facts)
    check = replace(checks.take(check, kept, turn.now), misses=0)
    second, check = checks.proceed(check, turn, services, recap=bool(kept))
    return replies.then(first, second), replace(state, check=check).hearing(of_check(check))
