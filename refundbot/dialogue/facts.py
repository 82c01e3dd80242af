"""From what the customer or an order says to the facts of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from decimal import Decimal

from refundbot.dialogue.state import Check
from refundbot.eligibility import Case, CaseError, case_from_mapping
from refundbot.understanding.facts import Fact, Span

CASE_FIELDS = frozenset(f.name for f in fields(Case)) - {"requested_at", "payment", "not_known"}
PAYMENT_PARTS = {
    "voucher_amount": "voucher",
    "cash_coupon_amount": "cash_coupon",
    "stored_card_amount": "stored_card",
}
COUPONS_END = {f"{part}_expires_at": part for part in PAYMENT_PARTS.values()}
"""When the coupons of each kind end; `coupon_expires_at` is the end of the only one there is."""
OF_THE_PAYMENT = {*PAYMENT_PARTS, *COUPONS_END, "coupon_expires_at", "cash_amount", "discount_coupon"}


def plain(value: object) -> object:
    """A fact's value as JSON: intervals and instants as ISO 8601, amounts as decimal strings."""
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, Span):
        return {"earliest": value.earliest.isoformat(), "latest": value.latest.isoformat()}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def count_quota(facts: Iterable[Fact], quota: int) -> tuple[Fact, ...]:
    """The facts, with what is left of the yearly quota where what was used of it is told.

    More than there is of it cannot be left, and is not taken.
    """
    facts = tuple(f for f in facts if f.field != "quota_left" or not _above(f.value, quota))
    used = next((f for f in facts if f.field == "quota_used"), None)
    if used is None or not isinstance(used.value, int):
        return facts
    left = replace(used, field="quota_left", value=max(0, quota - used.value))
    return (*(f for f in facts if f.field not in ("quota_left", "quota_used")), left)


def _above(value: object, quota: int) -> bool:
    return isinstance(value, int) and value > quota > 0


def usable(facts: Iterable[Fact], now: datetime) -> tuple[Fact, ...]:
    """The facts without a problem that the engine has a field for and takes at `now`."""
    return tuple(fact for fact in facts if not fact.problem and _takes(fact, now))


def _takes(fact: Fact, now: datetime) -> bool:
    if fact.field in OF_THE_PAYMENT:
        return True
    if fact.field not in CASE_FIELDS:
        return False
    try:
        case_from_mapping(merge({}, (fact,)), now)
    except CaseError:
        return False
    return True


def merge(known: Mapping[str, object], facts: Iterable[Fact]) -> dict[str, object]:
    """Adds usable facts to a case mapping; a later fact overwrites an earlier one of the same field."""
    merged = dict(known)
    facts = tuple(facts)
    payment = dict(merged.get("payment") or {})  # type: ignore[call-overload]
    for fact in facts:
        if fact.field in PAYMENT_PARTS:
            part = PAYMENT_PARTS[fact.field]
            payment[part] = {**payment.get(part, {}), "amount": plain(fact.value)}
        elif fact.field == "cash_amount":
            payment["cash"] = plain(fact.value)
        elif fact.field == "discount_coupon":
            payment["discount_coupon"] = fact.value
        elif fact.field not in OF_THE_PAYMENT:
            merged[fact.field] = plain(fact.value)
    for fact in facts:
        there = [part for part in PAYMENT_PARTS.values() if part in payment]
        only = there[0] if len(there) == 1 else None
        ending = COUPONS_END.get(fact.field) or (only if fact.field == "coupon_expires_at" else None)
        if ending in there:
            payment[ending] = {**payment[ending], "expires_at": plain(fact.value)}
    return {**merged, "payment": payment} if payment else merged


def case_of(check: Check, now: datetime) -> Case:
    """The case of a check as it stands, requested at `now`."""
    return case_from_mapping({**check.facts, "not_known": list(check.not_known)}, now)
