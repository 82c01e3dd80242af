"""Criteria on the windows within which a refund is full: five days, and seven for certificates."""

from __future__ import annotations

from refundbot.eligibility.case import Case
from refundbot.eligibility.decision import CriterionResult, Truth
from refundbot.eligibility.moments import within
from refundbot.eligibility.products import falls_under
from refundbot.eligibility.truth import result
from refundbot.policy import Policy

FIVE_DAYS = "windows.five_day"
CERTIFICATE_DAYS = "windows.ssl_certificate"
BY_ORDER = "cloud_desktop"
"""The rule of what is known to count by the order: the official example (S6)."""


def within_five_days(case: Case, policy: Policy) -> CriterionResult:
    """Less than five days since provisioning (S1); at exactly five days the sources disagree (S28).

    Paid less than five days ago means provisioned less than five days ago, whenever that was; what took
    effect five days ago or earlier was provisioned no later.
    """
    facts = ("provisioned_at", "paid_at", "effective_at", "state")
    said = within(case.provisioned_at, case.requested_at, FIVE_DAYS, policy)
    if case.provisioned_at is None:
        since_paid = within(case.paid_at, case.requested_at, FIVE_DAYS, policy)
        since_effective = within(case.effective_at, case.requested_at, FIVE_DAYS, policy)
        if since_paid is Truth.PASSED:
            said = Truth.PASSED
        else:
            said = Truth.FAILED if since_effective is Truth.FAILED else Truth.UNKNOWN
    return result("within_five_days", said, facts, (FIVE_DAYS,))


def quota_left(case: Case, policy: Policy) -> CriterionResult:
    """The account has a five-day refund left this calendar year (S1)."""
    said = None if case.quota_left is None else case.quota_left > 0
    return result("quota_left", said, ("quota_left",), ("quotas.five_day",))


def quota_needed(case: Case) -> int | None:
    """How much of the quota this return takes; `None` where nobody said how many go back.

    Resources count one by one, but those of a service that is given back by the order count one in all (S6).
    """
    return 1 if falls_under(case, BY_ORDER) else case.quantity


def quota_covers(case: Case, policy: Policy) -> CriterionResult:
    """The quota left is enough for all that goes back together (S6); of one `quota_left` says it."""
    facts = ("quota_left", "quantity", "product")
    needed = quota_needed(case)
    open_ = needed is None or case.quota_left is None
    said = True if needed == 1 else None if open_ else (case.quota_left or 0) >= (needed or 0)
    return result("quota_covers", said, facts, ("quotas.five_day", "quotas.counting_resource"))


def five_day_supported(case: Case, policy: Policy) -> CriterionResult:
    """Service and activity support the five-day refund (S1); add-ons are charged by time used (S19)."""
    facts = ("product", "five_day_supported", "origin", "special_activity")
    if falls_under(case, "bandwidth_addon"):
        return result("five_day_supported", False, facts, ("traffic_packages.bandwidth_addon.charge",))
    said = case.five_day_supported if case.product is not None or not case.five_day_supported else None
    return result("five_day_supported", said, facts, ("windows.five_day_limits",))


def ordinary_window(case: Case, policy: Policy) -> CriterionResult:
    """The product has no window of its own, as certificates do (S31)."""
    said = None if case.product is None else not falls_under(case, "ssl_certificate")
    return result("ordinary_window", said, ("product",))


def within_certificate_window(case: Case, policy: Policy) -> CriterionResult:
    """A certificate was paid less than seven days ago (S31)."""
    said = within(case.paid_at, case.requested_at, CERTIFICATE_DAYS, policy)
    return result("within_certificate_window", said, ("paid_at",), (CERTIFICATE_DAYS,))


def certificate_state_allows(case: Case, policy: Policy) -> CriterionResult:
    """The certificate is not applied for, or issued and revoked, so that it may be returned (S31)."""
    parameters = ("products.ssl_certificate.states",)
    said = case.certificate_refundable_state
    return result("certificate_state_allows", said, ("certificate_refundable_state",), parameters)
