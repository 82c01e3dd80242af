"""The topic of a message in the light of the last one: 多久, 为什么, 那支付宝呢, 续费的呢.

A full question keeps its own topic. What is short for one is read off a table (`follow_ups.yml`): an aspect
is asked of the last topic, a name or a circumstance takes the place of the one that was talked of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from refundbot import replies
from refundbot.catalogue import PRODUCTS, TOPICS
from refundbot.understanding.ellipsis import Ellipsis

_BY_BILLING = {topic.billing_mode: id for id, topic in TOPICS.items() if topic.billing_mode}


def in_context(
    topic: str | None, said: Ellipsis, last: str, question: str | None, carried: Mapping[str, str]
) -> str | None:
    """The topic, or question of one, of a short message after an answer to the topic `last`.

    `topic` is what the message says taken alone, `question` that of `last` which was answered, `carried` what
    was named lately, by facet.
    """
    sure = topic is not None and TOPICS[topic].group in ("policy", "eligibility")
    circumstance = said.circumstance and answered_by(said.circumstance, last, question)
    if topic == "policy.deadline" and said.aspect == "how_long":
        return topic  # 最晚什么时候退, however short, is not about the money's way
    if said.aspect == "can":
        return topic if sure else circumstance or _kind(said.named or carried) or topic
    if said.aspect == "how_long" and "rejection_code" in carried and last == "rejection.reasons":
        return last  # what is told of an error code says how long to wait
    if said.aspect == "what_now" and "coupon_kind" in (said.named or {}):
        return "policy.coupon"
    if said.aspect is not None:
        return circumstance or answered_by(said.aspect, last, question) or topic
    return circumstance or instead(said.named or {}, last)


def instead(named: Mapping[str, str], last: str) -> str:
    """The topic when a name takes the place of another: the last one where it depends on that name."""
    if "coupon_kind" in named:
        return "policy.coupon"
    if "channel" in named:
        return last if replies.depends_on(last, "channel") else "payout.time"
    own = last if TOPICS[last].group in _OF_ANY_PRODUCT else _kind(named) or last
    depends = any(replies.depends_on(last, facet) for facet in ("product", "product_rule", "billing_mode"))
    return last if depends and not TOPICS[last].of_a_kind else own


_OF_ANY_PRODUCT = frozenset({"charge", "change", "account", "support"})
"""Groups of topics that go on, whatever product is named, with what was asked of the one before."""


def _kind(named: Mapping[str, str]) -> str | None:
    """The topic on what a kind of purchase is refunded."""
    if "product" in named:
        return PRODUCTS[named["product"]].topic
    return _BY_BILLING.get(named.get("billing_mode", ""))


@dataclass(frozen=True)
class FollowUp:
    """What answers an aspect or circumstance, and what does after a question, topic or group.

    `same` stands for what was talked of.
    """

    topic: str | None
    after: Mapping[str, str]

    def answered_by(self, last: str, question: str | None = None) -> str | None:
        """The topic or question that answers it after the topic `last`, or after a question of it."""
        if question is not None and question in self.after:
            return question if self.after[question] == "same" else self.after[question]
        chosen = self.after.get(last) or self.after.get(TOPICS[last].group) or self.topic
        return last if chosen == "same" else chosen


def answered_by(name: str, last: str, question: str | None = None) -> str | None:
    """What answers an aspect or a circumstance, as `FollowUp.answered_by` tells. `KeyError` for neither."""
    return follow_ups()[name].answered_by(last, question)


@cache
def follow_ups() -> Mapping[str, FollowUp]:
    """The table, by the names of aspects and circumstances."""
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("follow_ups.yml").read_text("utf-8"))
    return {name: _row(row) for kind in ("aspects", "circumstances") for name, row in data[kind].items()}


def _row(row: Mapping[str, Any]) -> FollowUp:
    after = {last: topic for topic, lasts in row.get("after", {}).items() for last in lasts}
    return FollowUp(row.get("topic"), after)
