"""Carry-over: what a message names, and what was named before and is still meant."""

from __future__ import annotations

from collections.abc import Iterable

from refundbot import replies
from refundbot.catalogue import PRODUCTS, TOPICS
from refundbot.dialogue.apart import TELLS_APART
from refundbot.dialogue.facts import CASE_FIELDS, usable
from refundbot.dialogue.in_passing import named_in_passing
from refundbot.dialogue.state import REMEMBERED, Check, Memory
from refundbot.dialogue.turn import Turn
from refundbot.eligibility.products import GENERAL
from refundbot.replies import Facets
from refundbot.understanding.ellipsis import FACETS
from refundbot.understanding.facts import Fact
from refundbot.understanding.facts.belongings import belongs
from refundbot.understanding.facts.names import is_any_package
from refundbot.understanding.facts.short_names import is_short_for, tells_which
from refundbot.understanding.utterance import Utterance

JUST_NOW = 2
"""Turns for which a full question on a purchase is still about what was named."""
KINDS = frozenset({"product", "billing_mode"})
"""Facets of which a new one takes the place of both: they say what was bought."""


def talked_of(state: Memory) -> str | None:
    """The product of the purchase talked of, by its id.

    `None` where that is just asked for, or what may belong to it was told of as a purchase too.
    """
    check = state.check
    if check is not None and check.asked == "product":
        return None
    product = state.named_within(JUST_NOW).get("product")
    product = str(check.facts["product"]) if check is not None and "product" in check.facts else product
    others = (str(each.facts.get("product")) for each in (*state.waiting, *state.former))
    return None if product is None or any(belongs(other, product) for other in others) else product


def named(facts: Iterable[Fact], turn: Turn) -> dict[str, str]:
    """The names in a message, by facet."""
    said = {fact.field: fact.value for fact in usable(facts, turn.now)}
    names = {facet: said.get(facet) or turn.entity(entity) for entity, facet in FACETS.items()}
    names["rejection_code"] = turn.entity("rejection_code")
    if denied := turn.utterance.denied("product"):
        meant = [each.id for each in turn.utterance.mentions("product") if each.id not in denied]
        names["product"] = meant[-1] if meant else None
    return {facet: str(name) for facet, name in names.items() if name is not None}


def facets(topic: str, facts: Iterable[Fact], turn: Turn, state: Memory, short: bool) -> Facets:
    """What the answer to a topic is to be about: what the message names, else what was named before.

    `short`: the message leaves out what it is about.
    """
    said = named(facts, turn)
    carried = state.named_within(_memory(topic, turn, state, short))
    if said.keys() & KINDS:
        carried = {facet: name for facet, name in carried.items() if facet not in (*KINDS, "rejection_code")}
    denied = turn.utterance.denied("product")
    about = {**{facet: name for facet, name in carried.items() if name not in denied}, **said}
    return Facets(
        product=about.get("product"),
        billing_mode=about.get("billing_mode"),
        channel=about.get("channel"),
        coupon_kind=about.get("coupon_kind"),
        rejection_code=about.get("rejection_code"),
        neighbour=_neighbour(turn) if topic == "out_of_scope" else None,
    )


def _neighbour(turn: Turn) -> str | None:
    """What lies next to refunds that a message is about: told by its words, else by a product's name."""
    told = replies.neighbour(turn.utterance.normalised)
    return told or (replies.SERVICE if turn.utterance.mentions("product") else None)


def _memory(topic: str, turn: Turn, state: Memory, short: bool) -> int:
    """For how many turns back a name is still meant."""
    running = state.check is not None and state.check.running
    if short or running or turn.utterance.marks.points_back:
        return REMEMBERED
    return JUST_NOW if TOPICS[topic].of_a_purchase else 0


def of_check(check: Check) -> dict[str, str]:
    """What a check is about, by facet."""
    told = {facet: str(check.facts[facet]) for facet in FACETS.values() if check.facts.get(facet)}
    # What a partner sold is invoiced and paid back by way of the partner, however the partner was paid.
    return {**told, "channel": "partner"} if check.facts.get("seller") == "partner" else told


def meant_before(state: Memory) -> dict[str, object]:
    """The facts of a case that a pronoun stands for."""
    return {facet: name for facet, name in state.named_within(REMEMBERED).items() if facet in CASE_FIELDS}


def of_the_same(check: Check, facts: tuple[Fact, ...], turn: Turn) -> bool:
    """Whether a message names nothing that a case is not about."""
    told = {fact.field: fact.value for fact in facts}
    if "order_number" in told or "rejection_code" in told:
        return False
    kind = named(facts, turn).get("product", check.facts.get("product"))
    if kind in {name.id for name in named_in_passing(turn, check, facts)}:
        kind = check.facts.get("product")
    mode = told.get("billing_mode", check.facts.get("billing_mode"))
    return kind == check.facts.get("product") and mode in (check.facts.get("billing_mode"), None)


def names_more_exactly(facts: Iterable[Fact], turn: Turn, check: Check) -> bool:
    """Whether what was named shortly is told more exactly: of a 流量包 是CDN的那个, of a 服务器 Flexus的."""
    told, marks = check.said.get("product"), turn.utterance.marks
    named = [PRODUCTS[str(fact.value)] for fact in facts if fact.field == "product"]
    if told is None or marks.names_another or (marks.takes_up and marks.asks):
        return False
    if is_any_package(told.words.lower()):
        return any(product.sold == "package" for product in named)
    only_named = TELLS_APART.isdisjoint(check.facts) or _tells_which(turn.utterance)
    return only_named and any(is_short_for(told.words.lower(), product) for product in named)


def _tells_which(said: Utterance) -> bool:
    """Whether a clause only tells which kind of thing it is: 是Flexus的."""
    clauses = [(name, said.reading.clause(name.start)) for name in said.mentions("product")]
    return any(
        tells_which(said.normalised[first : name.start], said.normalised[name.end : last])
        for name, (first, last) in clauses
    )


SURE_OF_ANOTHER = 0.85
"""How sure a product has to be that of the purchase talked of, for it to be another purchase."""


def other_order(facts: tuple[Fact, ...], turn: Turn, check: Check) -> bool:
    """Whether the customer turned to another purchase: another product that is no correction."""
    if turn.utterance.marks.corrects or check.asked == "product" or names_more_exactly(facts, turn, check):
        return False
    known = check.facts.get("product")
    return known not in (None, GENERAL) and any(
        f.field == "product" and f.value != known and not f.problem and f.confidence >= SURE_OF_ANOTHER
        for f in facts
    )
