"""The facts of a customer's case, read from what he wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from refundbot.understanding.answers import answer
from refundbot.understanding.cues import cues
from refundbot.understanding.fact import Fact, Span, Value
from refundbot.understanding.money import Money
from refundbot.understanding.names import names
from refundbot.understanding.quota import quota
from refundbot.understanding.reading import Reading, read
from refundbot.understanding.terms import terms
from refundbot.understanding.timeline import Timeline
from refundbot.understanding.usage import usage

_PACKAGES = frozenset(
    {"shared_traffic_package", "cdn_traffic_package", "obs_package", "media_package", "resource_package"}
)
_COMPARED = frozenset({"billing_mode", "state", "purchase_kind", "invoiced", "used", "origin", "term_months"})
_SIDE_BY_SIDE = re.compile("的?(?:和|跟|与|或者?|还是|、|/|比)")
__all__ = ["Fact", "Span", "Value", "extract_facts"]


def extract_facts(text: str, now: datetime, asked: str | None = None) -> tuple[Fact, ...]:
    """The facts in `text`, at most one of a field, in the order of the text.

    `now` is aware and gives relative dates their meaning; results are in Asia/Shanghai. `asked` is the case
    field that the customer was just asked for: it tells how to read a bare answer. Amounts are in yuan,
    volumes in GB. Of contradicting statements the later one counts. Beside the fields of a case there are
    `order_number`, `rejection_code`, `used_gb`, `left_gb`, `total_gb`, `used_ratio`, `left_ratio`,
    `voucher_amount`, `cash_coupon_amount`, `stored_card_amount`, `discount_coupon` and `quota_used` (how
    many refunds this year). Pure; raises for no text.
    """
    reading = read(text)
    facts = _latest(reading, _read(reading, now, asked))
    if asked and asked not in {fact.field for fact in facts} and (bare := answer(reading, asked)):
        facts = [*facts, bare]
    return tuple(sorted(_consequences(facts, asked), key=lambda fact: (fact.start, fact.field)))


def _read(reading: Reading, now: datetime, asked: str | None) -> Iterator[Fact]:
    """Every reader's facts. What is a date or a volume is no sum of money or term."""
    timeline, volumes = Timeline(reading, now, asked), usage(reading, asked)
    dates = list(timeline.facts())
    taken = timeline.claimed | volumes.taken | {i for fact in dates for i in range(fact.start, fact.end)}
    yield from names(reading, asked)
    yield from cues(reading)
    yield from quota(reading, asked == "quota_left")
    yield from dates
    yield from volumes.facts
    yield from terms(reading, taken, asked)
    yield from Money(reading, taken, asked).facts()


def _latest(reading: Reading, facts: Iterable[Fact]) -> list[Fact]:
    """The last fact of each field: who corrects himself does it behind what he corrects.

    Two values side by side (未生效和已生效) are compared, and neither is said of the purchase.
    """
    latest: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.end, fact.start)):
        before = latest.get(fact.field)
        differs = before is not None and before.value != fact.value and fact.field in _COMPARED
        if differs and before and _SIDE_BY_SIDE.fullmatch(reading.whole, before.end, fact.start):
            del latest[fact.field]
        else:
            latest[fact.field] = fact
    return list(latest.values())


def _consequences(facts: list[Fact], asked: str | None) -> Iterator[Fact]:
    """The facts, and what follows: what is used up was used, a package has no subscription."""
    by_field = {fact.field: fact for fact in facts}
    product, mode = by_field.get("product"), by_field.get("billing_mode")
    package = product is not None and product.value in _PACKAGES
    for fact in facts:
        if asked == "quota_left" and product is None and (fact.field == "used" or fact.value == "used_up"):
            continue  # 用完了 is said of the quota
        if fact is mode and package and fact.value == "subscription":
            continue
        if fact is product and package and asked == "billing_mode" and mode is None:
            yield replace(fact, field="billing_mode", value="package")
            continue
        yield fact
    state = by_field.get("state")
    if state and state.value == "used_up" and asked != "quota_left" and "used" not in by_field:
        yield replace(state, field="used", value=True)
