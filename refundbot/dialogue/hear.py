"""Listening without answering: what a customer tells a person is kept for the bot and for the desk."""

from __future__ import annotations

from dataclasses import replace

from refundbot.dialogue.carry_over import meant_before, named, other_order, talked_of
from refundbot.dialogue.facts_told import facts_in
from refundbot.dialogue.listed import in_its_row
from refundbot.dialogue.order_lookup import look_up
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.taking import take
from refundbot.dialogue.turn import Services, Turn


async def hear(turn: Turn, state: Memory, services: Services) -> Memory:
    """The memory after a message that is left to a person: its facts are kept, nothing is asked or said.

    What a question supposes is no fact. As in a check, another product begins another case, and an order
    number brings the order's facts.
    """
    turn, state = in_its_row(turn, state)
    turn = replace(turn, for_another=state.for_another, talked_of=talked_of(state))
    state = replace(state, for_another=turn.utterance.reading.for_another)
    found = facts_in(turn, state, services)
    facts = turn.utterance.stated(found)
    known = state.check or Check(facts=meant_before(state))
    if other_order(facts, turn, known):
        known = Check()
    number = next((str(fact.value) for fact in found if fact.field == "order_number"), None)
    if number and number != known.order_number:
        of_order, _ = await look_up(Check(), number, turn, services)
        known = of_order if of_order.order_number else known
    told = take(known, facts, turn.now, state.turn + 1, corrects=turn.utterance.marks.corrects)
    if told != known or known.order_number != (state.check and state.check.order_number):
        state = replace(state, check=replace(told, heard=True), turn=state.turn + 1)
    return state.hearing(named(facts, turn))


async def open_order(number: str, turn: Turn, state: Memory, services: Services) -> Memory:
    """The memory with the case of an order of the customer's; unchanged where the order cannot be read."""
    if state.check and state.check.order_number == number:
        return state
    check, _ = await look_up(Check(), number, turn, services)
    return state if check.order_number is None else replace(state, check=replace(check, heard=True))
