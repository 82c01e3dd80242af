"""Criteria on what may stand against a refund: product, origin, freeze, open business, invoice, seller.

Each is a statement that passes when nothing stands against the customer. An unknown fact gives unknown;
what may be presumed is presumed by the judge (`evaluation.py`), not here.
"""

from __future__ import annotations

from refundbot.eligibility.case import BillingMode, Case, Freeze, ResourceState, Seller
from refundbot.eligibility.decision import CriterionResult
from refundbot.eligibility.products import (
    BILLED_BY,
    GENERAL,
    GIVEN,
    billing,
    falls_under,
    treatment,
    treatment_id,
)
from refundbot.eligibility.truth import all_of, any_of, result
from refundbot.policy import Policy

FAILED_STATES = frozenset({ResourceState.CREATION_FAILED, ResourceState.CHANGE_FAILED})
OWN_RULE = frozenset({"ssl_certificate", "support_plan"})
"""Special rules that the engine knows; products under another special one go to a person."""


def not_unsubscribed(case: Case, policy: Policy) -> CriterionResult:
    """It was not given back already (S16). Someone who does not say so is presumed not to have done it."""
    gone = case.state is ResourceState.UNSUBSCRIBED
    return result("not_unsubscribed", not gone, ("state",), assumed=() if case.state else ("state",))


def created(case: Case, policy: Policy) -> CriterionResult:
    """Its creation or change did not fail; a failed one is refunded by the system (S8). Presumed likewise."""
    failed = case.state in FAILED_STATES
    return result("created", not failed, ("state",), assumed=() if case.state else ("state",))


def not_closed(case: Case, policy: Policy) -> CriterionResult:
    """The cloud has not taken it down; what became of its money, only a person can see (S26). Presumed."""
    closed = case.state is ResourceState.CLOSED
    parameters = ("rejections.CBC_30000067.meaning",) if closed else ()
    return result("not_closed", not closed, ("state",), parameters, () if case.state else ("state",))


def product_refundable(case: Case, policy: Policy) -> CriterionResult:
    """The product is not among those that are never refundable (S17, S19, S26, S32).

    Of a product that is not listed nobody can be sure: the list of the pages is only known in part.
    """
    kind = treatment(case, policy)
    said = None if kind is None else kind != "never"
    unlisted = ("non_refundable.list_incomplete",) if falls_under(case, GENERAL) else ()
    return result("product_refundable", said, ("product",), (*treatment_id(case), *unlisted))


def self_service(case: Case, policy: Policy) -> CriterionResult:
    """The product is not one of those that only a person can decide about, such as Meeting (S39)."""
    kind = treatment(case, policy)
    said = None if kind is None else kind != "special" or any(falls_under(case, rule) for rule in OWN_RULE)
    return result("self_service", said, ("product",), treatment_id(case))


def prepaid(case: Case, policy: Policy) -> CriterionResult:
    """It was paid in advance; pay-per-use leaves nothing to give back (S5)."""
    mode = billing(case)
    said = None if mode is None else mode is not BillingMode.PAY_PER_USE
    return result("prepaid", said, BILLED_BY, ("scenarios.pay_per_use.refund",))


def charged_by_term(case: Case, policy: Policy) -> CriterionResult:
    """It is not charged once for all, which is not refundable (S16)."""
    mode = billing(case)
    said = None if mode is None else mode is not BillingMode.ONE_OFF
    parameters = ("non_refundable.situations.one_off.reason",)
    return result("charged_by_term", said, BILLED_BY, parameters)


def paid_for(case: Case, policy: Policy) -> CriterionResult:
    """It is no free service, trial or gift (S16)."""
    said = None if case.origin is None else case.origin not in GIVEN
    parameters = tuple(
        f"non_refundable.situations.{origin.value}.reason" for origin in GIVEN if origin is case.origin
    )
    return result("paid_for", said, ("origin",), parameters)


def not_frozen(case: Case, policy: Policy) -> CriterionResult:
    """No freeze that is known to forbid unsubscribing, such as one by the police (S16, S7)."""
    if case.freeze is None or case.freeze is Freeze.NONE:
        return result("not_frozen", None if case.freeze is None else True, ("freeze",))
    id = f"freeze.{case.freeze.value}.unsubscribe"
    value = policy.get(id).value
    return result("not_frozen", value if isinstance(value, bool) else None, ("freeze",), (id,))


def freeze_settled(case: Case, policy: Policy) -> CriterionResult:
    """The documents say what a freeze, if any, means.

    For arrears and violations they do not, nor can they for a freeze without a known cause (S26, S44).
    """
    if case.freeze is None or case.freeze is Freeze.NONE:
        return result("freeze_settled", None if case.freeze is None else True, ("freeze",))
    id = f"freeze.{case.freeze.value}.unsubscribe"
    return result("freeze_settled", policy.get(id).known, ("freeze",), (id,))


def no_pending_transaction(case: Case, policy: Policy) -> CriterionResult:
    """No other transaction is under way, an unpaid order included (S16, S26)."""
    said = None if case.pending_transaction is None else not case.pending_transaction
    parameters = ("non_refundable.situations.pending_transaction.reason",)
    return result("no_pending_transaction", said, ("pending_transaction",), parameters)


def sold_outside(case: Case, policy: Policy) -> bool | None:
    """Whether a merchant of the marketplace sold it, so that the merchant decides (S45)."""
    kind = treatment(case, policy)
    return any_of(
        (
            None if case.seller is None else case.seller is Seller.MARKETPLACE,
            None if kind is None else kind == "outside",
        )
    )


def invoice_no_obstacle(case: Case, policy: Policy) -> CriterionResult:
    """No invoice of a marketplace or partner order; one of the cloud's own is no bar (S10, S41)."""
    by_others = any_of((case.seller is Seller.PARTNER, sold_outside(case, policy)))
    bars = all_of((case.invoiced, by_others))
    read = "invoice.marketplace_partner" if bars else "invoice.own_order"
    parameters = (read,) if case.invoiced else ()
    said = None if bars is None else not bars
    return result("invoice_no_obstacle", said, ("invoiced", "seller", "product"), parameters)


def sold_by_cloud(case: Case, policy: Policy) -> CriterionResult:
    """It was not sold by a marketplace merchant, who would have to agree (S45)."""
    outside = sold_outside(case, policy)
    said = None if outside is None else not outside
    return result("sold_by_cloud", said, ("seller", "product"), treatment_id(case))


def support_benefits_unused(case: Case, policy: Policy) -> CriterionResult:
    """No benefit of a support plan was used or tried (S17)."""
    plan = None if case.product is None else falls_under(case, "support_plan")
    used = all_of((plan, case.benefits_used))
    parameters = ("non_refundable.situations.support_benefits_used.reason",)
    said = None if used is None else not used
    return result("support_benefits_unused", said, ("product", "benefits_used"), parameters)


def page_allows(case: Case, policy: Policy) -> CriterionResult:
    """The unsubscription page was not seen to refuse it; it does so for a reason that its tab tells (S16)."""
    said = None if case.page_refuses is None else not case.page_refuses
    return result("page_allows", said, ("page_refuses",), ("non_refundable.situations.page_refuses.reason",))


def no_special_activity(case: Case, policy: Policy) -> CriterionResult:
    """It was not bought in a special reward activity (S18, seen on another site only)."""
    said = None if case.special_activity is None else not case.special_activity
    parameters = ("non_refundable.situations.special_activity.reason",)
    return result("no_special_activity", said, ("special_activity",), parameters)
