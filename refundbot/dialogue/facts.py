"""From what the customer or an order says to the facts of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from decimal import Decimal

from refundbot.dialogue.implied import with_what_is_implied
from refundbot.dialogue.state import Check
from refundbot.eligibility import Case, CaseError, Decision, case_from_mapping, decide
from refundbot.eligibility.case import BillingMode, Freeze, Moment, PurchaseKind, ResourceState
from refundbot.eligibility.moments import add_months, term_between, term_end
from refundbot.eligibility.windows import quota_needed
from refundbot.policy import Policy
from refundbot.understanding.facts import Fact, Span

PAYMENT_PARTS = {
    "voucher_amount": "voucher",
    "cash_coupon_amount": "cash_coupon",
    "stored_card_amount": "stored_card",
}
COUPONS_END = {f"{part}_expires_at": part for part in PAYMENT_PARTS.values()}
"""When the coupons of each kind end; `coupon_expires_at` is the end of the only one there is."""
UNIT_PRICE = "unit_price"
"""What one of several cost: of them all it makes the sum."""
BOUGHT = "bought"
"""How many an order was of, of which only some go back."""
_NO_FACTS = {"requested_at", "payment", "not_known", "implied"}
"""Fields of a case that hold no fact of their own, or several."""
CASE_FIELDS = frozenset(f.name for f in fields(Case)) - {*_NO_FACTS, UNIT_PRICE}
MEANT_FOR = "requested_at"
"""The day on which the refund is to be asked for, where that is told."""
OF_THE_PAYMENT = {UNIT_PRICE, BOUGHT, *PAYMENT_PARTS, *COUPONS_END} | {
    *("coupon_amount", "coupon_expires_at", "cash_amount", "discount_coupon")
}


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


def plainly(facts: Iterable[Fact]) -> dict[str, object]:
    """What facts tell, as `Check.facts` has it."""
    return {fact.field: plain(fact.value) for fact in facts if not fact.problem}


def count_quota(facts: Iterable[Fact], quota: int) -> tuple[Fact, ...]:
    """The facts, with what is left of the yearly quota where only what was used of it is told.

    More than there is of it cannot be left, and is not taken.
    """
    facts = tuple(f for f in facts if f.field != "quota_left" or not _above(f.value, quota))
    if any(f.field == "quota_left" and not f.approximate for f in facts):
        return tuple(f for f in facts if f.field != "quota_used")
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
    if fact.field in OF_THE_PAYMENT or fact.field == MEANT_FOR:
        return True
    if fact.field not in CASE_FIELDS:
        return False
    try:
        case_from_mapping(merge({}, (fact,)), now)
    except CaseError:
        return False
    return True


def merge(known: Mapping[str, object], facts: Iterable[Fact]) -> dict[str, object]:
    """Adds usable facts to a case mapping; a later fact overwrites an earlier one of the same field.

    What is told of a coupon without its kind is told of the only one there is; a voucher that paid all leaves
    nothing to be paid (S2).
    """
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
        elif fact.field not in (*OF_THE_PAYMENT, MEANT_FOR):
            merged[fact.field] = plain(fact.value)
    for fact in facts:
        there = [part for part in PAYMENT_PARTS.values() if part in payment]
        only = there[0] if len(there) == 1 else None
        if fact.field == "coupon_amount" and only is not None:
            payment[only] = {**payment[only], "amount": plain(fact.value)}
            merged["paid_amount"] = "0" if only == "voucher" else plain(fact.value)
        ending = COUPONS_END.get(fact.field) or (only if fact.field == "coupon_expires_at" else None)
        if ending in there:
            payment[ending] = {**payment[ending], "expires_at": plain(fact.value)}
    return {**merged, "payment": payment} if payment else merged


def decision_on(check: Check, now: datetime, policy: Policy) -> Decision:
    """What a policy decides on the case of a check, as `case_of` has it."""
    return decide(case_of(check, now), policy)


def case_of(check: Check, now: datetime) -> Case:
    """The case of a check, requested `now` or on the day meant, with what follows from what was told."""
    case = _with_its_term(case_from_mapping({**check.facts, "not_known": list(check.not_known)}, now))
    if check.price_of_one is not None and case.paid_amount == Decimal(check.price_of_one) * (
        case.quantity or 1
    ):
        case = replace(case, unit_price=Decimal(check.price_of_one))
    if _may_not_suffice(case, check):
        case = replace(case, quota_left=None)
    if case.page_refuses and _is_explained(case):
        case = replace(case, page_refuses=None)
    if check.meant_for is not None:
        case = _then(case, check.meant_for, now)
    if _runs(case):
        case = replace(case, state=ResourceState.IN_EFFECT)
    return with_what_is_implied(case, check.implied)


def quota_told(check: Check) -> int | None:
    """What is left of the quota, where it was told how much that is."""
    left, told = check.facts.get("quota_left"), check.said.get("quota_left")
    return left if isinstance(left, int) and not (told and told.approximate) else None


def _is_explained(case: Case) -> bool:
    """Whether what makes a page refuse is known, so that it tells no more than that."""
    frozen = case.freeze not in (None, Freeze.NONE)
    return bool(case.pending_transaction or frozen or case.bandwidth_addon_present)


def _may_not_suffice(case: Case, check: Check) -> bool:
    """Whether some of the quota is said to be left, but not how much, and more than one goes back."""
    left, told = case.quota_left, check.said.get("quota_left")
    return bool(left and told and told.approximate and left < (quota_needed(case) or 1))


def _then(case: Case, meant_for: Mapping[str, object], now: datetime) -> Case:
    """The case as it will stand then: what begins or ends until that time is told by its dates alone."""
    at = max(datetime.fromisoformat(str(meant_for["at"])), now)
    quota = meant_for.get("quota_left", case.quota_left)
    case = replace(case, requested_at=at, quota_left=quota if isinstance(quota, int) else None)
    if case.state is ResourceState.NOT_IN_EFFECT:
        return replace(case, state=None, not_known=case.not_known | {"state"})
    ends = case.expires_at or end_by_term(case)
    if case.state not in (None, ResourceState.IN_EFFECT) or ends is None or ends.earliest > at:
        return case
    open_ = case.not_known if ends.latest <= at else case.not_known | {"state"}
    return replace(case, state=None, expires_at=ends, not_known=open_)


def end_by_term(case: Case) -> Moment | None:
    """When a purchase runs out that is not renewed: the last second of the day that its term ends on (S2)."""
    begun = _begun(case)
    if begun is None or case.term_months is None:
        return None
    kind, months = case.purchase_kind, case.term_months
    return Moment(term_end(begun.earliest, months, kind), term_end(begun.latest, months, kind))


def _begun(case: Case) -> Moment | None:
    """When a period began: a renewal's is told by itself alone."""
    if case.effective_at is not None or case.purchase_kind is PurchaseKind.RENEWAL:
        return case.effective_at
    return case.provisioned_at or case.paid_at


