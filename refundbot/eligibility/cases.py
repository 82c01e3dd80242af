"""Cases as plain mappings (JSON, YAML, a conversation's memory) and back; decisions as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any

from refundbot.catalogue import CHANNELS, PRODUCTS, Channel, Product
from refundbot.eligibility.case import (
    BillingMode,
    Case,
    Freeze,
    Moment,
    Origin,
    PurchaseKind,
    ResourceState,
    Seller,
)
from refundbot.eligibility.decision import Decision
from refundbot.eligibility.reading import (
    CaseError,
    amount,
    choice,
    count,
    flag,
    instant,
    listed,
    moment,
    payment,
)

LONGEST_TERM = 1200
"""Months; a longer term is a slip of the keyboard."""
MOST_REFUNDS = 10_000
"""Likewise for what is left of a quota, which special agreements may raise, and what goes back at once."""

FIELDS: Mapping[str, Callable[[str, object], Any]] = {
    "product": partial(listed, PRODUCTS),
    "billing_mode": partial(choice, BillingMode),
    "term_months": partial(count, 1, LONGEST_TERM),
    "purchase_kind": partial(choice, PurchaseKind),
    "state": partial(choice, ResourceState),
    "origin": partial(choice, Origin),
    "paid_at": moment,
    "provisioned_at": moment,
    "effective_at": moment,
    "expires_at": moment,
    "used": flag,
    "five_day_supported": flag,
    "quota_left": partial(count, 0, MOST_REFUNDS),
    "quantity": partial(count, 1, MOST_REFUNDS),
    "paid_amount": amount,
    "unit_price": amount,
    "payment": payment,
    "channel": partial(listed, CHANNELS),
    "invoiced": flag,
    "freeze": partial(choice, Freeze),
    "seller": partial(choice, Seller),
    "pending_transaction": flag,
    "special_activity": flag,
    "benefits_used": flag,
    "certificate_refundable_state": flag,
    "changed_before_renewal": flag,
    "resource_added_after_renewal": flag,
    "bandwidth_addon_present": flag,
    "fee_waiver_contract": flag,
    "page_refuses": flag,
}
"""How each field of a case is read; `requested_at` and `not_known` are read apart."""


def case_from_mapping(facts: Mapping[str, object], now: datetime) -> Case:
    """The case that `facts` states, by names of `Case` fields; absent and null facts are not known.

    Products and channels by their ids in the catalogue, enums by their values; instants as ISO 8601 with an
    offset or as "YYYY-MM-DD HH:MM[:SS]", which is Asia/Shanghai; a bare day, or `{earliest, latest}`, is an
    interval; amounts in yuan as strings or Decimals. `requested_at` is `now` unless stated. Raises
    `CaseError`, naming the field and what it takes.
    """
    unknown = sorted(map(str, facts.keys() - FIELDS.keys() - {"requested_at", "not_known"}))
    if unknown:
        raise CaseError(unknown[0], f"there is no such fact; the facts are {', '.join(FIELDS)}")
    stated = facts.get("requested_at")
    requested_at = now if stated is None else instant("requested_at", stated)
    if requested_at.tzinfo is None:
        raise CaseError("requested_at", "a time zone is needed")
    known = {
        name: FIELDS[name](name, value)
        for name, value in facts.items()
        if name in FIELDS and value is not None
    }
    for name in ("paid_at", "provisioned_at"):
        if name in known:
            known[name] = _before(name, known[name], requested_at)
    return Case(requested_at, **known, not_known=_names(facts.get("not_known")))


def case_to_mapping(case: Case) -> dict[str, object]:
    """The mapping that `case_from_mapping` reads back as the same case; unknown facts are left out."""
    plain = _plain(case)
    assert isinstance(plain, dict)
    return {name: value for name, value in plain.items() if value not in (None, [])}


def decision_to_json(decision: Decision) -> dict[str, object]:
    """A decision for the envelope and the log: Decimals as strings, enums as values, dates as ISO 8601."""
    plain = _plain(decision)
    assert isinstance(plain, dict)
    return plain


def _names(value: object) -> frozenset[str]:
    if value is None:
        return frozenset()
    if isinstance(value, (list, tuple, set, frozenset)) and all(
        isinstance(name, str) and name in FIELDS for name in value
    ):
        return frozenset(value)
    raise CaseError("not_known", "a list of names of facts is expected")


def _before(name: str, said: Moment, now: datetime) -> Moment:
    """A moment that cannot lie after the request; an interval such as today ends with it."""
    if said.earliest > now:
        raise CaseError(name, "it lies after the request; it has to be earlier")
    return Moment(said.earliest, min(said.latest, now))


def _plain(value: object) -> object:
    """Plain JSON of a value; an exact moment is one instant, an interval `{earliest, latest}`."""
    if isinstance(value, Moment) and value.exact:
        return value.earliest.isoformat()
    if isinstance(value, (Product, Channel)):
        return value.id
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
