"""What a product is in the eyes of the rules, as far as the facts tell. `None` always means: not known."""

from __future__ import annotations

from refundbot.eligibility.case import BillingMode, Case, Origin, PurchaseKind
from refundbot.eligibility.truth import all_of, any_of
from refundbot.policy import Policy

GENERAL = "other"
"""The rule of what has none of its own."""
GIVEN = (Origin.FREE, Origin.TRIAL, Origin.GIFT)
"""How something is had without being paid for."""
BILLED_BY = ("product", "billing_mode", "origin", "purchase_kind")
"""The facts that tell how something is billed."""


def treatment_id(case: Case) -> tuple[str, ...]:
    """The parameter that says which kind of rule the product falls under; empty without a product."""
    return () if case.product is None else (f"products.{case.product.rule}.refundable",)


def treatment(case: Case, policy: Policy) -> str | None:
    """Which kind of rule the product falls under: rules, never_once_effective, never, special, outside."""
    for id in treatment_id(case):
        value = policy.get(id).value
        return value if isinstance(value, str) else None
    return None


def falls_under(case: Case, rule: str) -> bool:
    """Whether the product is known to fall under that rule."""
    return case.product is not None and case.product.rule == rule


def is_package(case: Case) -> bool | None:
    """Whether it is a resource package: by its product, or by billing where the product leaves it open."""
    if case.product is None:
        return None
    if falls_under(case, GENERAL) and case.product.sold is None:
        return None if case.billing_mode is None else case.billing_mode is BillingMode.PACKAGE
    return case.product.sold == "package"


def barred_once_effective(case: Case, policy: Policy) -> bool | None:
    """Whether it is a package that cannot be returned once in effect (S16, S10: backup and DWS excepted)."""
    if case.product is None or falls_under(case, GENERAL):
        return is_package(case)
    kind = treatment(case, policy)
    return None if kind is None else kind == "never_once_effective"


def effective_on_purchase(case: Case, policy: Policy) -> bool:
    """Whether it is known to take effect at purchase, as traffic packages do (S19, S22)."""
    if case.product is None or treatment(case, policy) != "never_once_effective":
        return False
    return policy.get(f"traffic_packages.{case.product.rule}.effective_on_purchase").value is True


def may_start_later(case: Case, policy: Policy) -> bool | None:
    """Whether it can be bought with a later start: packages and bandwidth add-ons (S5, S10)."""
    addon = falls_under(case, "bandwidth_addon")
    later = all_of((is_package(case), not effective_on_purchase(case, policy)))
    return any_of((addon, later))


def billing(case: Case) -> BillingMode | None:
    """How it is billed, from the product where that leaves no choice.

    What was given is so for a term, and only a term is renewed (S7).
    """
    sold = case.product.sold if case.product else None
    if sold == "package":
        return BillingMode.PACKAGE
    for_a_term = case.origin in GIVEN or case.purchase_kind is PurchaseKind.RENEWAL
    if sold == "prepaid" or (case.billing_mode is None and for_a_term):
        return BillingMode.SUBSCRIPTION
    return case.billing_mode
