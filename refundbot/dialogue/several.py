"""Several purchases in one message, kept apart and looked at one after the other, each by its own facts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from refundbot import replies
from refundbot.dialogue import check as checks
from refundbot.dialogue.check import take
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.turn import Answered, Services, Turn
from refundbot.replies import Reply
from refundbot.understanding.facts import Fact
from refundbot.understanding.stance import hangs_on_it
from refundbot.understanding.utterance import Utterance, utterance

OF_ITS_OWN = frozenset({"paid_at", "provisioned_at", "expires_at", "paid_amount", "term_months", "state"})
"""Facts of which one at least is told of each purchase that is told apart."""


@dataclass(frozen=True)
class Purchase:
    """What a message tells of one of several purchases."""

    product: str
    said: Utterance


def purchases(turn: Turn) -> tuple[Purchase, ...]:
    """The purchases to be given back that a message tells apart; none where it tells of one only.

    Each clause is of the product that was named last; what comes before all products is said of each.
    """
    said = turn.utterance
    if len({mention.id for mention in said.mentions("product")}) < 2:
        return ()
    texts: dict[str, str] = {}
    common, product = "", None
    for clause, products in said.clauses("product"):
        named = [name for name in products if not hangs_on_it(clause)]
        product = named[0] if len(set(named)) == 1 else product
        if product is None:
            common += clause
        else:
            texts[product] = texts.get(product, "") + clause
    told = [Purchase(name, utterance(common + text)) for name, text in texts.items()]
    own = [each for each in told if _is_of_its_own(utterance(texts[each.product]), turn)]
    wanted = tuple(each for each in told if not each.said.marks.stays)
    if len(own) < len(told) or len(told) < 2 or not _several(said, told):
        return ()
    return wanted


def _several(said: Utterance, told: list[Purchase]) -> bool:
    """Whether a message is about several purchases, rather than about one and what belongs to it."""
    apart = said.marks.names_another or said.marks.several_of_theirs or said.marks.counts_purchases
    return apart or sum(each.said.marks.wishes or each.said.marks.stays for each in told) > 1


def _is_of_its_own(said: Utterance, turn: Turn) -> bool:
    return not OF_ITS_OWN.isdisjoint({fact.field for fact in said.facts(turn.now)})


def facts_of(purchase: Purchase, turn: Turn) -> tuple[Fact, ...]:
    """What is told of a purchase, whatever other products stand beside it."""
    facts = purchase.said.facts(turn.now)
    return tuple(replace(f, value=purchase.product) if f.field == "product" else f for f in facts)


def later(told: tuple[Purchase, ...], turn: Turn, number: int) -> tuple[Check, ...]:
    """The checks of the purchases behind the first one, to be taken up in their turn."""
    return tuple(
        take(Check(facts={"product": each.product}), facts_of(each, turn), turn.now, number)
        for each in told[1:]
    )


def take_up_next(reply: Reply, memory: Memory, turn: Turn, services: Services) -> Answered:
    """The reply, and after a verdict what can be said of the next purchase that waits."""
    decided = reply.envelope["kind"] == "verdict" and memory.finished_check is not None
    if not memory.waiting or not decided:
        return reply, memory
    check, *others = memory.waiting
    product = str(check.facts.get("product", ""))
    note = replies.note("next_purchase", product=replies.product_name(product))
    following, check = checks.proceed(check, turn, services, (note,))
    memory = replace(memory, check=check, waiting=tuple(others))
    return take_up_next(replies.then(reply, following, main=reply), memory, turn, services)
