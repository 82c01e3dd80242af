"""The customer's own orders, asked for: which there are, and where their numbers stand."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.dialogue import check as checks
from refundbot.dialogue.order_lookup import list_orders
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.turn import Answered
from refundbot.replies import Facets, OwnOrder, Reply

WHERE_IT_STANDS = ("process.find_entry", "process.find_entry/order_number")
"""The topic and the question of it that say where order numbers stand."""
LONGEST = 20
"""Characters beyond which a message tells more than that a number is not at hand."""


def asks_for_orders(situation: Situation) -> bool:
    """Whether it is asked which orders there are, or where their numbers stand: 忘了订单号, 别的订单呢."""
    said = situation.turn.utterance
    tells_more = situation.facts or said.order_numbers or len(said.normalised) > LONGEST
    return situation.marks.asks_for_orders and not tells_more


async def show_orders(situation: Situation) -> Answered:
    """Offers the orders besides the one talked of, or says where they are found; then goes on asking."""
    turn, memory, running = situation.turn, situation.memory, situation.running
    current = memory.check.order_number if memory.check else None
    listed = await list_orders(turn, situation.services)
    others = tuple(order for order in listed or () if order.number != current)
    reply = (
        replies.own_orders(others, situation.policy, turn.confidence)
        if others
        else _nowhere(listed, situation)
    )
    if running:
        asked, check = checks.proceed(checks.uncounted(running), turn, situation.services, say_back=False)
        reply, memory = replies.then(reply, asked, main=asked), replace(memory, check=check)
    return replies.offering_own(reply, others), replace(memory, misses=0)


def _nowhere(listed: tuple[OwnOrder, ...] | None, situation: Situation) -> Reply:
    """Why no order is shown, and where they are."""
    missing = "sign_in_needed" if situation.turn.customer_id is None else "orders_unavailable"
    note = replies.note(missing if listed is None else "no_other_orders")
    topic, question = WHERE_IT_STANDS
    where = replies.answer(topic, situation.policy, Facets(), situation.turn.confidence, question)
    return replace(where, texts=(note, *where.texts))
