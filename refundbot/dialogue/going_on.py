"""A check is opened or goes on: facts are taken, orders looked up, a question asked or the verdict given."""

from __future__ import annotations

import re
from dataclasses import replace

from refundbot import replies
from refundbot.dialogue import check as checks
from refundbot.dialogue.answering import answer_besides
from refundbot.dialogue.facts import usable
from refundbot.dialogue.opening import no_topic
from refundbot.dialogue.signs import POINTS_BACK, SEVERAL_OF_HIS, WANTS_REFUND, amends
from refundbot.dialogue.state import Check, Conversation
from refundbot.dialogue.subject import meant_before, of_check
from refundbot.dialogue.turn import Answered, Services, Turn
from refundbot.replies import CHECK
from refundbot.understanding.facts import Fact


async def start_check(
    topic: str | None, facts: tuple[Fact, ...], turn: Turn, state: Conversation, services: Services
) -> Answered:
    """Opens a check; on the facts already known where a person was told them, or they are only varied."""
    amended = state.check and (state.check.heard or (usable(facts, turn.now) and amends(turn.text)))
    known = state.check if state.check and amended else Check()
    notes: tuple[str, ...] = ()
    if WANTS_REFUND.fullmatch(turn.text.strip()):
        notes = (replies.note("let_us_see"),)
    if not known.facts and (POINTS_BACK.search(turn.text) or no_topic(topic)):
        known = replace(known, facts=meant_before(state))
    reply, state = await go_on(known, facts, turn, state, services, notes)
    return answer_besides(CHECK, reply, facts, turn, state, services), state


async def go_on(
    check: Check,
    facts: tuple[Fact, ...],
    turn: Turn,
    state: Conversation,
    services: Services,
    notes: tuple[str, ...] = (),
    before: Check | None = None,
) -> Answered:
    """Takes the facts, looks an order up, and asks or decides; `before` as in `checks.proceed`."""
    notes = (*notes, *(replies.note(f.problem, text=f.text) for f in facts if f.problem))
    if SEVERAL_OF_HIS.search(turn.text):
        facts, note = _one_by_one(facts, turn)
        notes = (note, *notes)
    numbers = order_numbers(facts, turn)
    number = next(iter(numbers), None)
    if len(numbers) > 1:
        notes = (replies.note("one_by_one"), *notes)
    if number and number != check.order_number:
        check, note = await checks.look_up(Check(), number, turn, services)
        notes = (note, *notes)
    check = checks.take(check, facts, turn.now)
    orders = await checks.own_orders(check, turn, services)
    reply, check = checks.proceed(check, turn, services, notes, orders=orders, before=before)
    reply = replies.offering_orders(reply, numbers[1:])
    return reply, replace(state, check=check, last_topic=CHECK, misses=0).hearing(of_check(check))


def order_numbers(facts: tuple[Fact, ...], turn: Turn) -> tuple[str, ...]:
    """The order numbers of a message, in its order."""
    read = next((str(fact.value) for fact in facts if fact.field == "order_number"), None)
    if read is None:
        return ()
    spelt = (value for entity, value in turn.entities if entity == "order_number")
    return tuple(dict.fromkeys(re.sub(r"[\s\-:]", "", value).upper() for value in spelt)) or (read,)


def _one_by_one(facts: tuple[Fact, ...], turn: Turn) -> tuple[tuple[Fact, ...], str]:
    """The facts with the first of several products, and a sentence that says so."""
    products = list(dict.fromkeys(value for entity, value in turn.entities if entity == "product"))
    if len(products) < 2:
        return facts, replies.note("one_by_one")
    first, *others = (replies.product_name(product) for product in products)
    facts = tuple(replace(fact, value=products[0]) if fact.field == "product" else fact for fact in facts)
    return facts, replies.note("one_by_one_products", first=first, others="、".join(others))
