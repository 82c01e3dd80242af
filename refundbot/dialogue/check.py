"""The eligibility check as a conversation: take facts, look up the order, ask or give the verdict."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import islice

from refundbot import replies
from refundbot.dialogue.facts import case_of, merge, plain, usable
from refundbot.dialogue.signs import SHARED
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Services, Turn
from refundbot.eligibility import Case, Decision, decide, next_question
from refundbot.eligibility.case import Product, ResourceState
from refundbot.eligibility.moments import passed_by
from refundbot.eligibility.products import PACKAGES
from refundbot.orders import Order, OrderSourceUnavailable
from refundbot.replies import OwnOrder, Reply
from refundbot.understanding.facts import Fact

VOLUMES = frozenset({"total_gb", "used_gb", "left_gb", "used_ratio", "left_ratio"})
"""Facts that no rule asks for, but that are said back to the customer."""
MOST_ORDERS = 5
"""Orders that are offered at a time."""
OF_BILLING = frozenset({"billing_mode", "term_months"})


def take(check: Check, facts: Iterable[Fact], now: datetime) -> Check:
    """The check with what the customer said. A fact he gives later takes the place of an earlier one."""
    facts = tuple(facts)
    told = usable(facts, now)
    volumes = tuple(fact for fact in facts if fact.field in VOLUMES and not fact.problem)
    check = _without_outdated(check, told)
    taken = replace(
        check,
        facts=merge(check.facts, told),
        said={**check.said, **{fact.field: fact.text for fact in (*told, *volumes)}},
        not_known=tuple(name for name in check.not_known if name not in {fact.field for fact in told}),
    )
    return _of_its_kind(taken, now)


def _of_its_kind(check: Check, now: datetime) -> Check:
    """The check with the kind of a 流量包 that is yet to begin: a shared one is in effect once bought (S19).

    It was taken for a shared one, as most are, only because no kind was named.
    """
    named = check.said.get("product")
    if check.order or not named or SHARED.search(named):
        return check
    case = case_of(check, now)
    ahead = passed_by(case.effective_at, now) is False or case.state is ResourceState.NOT_IN_EFFECT
    if case.product is not Product.SHARED_TRAFFIC_PACKAGE or not ahead:
        return check
    return replace(check, facts={**check.facts, "product": Product.RESOURCE_PACKAGE.value})


def _without_outdated(check: Check, told: Iterable[Fact]) -> Check:
    """The check without what was said of the billing of another kind of product: a package has its own."""
    before = check.facts.get("product")
    after = next((fact.value for fact in told if fact.field == "product"), before)
    if before is None or (before in PACKAGES) == (after in PACKAGES):
        return check
    kept = {name: value for name, value in check.facts.items() if name not in OF_BILLING}
    said = {name: words for name, words in check.said.items() if name not in {*OF_BILLING, *VOLUMES, "used"}}
    return replace(check, facts=kept, said=said)


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


async def own_orders(check: Check, turn: Turn, services: Services) -> tuple[OwnOrder, ...]:
    """The verified customer's orders that may be the one he means, the latest first, once in a check."""
    if turn.customer_id is None or check.order is not None or check.orders_offered:
        return ()
    try:
        orders = await asyncio.wait_for(services.orders.list_for(turn.customer_id), services.order_timeout)
    except (OrderSourceUnavailable, asyncio.TimeoutError):
        return ()
    case = case_of(check, turn.now)
    fitting = (order for order in orders if _fits(order, case))
    return tuple(OwnOrder(o.number, o.title, o.sample) for o in islice(fitting, MOST_ORDERS))


def _fits(order: Order, case: Case) -> bool:
    """Whether an order can be the one that a case tells of."""
    paid = case.paid_at
    same_product = case.product is None or order.product == case.product.value
    same_time = paid is None or order.paid_at is None or paid.earliest <= order.paid_at <= paid.latest
    return same_product and same_time


def _alike(one: Decision, other: Decision) -> bool:
    """Whether two decisions say the same to the customer."""
    return all(
        getattr(one, part) == getattr(other, part)
        for part in ("outcome", "scenario", "blocking", "amounts", "coupons", "payout", "next_steps")
    )


def proceed(
    check: Check,
    turn: Turn,
    services: Services,
    notes: tuple[str, ...] = (),
    *,
    recap: bool = True,
    orders: tuple[OwnOrder, ...] = (),
    before: Check | None = None,
) -> tuple[Reply, Check]:
    """The verdict if the facts decide it, else the one question that could still change the outcome.

    `recap`: whether a question is to say back what is known, which is tiresome where nothing was added.
    `orders` are offered with a question. `before`: the check as it was decided before, so that a verdict
    that stays the same is not told at full length.
    """
    policy = services.policies.at(turn.now)
    case = case_of(check, turn.now)
    understood = replies.recap(case, check.said)
    fact = next_question(case, policy)
    if fact is None:
        decision = decide(case, policy)
        repeated = before is not None and _alike(decision, decide(case_of(before, turn.now), policy))
        reply = replies.verdict(
            decision, case, policy, turn.confidence, notes, understood, check.order, repeated=repeated
        )
        return reply, replace(check, asked=None, misses=0, heard=False, ago=0)
    attempt = check.misses if fact == check.asked else 0
    told = understood if recap else ()
    reply = replies.question(fact, policy, turn.confidence, attempt, notes, told, orders)
    offered = check.orders_offered or bool(orders)
    return reply, replace(check, asked=fact, misses=attempt, heard=False, ago=0, orders_offered=offered)
