"""Whether a message only tells what the customer bought: that is looked at, whatever it was taken for."""

from __future__ import annotations

from collections.abc import Iterable

from refundbot.dialogue.facts import usable
from refundbot.dialogue.turn import Turn
from refundbot.understanding.facts import Fact
from refundbot.understanding.sayings import Saying
from refundbot.understanding.several import is_only_intended

OF_ONE_BOUGHT = frozenset({"paid_at", "provisioned_at", "paid_amount", "term_months"})
"""Of which one at least is told with the product: when it was bought, for how much, for how long."""


def only_tells_of_their_own(turn: Turn, facts: Iterable[Fact]) -> bool:
    """Whether a message that asks nothing tells what was bought, and when, for how much or for how long.

    What is only to be bought, 想买台一年的云服务器, is no such thing, nor what another person bought, what
    went back already, or what somebody complains of or the page refuses.
    """
    said = turn.utterance
    marks = said.marks
    if marks.asks_anything or marks.is_of_trouble or marks.keeps_it or said.supposes or said.under_way:
        return False
    if said.asks_of_anothers or said.only_of_the_other or Saying.REFUNDED_BEFORE.is_in(said.normalised):
        return False
    stated = {fact.field for fact in said.stated(usable(facts, turn.now))}
    bought = any(not is_only_intended(said.reading, name) for name in said.meant("product"))
    return (
        bought
        and "product" in stated
        and "page_refuses" not in stated
        and not stated.isdisjoint(OF_ONE_BOUGHT)
    )
