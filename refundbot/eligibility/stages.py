"""Criteria on the life of a purchase: what is in effect, what has ended, first purchase or renewal."""

from __future__ import annotations

from refundbot.eligibility.case import Case, Origin, PurchaseKind, ResourceState
from refundbot.eligibility.decision import CriterionResult
from refundbot.eligibility.moments import add_months, passed_by
from refundbot.eligibility.products import (
    barred_once_effective,
    effective_on_purchase,
    falls_under,
    may_start_later,
    treatment_id,
)
from refundbot.eligibility.truth import all_of, any_of, result
from refundbot.policy import Policy

SHORTEST_TERM = 1
"""Months. Nothing is sold in advance for less than one billing month."""


def _not_started(case: Case, policy: Policy) -> bool | None:
    """Whether the paid period has not begun. Its date decides where it is known, else the stated state."""
    if effective_on_purchase(case, policy):
        return False
    begun = passed_by(case.effective_at, case.requested_at)
    if begun is not None:
        return not begun
    if case.state in (None, ResourceState.CLOSED):
        return None
    return case.state is ResourceState.NOT_IN_EFFECT


def not_yet_in_effect(case: Case, policy: Policy) -> CriterionResult:
    """The period paid for has not begun (S10 for packages, S7 for renewals)."""
    facts = ("state", "effective_at", "product")
    return result("not_yet_in_effect", _not_started(case, policy), facts)


def no_package_in_effect(case: Case, policy: Policy) -> CriterionResult:
    """It is no resource package that has taken effect; use makes no difference (S16, S10, S19)."""
    started = _not_started(case, policy)
    bars = all_of((barred_once_effective(case, policy), None if started is None else not started))
    facts = ("product", "billing_mode", "state", "effective_at")
    said = None if bars is None else not bars
    return result("no_package_in_effect", said, facts, treatment_id(case))


def in_use_refundable(case: Case, policy: Policy) -> CriterionResult:
    """Once in effect it is not barred, as resource packages are (S16, S10)."""
    bars = barred_once_effective(case, policy)
    facts = ("product", "billing_mode")
    return result("in_use_refundable", None if bars is None else not bars, facts, treatment_id(case))


def not_expired(case: Case, policy: Policy) -> CriterionResult:
    """Its term has not ended (S16, S44).

    Known from the end date or the stated state, and for a first purchase from a term too short to have
    ended. A recent renewal is presumed to run still; what is closed may have been so before its end.
    """
    facts = (
        *("state", "expires_at", "effective_at", "provisioned_at", "paid_at"),
        *("term_months", "purchase_kind"),
    )
    parameters = ("non_refundable.situations.expired.reason",)
    ended = passed_by(case.expires_at, case.requested_at)
    if ended is not None:
        return result("not_expired", not ended, facts, parameters)
    if case.state is not None:
        said = None if case.state is ResourceState.CLOSED else case.state is not ResourceState.EXPIRED
        return result("not_expired", said, facts, parameters)
    if case.effective_at is not None and case.effective_at.earliest > case.requested_at:
        return result("not_expired", True, facts, parameters)
    begun = case.provisioned_at or case.paid_at
    if begun is None or add_months(begun.earliest, case.term_months or SHORTEST_TERM) <= case.requested_at:
        return result("not_expired", None, facts, parameters)
    assumed = () if case.purchase_kind is PurchaseKind.NEW else ("state",)
    return result("not_expired", True, facts, parameters, assumed)


def new_purchase(case: Case, policy: Policy) -> CriterionResult:
    """It is a first purchase; the five-day refund does not extend to renewals (S1, S57)."""
    said = None if case.purchase_kind is None else case.purchase_kind is PurchaseKind.NEW
    return result("new_purchase", said, ("purchase_kind",), ("windows.five_day_applies_to",))


def unchanged_before_renewal(case: Case, policy: Policy) -> CriterionResult:
    """Nothing was changed after the renewal and before its period begins (S7)."""
    said = None if case.changed_before_renewal is None else not case.changed_before_renewal
    parameters = ("renewal_blockers.changed_before.reason",)
    return result("unchanged_before_renewal", said, ("changed_before_renewal",), parameters)


def nothing_added_after_renewal(case: Case, policy: Policy) -> CriterionResult:
    """No attached resource was added after the renewal; one that was there before it is no bar (S7)."""
    said = None if case.resource_added_after_renewal is None else not case.resource_added_after_renewal
    parameters = ("renewal_blockers.added_resources.reason",)
    return result("nothing_added_after_renewal", said, ("resource_added_after_renewal",), parameters)


def no_bandwidth_addon(case: Case, policy: Policy) -> CriterionResult:
    """No bandwidth add-on hangs on the renewed resource (S7)."""
    said = None if case.bandwidth_addon_present is None else not case.bandwidth_addon_present
    parameters = ("renewal_blockers.bandwidth_addon.reason",)
    return result("no_bandwidth_addon", said, ("bandwidth_addon_present",), parameters)


def renewed_without_promotion(case: Case, policy: Policy) -> CriterionResult:
    """The renewal took no part in a promotion (S7)."""
    promoted = any_of(
        (None if case.origin is None else case.origin is Origin.PROMOTION, case.special_activity)
    )
    said = None if promoted is None else not promoted
    parameters = ("renewal_blockers.promotion.reason",)
    return result("renewed_without_promotion", said, ("origin", "special_activity"), parameters)


def renewal_refundable(case: Case, policy: Policy) -> CriterionResult:
    """The product's renewal periods can be returned; those of the website builder cannot (S7)."""
    if not falls_under(case, "website_builder"):
        return result("renewal_refundable", None if case.product is None else True, ("product",))
    id = "products.website_builder.renewal_refundable"
    value = policy.get(id).value
    return result("renewal_refundable", value if isinstance(value, bool) else None, ("product",), (id,))


def bought_for_later(case: Case, policy: Policy) -> CriterionResult:
    """It can be bought with a later start: a package or a bandwidth add-on (S5, S10)."""
    parameters = ("scenarios.not_effective.applies",)
    return result("bought_for_later", may_start_later(case, policy), ("product", "billing_mode"), parameters)
