"""What a product is in the eyes of the rules, as far as the facts tell. `None` always means: not known."""

from __future__ import annotations

from refundbot.eligibility.case import BillingMode, Case, Product
from refundbot.eligibility.truth import all_of, any_of
from refundbot.policy import Policy

PACKAGES = frozenset(
    {
        Product.SHARED_TRAFFIC_PACKAGE,
        Product.CDN_TRAFFIC_PACKAGE,
        Product.OBS_PACKAGE,
        Product.MEDIA_PACKAGE,
        Product.BACKUP_PACKAGE,
        Product.DWS_PACKAGE,
        Product.RESOURCE_PACKAGE,
    }
)
PREPAID_ONLY = PACKAGES | {
    Product.BANDWIDTH_ADDON,
    Product.SSL_CERTIFICATE,
    Product.SUPPORT_PLAN,
    Product.WEBSITE_BUILDER,
}
"""Sold in advance only, so that nobody need be asked how they are billed."""


def treatment_id(case: Case) -> tuple[str, ...]:
    """The parameter that says which kind of rule the product falls under; empty without a product."""
    return () if case.product is None else (f"products.{case.product.value}.refundable",)


def treatment(case: Case, policy: Policy) -> str | None:
    """Which kind of rule the product falls under: rules, never_once_effective, never, special, outside."""
    for id in treatment_id(case):
        value = policy.get(id).value
        return value if isinstance(value, str) else None
    return None


def is_package(case: Case) -> bool | None:
    """Whether it is a resource package: by its product, or by billing where the product is another one."""
    if case.product is None:
        return None
    if case.product is Product.OTHER:
        return None if case.billing_mode is None else case.billing_mode is BillingMode.PACKAGE
    return case.product in PACKAGES


def barred_once_effective(case: Case, policy: Policy) -> bool | None:
    """Whether it is a package that cannot be returned once in effect (S16, S10: backup and DWS excepted)."""
    if case.product is None or case.product is Product.OTHER:
        return is_package(case)
    kind = treatment(case, policy)
    return None if kind is None else kind == "never_once_effective"


def effective_on_purchase(case: Case, policy: Policy) -> bool:
    """Whether it is known to take effect at purchase, as traffic packages do (S19, S22)."""
    if case.product is None or treatment(case, policy) != "never_once_effective":
        return False
    return policy.get(f"traffic_packages.{case.product.value}.effective_on_purchase").value is True


def may_start_later(case: Case, policy: Policy) -> bool | None:
    """Whether it can be bought with a later start: packages and bandwidth add-ons (S5, S10)."""
    addon = case.product is Product.BANDWIDTH_ADDON
    later = all_of((is_package(case), not effective_on_purchase(case, policy)))
    return any_of((addon, later))


def billing(case: Case) -> BillingMode | None:
    """How it is billed, from the product where that leaves no choice."""
    if case.product in PACKAGES:
        return BillingMode.PACKAGE
    if case.product in PREPAID_ONLY:
        return BillingMode.SUBSCRIPTION
    return case.billing_mode
