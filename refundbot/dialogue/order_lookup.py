"""The customer's own orders in a check: one looked up by its number, those that may be meant."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from refundbot import replies
from refundbot.catalogue import PRODUCTS
from refundbot.dialogue.facts import case_of, plain
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Services, Turn
from refundbot.eligibility import Case
from refundbot.orders import Order, OrderSourceUnavailable
from refundbot.replies import OwnOrder

MOST_ORDERS = 100
"""Orders that are put before the customer."""


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
    """The verified customer's orders that may be the one they mean, the latest first, once in a check."""
    if turn.customer_id is None or check.order is not None or check.orders_offered:
        return ()
    case = case_of(check, turn.now)
    return await list_orders(turn, services, lambda order: _fits(order, case)) or ()


async def list_orders(
    turn: Turn, services: Services, wanted: Callable[[Order], bool] = lambda _: True
) -> tuple[OwnOrder, ...] | None:
    """The verified customer's orders, the latest first; `None` where they cannot be had."""
    if turn.customer_id is None:
        return None
    try:
        orders = await asyncio.wait_for(services.orders.list_for(turn.customer_id), services.order_timeout)
    except (OrderSourceUnavailable, asyncio.TimeoutError):
        return None
    return tuple(
        OwnOrder(
            number=order.number,
            title=order.title,
            sample=order.sample,
            paid_at=order.paid_at,
            paid=None if order.paid_amount_fen is None else Decimal(order.paid_amount_fen).scaleb(-2),
            state=order.state,
        )
        for order in islice(filter(wanted, orders), MOST_ORDERS)
    )


def _fits(order: Order, case: Case) -> bool:
    """Whether an order can be the one that a case tells of."""
    paid = case.paid_at
    same_product = case.product is None or (
        order.product is not None and PRODUCTS[order.product].rule == case.product.rule
    )
    same_time = paid is None or order.paid_at is None or paid.earliest <= order.paid_at <= paid.latest
    return same_product and same_time
