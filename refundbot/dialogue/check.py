"""The eligibility check as a conversation: take facts, look up the order, ask or give the verdict."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from refundbot import replies
from refundbot.dialogue.facts import case_of, merge, plain, usable
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Services, Turn
from refundbot.eligibility import decide, next_question
from refundbot.orders import Order, OrderSourceUnavailable
from refundbot.replies import Reply
from refundbot.understanding.facts import Fact


def take(check: Check, facts: Iterable[Fact], now: datetime) -> Check:
    """The check with what the customer said. A fact he gives later takes the place of an earlier one."""
    told = usable(facts, now)
    return replace(
        check,
        facts=merge(check.facts, told),
        said={**check.said, **{fact.field: fact.text for fact in told}},
        not_known=tuple(name for name in check.not_known if name not in {fact.field for fact in told}),
    )


def skip(check: Check) -> Check:
    """The check after the customer could not say what was asked."""
    if check.asked is None:
        return check
    return replace(check, not_known=(*check.not_known, check.asked), misses=0)


async def look_up(check: Check, number: str, turn: Turn, services: Services) -> tuple[Check, str]:
    """Adds the order's facts, and says in one sentence how the look-up went.

    Only orders of the verified customer are read. Without one, or when the source is down or slow, the
    check goes on from what the customer says.
    """
    if turn.customer_id is None:
        return check, replies.note("sign_in_needed")
    try:
        found = await asyncio.wait_for(services.orders.find(number, turn.customer_id), services.order_timeout)
    except (OrderSourceUnavailable, asyncio.TimeoutError):
        return check, replies.note("orders_unavailable")
    if found is None:
        return check, replies.note("order_not_found", number=number)
    note = replies.note("order_found", number=found.number, title=found.title, sample=found.sample)
    return with_order(check, found), note


def with_order(check: Check, order: Order) -> Check:
    """The check with an order's facts; the book is trusted over memory."""
    facts = {name: plain(value) for name, value in order.case_facts().items() if value is not None}
    card = {"number": order.number, "title": order.title, "sample": order.sample}
    return replace(check, facts={**check.facts, **facts}, order=card)


def proceed(
    check: Check, turn: Turn, services: Services, notes: tuple[str, ...] = (), *, recap: bool = True
) -> tuple[Reply, Check]:
    """The verdict if the facts decide it, else the one question that could still change the outcome.

    `recap`: whether a question is to say back what is known, which is tiresome where nothing was added.
    """
    policy = services.policies.at(turn.now)
    case = case_of(check, turn.now)
    understood = replies.recap(case, check.said)
    fact = next_question(case, policy)
    if fact is None:
        decision = decide(case, policy)
        reply = replies.verdict(decision, case, policy, turn.confidence, notes, understood)
        return reply, replace(check, asked=None, misses=0, heard=False, ago=0)
    attempt = check.misses if fact == check.asked else 0
    told = understood if recap else ()
    reply = replies.question(fact, policy, turn.confidence, attempt, notes, told)
    return reply, replace(check, asked=fact, misses=attempt, heard=False, ago=0)
