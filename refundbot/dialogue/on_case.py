"""After the verdict: another fact for the same case, or a question that its figures answer."""

from __future__ import annotations

import re
from dataclasses import replace

from refundbot import replies
from refundbot.dialogue.check import take
from refundbot.dialogue.ellipsis import Ellipsis
from refundbot.dialogue.facts import case_of, usable
from refundbot.dialogue.signs import ANOTHER, IN_GENERAL, QUESTION, SUPPOSES_ANOTHER, amends, stated
from refundbot.dialogue.state import Check, Conversation
from refundbot.dialogue.subject import facets, named
from refundbot.dialogue.turn import Answered, Services, Turn
from refundbot.eligibility import decide
from refundbot.replies import CHECK
from refundbot.understanding.facts import Fact

TAKEN_OUT = re.compile(r"退不了|不让退|不给退|不能退(?!全)|拒|驳")
"""Words of a customer who was refused, whatever the verdict says."""


def changed_by(
    check: Check,
    topic: str | None,
    facts: tuple[Fact, ...],
    said: Ellipsis | None,
    turn: Turn,
) -> bool:
    """Whether a message changes or adds a fact of the case, and so asks for a new verdict.

    `topic` is what the message says taken alone.
    """
    told = {fact.field for fact in usable(facts, turn.now)}
    if not told or ("product" in told and ANOTHER.search(turn.text)):
        return False
    if said is not None and said.aspect not in (None, "can"):
        return False
    if amends(turn.text) or said is not None:
        return SUPPOSES_ANOTHER.search(turn.text) is not None or check.ago <= 1
    if topic is None or topic.startswith("dialogue."):
        return True
    if topic == CHECK and check.ago <= 2 and not ANOTHER.search(turn.text):
        return told.isdisjoint(check.facts)  # it adds what was missing: 我付了268
    return bool(told & {*check.not_known}) and QUESTION.search(turn.text) is None


def about_case(
    topic: str,
    check: Check,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    services: Services,
    *,
    chosen: bool,
) -> Answered | None:
    """The answer to a topic on the figures of the finished check; `None` where it is asked in general.

    `chosen`: the topic was offered as a button, so that a case without such figures has its general answer.
    """
    if IN_GENERAL.search(turn.text) or not _of_the_same(check, facts, turn):
        return None
    policy = services.policies.at(turn.now)
    check = take(check, facts, turn.now)
    case = case_of(check, turn.now)
    decision = decide(case, policy)
    if topic == "rejection.reasons" and decision.amounts and TAKEN_OUT.search(turn.text):
        return None
    reply = replies.on_case(topic, decision, case, policy, turn.confidence, turn.entity("coupon_kind"))
    if reply is None:
        nothing = replies.nothing_on_case(topic, decision, policy, turn.confidence)
        if nothing is None or chosen:
            return None
        general = replies.answer(
            topic, policy, facets(topic, facts, turn, state, short=True), turn.confidence
        )
        reply = replies.then(nothing, general)
    return reply, replace(state, check=replace(check, ago=0), last_topic=topic, misses=0)


def absorbed(check: Check, facts: tuple[Fact, ...], turn: Turn) -> Check:
    """The finished check with what a message states of the same case in passing: 支付宝付的，钱去哪了."""
    if not _of_the_same(check, facts, turn) or ANOTHER.search(turn.text):
        return check
    return take(check, stated(turn.text, facts), turn.now)


def _of_the_same(check: Check, facts: tuple[Fact, ...], turn: Turn) -> bool:
    """Whether a message names nothing that the case is not about."""
    told = {fact.field: fact.value for fact in facts}
    if "order_number" in told or "rejection_code" in told:
        return False
    kind = named(facts, turn).get("product", check.facts.get("product"))
    mode = told.get("billing_mode", check.facts.get("billing_mode"))
    return kind == check.facts.get("product") and mode in (check.facts.get("billing_mode"), None)
