"""The topic of a message in the light of the last one: 多久, 为什么, 那支付宝呢, 续费的呢.

A full question keeps its own topic. What is short for one is read off a table (`follow_ups.yml`): an aspect
is asked of the last topic, a name or a circumstance takes the place of the one that was talked of.
"""

from __future__ import annotations

from collections.abc import Mapping

from refundbot import replies
from refundbot.dialogue.ellipsis import Ellipsis, answered_by

_BY_PRODUCT = {
    **dict.fromkeys(
        (
            "shared_traffic_package",
            "cdn_traffic_package",
            "obs_package",
            "media_package",
            "resource_package",
            "backup_package",
            "dws_package",
        ),
        "policy.traffic_package",
    ),
    **dict.fromkeys(
        (
            "domain",
            "domain_bundle",
            "welink",
            "meeting",
            "public_ip_pool",
            "devcloud",
            "savings_plan",
            "support_plan",
            "marketplace_item",
            "ssl_certificate",
        ),
        "policy.non_refundable",
    ),
}
_BY_BILLING = {
    "pay_per_use": "policy.pay_per_use",
    "package": "policy.traffic_package",
    "subscription": "policy.subscription",
}
_KINDS = frozenset(
    {
        "policy.overview",
        "policy.subscription",
        "policy.pay_per_use",
        "policy.traffic_package",
        "policy.non_refundable",
        "policy.used",
    }
)
"""Topics on what one kind of purchase is refunded: another kind has another topic."""


def in_context(topic: str | None, said: Ellipsis, last: str, carried: Mapping[str, str]) -> str | None:
    """The topic of a short message after `last`; `topic` is what the message says taken alone.

    `carried`: what was named lately, by facet.
    """
    sure = topic is not None and topic.startswith(("policy.", "eligibility."))
    circumstance = said.circumstance and answered_by(said.circumstance, last)
    if said.aspect == "can":
        return topic if sure else circumstance or _kind(said.named or carried) or topic
    if said.aspect is not None:
        return circumstance or answered_by(said.aspect, last) or topic
    return circumstance or _about(said.named or {}, last)


def _about(named: Mapping[str, str], last: str) -> str:
    """The topic when a name takes the place of another: the last one where it depends on that name."""
    if "coupon_kind" in named:
        return "policy.coupon"
    if "channel" in named:
        return last if replies.depends_on(last, "channel") else "payout.time"
    own = _kind(named) or last
    depends = any(replies.depends_on(last, facet) for facet in ("product", "product_rule", "billing_mode"))
    return last if depends and last not in _KINDS else own


def _kind(named: Mapping[str, str]) -> str | None:
    """The topic on what a kind of purchase is refunded."""
    if "product" in named:
        return _BY_PRODUCT.get(named["product"], "policy.subscription")
    return _BY_BILLING.get(named.get("billing_mode", ""))
