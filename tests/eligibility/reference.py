"""The rules once more, in a straight line: a second reading of the documents to hold the engine against.

For cases of which every fact is known, asked under the rules of 2026. Source ids are given where a rule
comes from; figures stand here as the pages print them; of the engine only the types are used. Where the
documents give no order among several obstacles, the order is the engine's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from refundbot.catalogue import PRODUCTS
from refundbot.eligibility.case import (
    BillingMode,
    Case,
    Coupon,
    Freeze,
    Origin,
    PurchaseKind,
    ResourceState,
    Seller,
)
from refundbot.eligibility.decision import Outcome

FULL, PARTIAL, REFUSED = Outcome.FULL_REFUND, Outcome.PARTIAL_REFUND, Outcome.NOT_REFUNDABLE
NOTHING, PERSON = Outcome.NOTHING_TO_REFUND, Outcome.MANUAL_REVIEW
CHINA = ZoneInfo("Asia/Shanghai")
NEVER = {  # S17, S26, S32, S19, S5
    *(PRODUCTS["domain"], PRODUCTS["domain_bundle"], PRODUCTS["welink"], PRODUCTS["public_ip_pool"]),
    *(PRODUCTS["devcloud"], PRODUCTS["savings_plan"]),
}
AT_ONCE = {
    PRODUCTS["shared_traffic_package"],
    PRODUCTS["cdn_traffic_package"],
}  # in effect when bought: S19, S22
PACKAGES = {PRODUCTS["obs_package"], PRODUCTS["media_package"], PRODUCTS["resource_package"]}  # S10, S23
EXCEPTED = {PRODUCTS["backup_package"], PRODUCTS["dws_package"]}  # S16
FIVE_YEARS = (Decimal("0.30"), Decimal("0.40"), Decimal("0.30"), Decimal("0.15"), None)  # S4
Amounts = dict[str, Decimal | None]


@dataclass(frozen=True)
class Expected:
    """What the documents say of a case: amounts in yuan by name, `None` where they say nothing."""

    outcome: Outcome
    amounts: Amounts
    review: bool | None = None
    """Whether the amount needs a review; `None` where it is not known or the documents disagree."""


def expected(case: Case) -> Expected:
    """The verdict, the account and the review of a case of which all is known."""
    outcome, scenario = verdict(case)
    if outcome not in (FULL, PARTIAL):
        return Expected(outcome, {})
    amounts = account(case, scenario)
    refund = amounts["refund"]
    settled = refund is not None and refund != 50000  # "not over" against "less than": S11, S13
    return Expected(outcome, amounts, refund > 50000 if settled and refund is not None else None)


def verdict(case: Case) -> tuple[Outcome, str]:
    """The outcome, and the kind of refund where there is one: system, certificate, early, later, used."""
    product, state, now = case.product, case.state, case.requested_at
    package = product in PACKAGES or (
        product is PRODUCTS["other"] and case.billing_mode is BillingMode.PACKAGE
    )
    waiting = state is ResourceState.NOT_IN_EFFECT and product not in AT_ONCE
    renewal = case.purchase_kind is PurchaseKind.RENEWAL
    if state is ResourceState.UNSUBSCRIBED:
        return NOTHING, ""
    if state in (ResourceState.CREATION_FAILED, ResourceState.CHANGE_FAILED):  # S8
        return FULL, "system"
    begun = not waiting and state is not ResourceState.CLOSED  # what is closed may have been so before
    if product in NEVER or product in AT_ONCE or (package and begun):  # S16, S17, S19
        return REFUSED, ""
    if product in (
        PRODUCTS["meeting"],
        PRODUCTS["reserved_instance"],
    ):  # by telephone: S39; nothing found: K2
        return PERSON, ""
    packaged = package or product in EXCEPTED
    if case.billing_mode is BillingMode.PAY_PER_USE and not packaged:  # S5
        return NOTHING, ""
    if case.origin in (Origin.FREE, Origin.TRIAL, Origin.GIFT):  # S16
        return REFUSED, ""
    if case.billing_mode is BillingMode.ONE_OFF and not packaged:  # S16
        return REFUSED, ""
    if state is ResourceState.EXPIRED and product is not PRODUCTS["ssl_certificate"]:  # S16
        return REFUSED, ""
    if state is ResourceState.CLOSED:  # S26: what became of it has to be looked up
        return PERSON, ""
    if case.freeze in (Freeze.ARREARS, Freeze.VIOLATION, Freeze.UNSPECIFIED):  # nothing said: S44
        return PERSON, ""
    if case.freeze is Freeze.POLICE or case.pending_transaction:  # S16
        return REFUSED, ""
    outside = case.seller is Seller.MARKETPLACE or product is PRODUCTS["marketplace_item"]
    if case.invoiced and (outside or case.seller is Seller.PARTNER):  # S10
        return REFUSED, ""
    if outside:  # the merchant decides: S45
        return PERSON, ""
    if product is PRODUCTS["support_plan"] and case.benefits_used:  # S17
        return REFUSED, ""
    paid, provisioned = case.paid_at, case.provisioned_at
    if product is PRODUCTS["ssl_certificate"]:  # S31
        assert paid
        in_time = now - paid.earliest < timedelta(days=7)
        if not in_time or not case.certificate_refundable_state:
            return REFUSED, ""
        return (PERSON, "") if case.page_refuses else (FULL, "certificate")
    if renewal and waiting:  # S7
        promoted = case.origin is Origin.PROMOTION or case.special_activity
        altered = case.changed_before_renewal or case.resource_added_after_renewal
        blocked = altered or case.bandwidth_addon_present or promoted
        if blocked or product is PRODUCTS["website_builder"]:
            return REFUSED, ""
        return (PERSON, "") if case.page_refuses else (FULL, "later")
    if waiting and (packaged or product is PRODUCTS["bandwidth_addon"]):  # S10; activities: an old page only
        return (PERSON, "") if case.special_activity or case.page_refuses else (FULL, "later")
    if case.special_activity or case.page_refuses:  # seen on another site only: S18
        return PERSON, ""
    by_time = product is PRODUCTS["bandwidth_addon"]  # S19
    early = case.five_day_supported and case.quota_left and not renewal and not by_time
    needed = 1 if product is PRODUCTS["cloud_desktop"] else case.quantity or 1  # S6: counted by the order
    short = needed > (case.quota_left or 0)
    if early and provisioned:  # S1, S28
        elapsed = now - provisioned.earliest
        if elapsed == timedelta(hours=120) and not short:
            return PERSON, ""
        if elapsed < timedelta(hours=120):
            return (PARTIAL, "partly") if short else (FULL, "early")
    if paid_sum(case) == 0:  # S2: the formula takes nothing below zero, and vouchers are no payment
        return NOTHING, ""
    return PARTIAL, "used"


def means_of(case: Case) -> dict[str, Decimal]:
    """Yuan spent by each means that was used (S5)."""
    payment = case.payment
    means = {k: getattr(payment, k, None) for k in ("cash", "cash_coupon", "stored_card", "voucher")}
    used = {k: v.amount if isinstance(v, Coupon) else v for k, v in means.items()}
    return {k: v for k, v in used.items() if v}


def paid_sum(case: Case) -> Decimal:
    """What was paid, vouchers excluded (S2)."""
    if case.paid_amount is not None:
        return case.paid_amount
    return sum((v for k, v in means_of(case).items() if k != "voucher"), Decimal(0))


def account(case: Case, scenario: str) -> Amounts:
    """Paid, consumed, fee and refund, and what comes back by each means of payment (S2, S5)."""
    used, paid = means_of(case), paid_sum(case)
    if scenario == "partly":  # which of them cost what nobody said
        return {"paid": paid, "consumed": None, "fee": None, "refund": None}
    lines: Amounts = {"paid": paid, "consumed": Decimal(0), "fee": Decimal(0), "refund": paid}
    if scenario == "used":
        lines["consumed"], lines["fee"] = consumed(case, paid), fee(case, paid)
        left = None if lines["fee"] is None else paid - lines["consumed"] - lines["fee"]
        lines["refund"] = None if left is None else max(left, Decimal(0))
    if scenario == "certificate" and used.keys() & {"cash_coupon", "stored_card"}:
        lines["refund"] = None  # coupons do not come back, or do: S31 of 2023 against 2022
    void = Decimal(0)
    alone = len(used.keys() - {"voucher"}) == 1
    for name, amount in used.items():
        coupon = getattr(case.payment, name)
        lapsed = isinstance(coupon, Coupon) and coupon.expires_at and coupon.expires_at <= case.requested_at
        if scenario == "certificate":
            back = amount if name == "cash" else None
        elif lapsed or (scenario == "used" and name == "voucher"):  # S5, S29
            back = Decimal(0)
            void += amount if lapsed and name != "voucher" else 0
        elif scenario == "used":
            back = lines["refund"] if alone else None  # how charges are divided is not published
        else:
            back = amount
        lines[f"refund_{name}"] = back
    if void:
        lines["lapsed"] = void
        left = sum((v for k, v in used.items() if k != "voucher"), Decimal(0)) - void
        divided = scenario == "used" and left > 0  # how charges are divided is not published
        if lines["refund"] is not None:
            lines["refund"] = None if divided else max(lines["refund"] - void, Decimal(0))
    return lines


def consumed(case: Case, paid: Decimal) -> Decimal:
    """Paid by hours used over hours bought, both from full hour to full hour (S2, G4)."""
    assert case.effective_at
    assert case.expires_at
    end = case.expires_at.latest.astimezone(CHINA)
    if (end.hour, end.minute, end.second) == (23, 59, 59):
        end += timedelta(seconds=1)
    start = hour(case.effective_at.earliest)
    total = (hour(end) - start) / timedelta(hours=1)
    gone = (hour(case.requested_at) - start) / timedelta(hours=1)
    return paid * int(gone) / int(total)


def fee(case: Case, paid: Decimal) -> Decimal | None:
    """The handling fee, of which the pages at hand print the rates of five years only (S4)."""
    assert case.effective_at
    if case.fee_waiver_contract:  # S3
        return Decimal(0)
    if case.term_months != 60:
        return None
    start, now = hour(case.effective_at.earliest), hour(case.requested_at)
    over = sum(now > start.replace(year=start.year + years) for years in range(1, 5))
    rate = FIVE_YEARS[over]
    return None if rate is None else paid * rate


def hour(instant: datetime) -> datetime:
    """The full hour before."""
    return instant.astimezone(CHINA).replace(minute=0, second=0, microsecond=0)
