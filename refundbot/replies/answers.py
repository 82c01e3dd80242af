"""Answers to topics: the wording for what the customer named, rendered on the policy of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from refundbot.catalogue import CHANNELS, PRODUCTS, TOPICS
from refundbot.eligibility.case import BillingMode
from refundbot.eligibility.products import GENERAL
from refundbot.policy import Policy
from refundbot.replies.draft import Draft
from refundbot.replies.figures import Figure
from refundbot.replies.model import Facets, Reply
from refundbot.replies.neighbours import NEIGHBOURS, SERVICE
from refundbot.replies.topics import ENTRIES, QUESTION_ENTRIES

UNLISTED = "unlisted"
"""Stands for an error code that the policy does not know."""

_ENUMS: dict[str, frozenset[str]] = {
    "product": frozenset(PRODUCTS) - {GENERAL},
    "billing_mode": frozenset(mode.value for mode in BillingMode),
    "channel": frozenset(CHANNELS),
    "coupon_kind": frozenset({"voucher", "cash_coupon", "stored_card", "discount_coupon"}),
    "neighbour": frozenset({*NEIGHBOURS, SERVICE}),
}


def answer(
    topic: str, policy: Policy, facets: Facets, confidence: float, question: str | None = None
) -> Reply:
    """The answer to a topic, or to a question of it, about what the customer named.

    A question on which nothing is written gets the answer to its topic.

    `KeyError` for what is no topic, and for the eligibility check, which only the engine can answer.
    """
    kind = TOPICS[topic].kind
    entry = QUESTION_ENTRIES.get(question or "")
    question = question if entry else None
    entry = entry or ENTRIES[topic]
    if kind == "check" or kind == "said":
        raise KeyError(topic)
    named = named_in(policy, facets)
    variant = next(variant for variant in entry.variants if variant.suits(named))
    draft = draft_about(policy, named, facets)
    for bubble in variant.bubbles:
        draft.next_bubble()
        for line in bubble:
            draft.say(line, variant.unknown)
    draft.rest_on(variant.rests_on)
    return draft.reply(
        kind,
        topic,
        confidence,
        question=question,
        conflict=variant.conflict,
        follow_ups=tuple(id for id in entry.follow_ups if id != question),
    )


def depends_on(topic: str, facet: str) -> bool:
    """Whether what is said on a topic depends on a facet (`product_rule`: on the rule of the product)."""
    return any(facet in variant.when for variant in ENTRIES[topic].variants)


def draft_about(policy: Policy, named: Mapping[str, str], facets: Facets) -> Draft:
    """A draft that calls a product by its own name where it falls under the rule of another."""
    draft = Draft(policy, named)
    product = PRODUCTS.get(facets.product or "")
    if product is not None and not product.own_rule:
        draft.know(Figure(f"products.{product.rule}.title", product.name, "text", None))
    return draft


def named_in(policy: Policy, facets: Facets) -> dict[str, str]:
    """The facets that were named and are known to us, with what follows from them for choosing a wording."""
    named = {
        facet: value for facet, value in asdict(facets).items() if facet in _ENUMS and value in _ENUMS[facet]
    }
    if "product" in named:
        product = PRODUCTS[named["product"]]
        treatment = str(policy.get(f"products.{product.rule}.refundable").value)
        named["product"] = product.rule
        named["product_rule"] = treatment if product.rule != GENERAL else GENERAL
    if facets.rejection_code:
        key = facets.rejection_code.upper().replace(".", "_").replace("-", "_")
        named["rejection"] = key if f"rejections.{key}.code" in policy.ids("rejections.") else UNLISTED
    return named
