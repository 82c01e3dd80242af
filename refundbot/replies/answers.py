"""Answers to topics: the wording for what the customer named, rendered on the policy of the day."""

from __future__ import annotations

from dataclasses import asdict

from refundbot.eligibility.case import BillingMode, Channel, Product
from refundbot.policy import Policy
from refundbot.replies.draft import Draft
from refundbot.replies.envelope import Kind
from refundbot.replies.model import Facets, Reply
from refundbot.replies.neighbours import NEIGHBOURS
from refundbot.replies.topics import ENTRIES
from refundbot.replies.wording import FOLDER, bubbles, read

UNLISTED = "unlisted"
"""Stands for an error code that the policy does not know."""

_WHY = {topic: bubbles(lines, f"why.yaml: {topic}")[0] for topic, lines in read(FOLDER / "why.yaml").items()}
_KINDS: dict[str, Kind] = {"out_of_scope": "out_of_scope", "support.handoff": "handoff"}
_ENUMS: dict[str, frozenset[str]] = {
    "product": frozenset(product.value for product in Product if product is not Product.OTHER),
    "billing_mode": frozenset(mode.value for mode in BillingMode),
    "channel": frozenset(channel.value for channel in Channel),
    "coupon_kind": frozenset({"voucher", "cash_coupon", "stored_card", "discount_coupon"}),
    "neighbour": frozenset(NEIGHBOURS),
}


def answer(topic: str, policy: Policy, facets: Facets, confidence: float) -> Reply:
    """The answer to a topic, about what the customer named.

    `KeyError` for what is no topic, and for the eligibility check, which only the engine can answer.
    """
    entry = ENTRIES[topic]
    if not entry.variants:
        raise KeyError(topic)
    named = _named(policy, facets)
    variant = next(variant for variant in entry.variants if variant.suits(named))
    draft = Draft(policy, named)
    for bubble in variant.bubbles:
        draft.next_bubble()
        for line in bubble:
            draft.say(line, variant.unknown)
    draft.rest_on(variant.rests_on)
    return draft.reply(
        kind_of(topic), topic, confidence, conflict=variant.conflict, follow_ups=entry.follow_ups
    )


def why(topic: str, policy: Policy, facets: Facets, confidence: float) -> Reply | None:
    """The rule behind the answer to a topic; `None` where the answer itself is all that can be told."""
    lines = _WHY.get(topic)
    if lines is None:
        return None
    draft = Draft(policy, _named(policy, facets))
    for line in lines:
        draft.say(line)
    return draft.reply("answer", topic, confidence, follow_ups=ENTRIES[topic].follow_ups)


def depends_on(topic: str, facet: str) -> bool:
    """Whether what is said on a topic depends on a facet (`product_rule`: on the rule of the product)."""
    return any(facet in variant.when for variant in ENTRIES[topic].variants)


def kind_of(topic: str) -> Kind:
    """The envelope's kind for the answer to a topic."""
    return "smalltalk" if topic.startswith("smalltalk.") else _KINDS.get(topic, "answer")


def _named(policy: Policy, facets: Facets) -> dict[str, str]:
    """The facets that were named and are known to us, with what follows from them for choosing a wording."""
    named = {
        facet: value for facet, value in asdict(facets).items() if facet in _ENUMS and value in _ENUMS[facet]
    }
    if "product" in named:
        named["product_rule"] = str(policy.get(f"products.{named['product']}.refundable").value)
    if facets.rejection_code:
        key = facets.rejection_code.upper().replace(".", "_").replace("-", "_")
        named["rejection"] = key if f"rejections.{key}.code" in policy.ids("rejections.") else UNLISTED
    return named
