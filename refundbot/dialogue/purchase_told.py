"""What a message tells of one of several purchases, and of no other."""

from __future__ import annotations

from dataclasses import dataclass

from refundbot.dialogue.by_name import ids_of
from refundbot.dialogue.turn import Turn
from refundbot.understanding.facts import Fact
from refundbot.understanding.several import counts_things
from refundbot.understanding.told_apart import price
from refundbot.understanding.utterance import Utterance

OF_ITS_OWN = frozenset({"paid_at", "provisioned_at", "expires_at", "paid_amount", "term_months", "state"})
"""Facts of which one at least is told of each purchase that is told apart."""
OF_THE_COUNT = frozenset({"quantity", "paid_amount"})
"""What is told of the purchases together, where it is told before them."""
OF_THE_ACCOUNT = frozenset({"quota_left", "quota_used"})
"""What is told of the account, and so of each purchase."""
OF_THE_THING = OF_ITS_OWN | {"product", "billing_mode", "effective_at", "used", "quantity"}
"""What is told of one thing that was bought, and of no other."""


@dataclass(frozen=True)
class Purchase:
    """What a message tells of one of several purchases."""

    product: str
    said: Utterance
    shared: tuple[Fact, ...] = ()
    """The dates of the one before it, where it is named without a verb of its own: 还有个流量包."""
    of_a_kind: bool = False
    """Whether it is told apart from others of the same product."""
    counts: bool = False
    """Whether it is of as many as are counted in it: 两台是昨天买的."""
    of_all: int = 0
    """Characters that are told of all of a kind, and so tell what all cost."""


def facts_of(purchase: Purchase, turn: Turn) -> tuple[Fact, ...]:
    """What is told of a purchase, whatever other products stand beside it, and nothing of the account."""
    facts = purchase.said.facts(turn.now)
    own = {fact.field for fact in facts}
    facts = (*facts, *(fact for fact in purchase.shared if own.isdisjoint(("paid_at", "provisioned_at"))))
    cost = price(purchase.said.reading)
    if cost is not None and "paid_amount" not in {fact.field for fact in facts}:
        facts = (*facts, cost)
    one = purchase.of_a_kind and not purchase.counts
    left_out = OF_THE_ACCOUNT | {"quantity"} if one else OF_THE_ACCOUNT
    facts = tuple(
        fact
        for fact in facts
        if fact.field not in left_out and not (fact.field == "paid_amount" and fact.start < purchase.of_all)
    )
    said = next(
        (
            each
            for each in (purchase.said, turn.utterance)
            if purchase.product in ids_of(each.mentions("product"))
        ),
        None,
    )
    if said is None:  # it was named before
        return facts
    named = next(name for name in said.mentions("product") if name.id == purchase.product)
    product = said.reading.fact("product", named.id, named.start, named.end)
    others = (fact for fact in facts if fact.field != "product")
    return (product, *(f for f in others if f.field != "quantity" or counts_things(f.text)))
