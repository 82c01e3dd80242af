"""The customer's own orders, put before them: as cards in the envelope, the latest as choices as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from refundbot.policy import Policy
from refundbot.replies import figures
from refundbot.replies.draft import Draft
from refundbot.replies.model import Button, Reply
from refundbot.replies.recap import state_name
from refundbot.replies.turns import CHECK
from refundbot.replies.wording import wording

_WORDS = wording("own_orders.yaml").of_keys("words").child("words").by_key()
AS_CHOICES = 5
"""Orders that are choices besides, for pages that draw no cards."""


@dataclass(frozen=True)
class OwnOrder:
    """An order of the customer's, as it is offered to them; what is not known is `None`."""

    number: str
    title: str
    sample: bool
    paid_at: datetime | None = None
    """Aware."""
    paid: Decimal | None = None
    """In yuan."""
    state: str | None = None


def offering_own(reply: Reply, orders: Sequence[OwnOrder]) -> Reply:
    """A reply that offers the orders before its other choices."""
    if not orders:
        return reply
    own = (Button(f"{order.title} {order.number}", order.number) for order in orders[:AS_CHOICES])
    cards = [_card(order) for order in orders]
    envelope = {**reply.envelope, "orders": cards}
    return replace(reply, envelope=envelope, buttons=(*own, *reply.buttons))


def introduction(orders: Sequence[OwnOrder]) -> str:
    """The line that goes with orders that are offered; it says where they are invented."""
    return _WORDS["offered_sample" if any(order.sample for order in orders) else "offered"]


def own_orders(orders: Sequence[OwnOrder], policy: Policy, confidence: float) -> Reply:
    """What is said of orders that were asked for, and where the others are; `offering_own` offers them."""
    draft = Draft(policy)
    draft.say(introduction(orders))
    draft.say(_WORDS["elsewhere"])
    return draft.reply("question", CHECK, confidence, buttons=())


def _card(order: OwnOrder) -> dict[str, object]:
    paid_at = order.paid_at and order.paid_at.astimezone(figures.SHANGHAI).date().isoformat()
    return {
        "number": order.number,
        "title": order.title,
        "sample": order.sample,
        "date": paid_at and figures.Figure("order.paid_at", paid_at, "date", None).text(),
        "price": None if order.paid is None else figures.money("order.paid", order.paid, None).text(),
        "state": order.state and state_name(order.state),
    }