def _with_its_term(case: Case) -> Case:
    """The case with the term that follows from start and end, where nobody told it.

    Only a subscription that is not renewed ends with its own term.
    """
    begun, ends = _begun(case), case.expires_at
    renewed = case.purchase_kind is PurchaseKind.RENEWAL
    if case.billing_mode is not BillingMode.SUBSCRIPTION or renewed or case.term_months is not None:
        return case
    if begun is None or ends is None:
        return case
    terms = {term_between(begun.earliest, ends.earliest), term_between(begun.latest, ends.latest)}
    return replace(case, term_months=terms.pop()) if len(terms) == 1 else case


def _runs(case: Case) -> bool:
    """Whether it is in effect by its dates: it was opened, and has not ended; a package is that is used.

    A renewal is of what was opened before and runs from its own beginning; a package may begin later than it
    is there.
    """
    opened, now = case.provisioned_at, case.requested_at
    package = case.billing_mode is BillingMode.PACKAGE or (case.product and case.product.sold == "package")
    later = package or case.purchase_kind is PurchaseKind.RENEWAL or case.effective_at is not None
    if case.state is not None:
        return False
    if package and case.used:
        return True
    if case.effective_at is not None and not package:
        opened = case.effective_at
    elif later:
        return False
    if opened is None or opened.latest >= now:
        return False
    if case.expires_at is not None:
        return case.expires_at.earliest > now
    return case.term_months is not None and add_months(opened.earliest, case.term_months) > now
