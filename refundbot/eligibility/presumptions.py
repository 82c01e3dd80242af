"""What is presumed ordinary when nobody said otherwise. Customers are never asked for these facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from refundbot.eligibility.case import Case, Freeze, Origin, ResourceState, Seller

PRESUMED: Mapping[str, object] = MappingProxyType(
    {
        "origin": Origin.PAID,
        "five_day_supported": True,
        "quantity": 1,
        "invoiced": False,
        "freeze": Freeze.NONE,
        "seller": Seller.DIRECT,
        "pending_transaction": False,
        "special_activity": False,
        "benefits_used": False,
        "changed_before_renewal": False,
        "resource_added_after_renewal": False,
        "bandwidth_addon_present": False,
        "fee_waiver_contract": False,
        "page_refuses": False,
    }
)
"""The ordinary value of each exceptional fact."""

ASSUMABLE = PRESUMED.keys() | {"state", "provisioned_at", "purchase_kind", "quota_left", "expires_at"}
"""Every fact that may stand among the assumptions of a decision: those above, and what follows from others
(delivered and not given back or ended, provisioned when paid, the end from the term), or from how it was told
(a first purchase, quota enough)."""


def ordinary(case: Case) -> Case:
    """The case with every exceptional fact that nobody mentioned at its ordinary value.

    A resource is taken to be provisioned when it was paid, unless it is said not to be in effect. Whether
    a promotion supports the five-day refund stays open: its own terms say so (S1). So does whether an order
    is under way where the page refuses, which it then most likely does for that (S16).
    """
    filled = {name: value for name, value in PRESUMED.items() if getattr(case, name) is None}
    if case.origin is Origin.PROMOTION or case.special_activity:
        filled.pop("five_day_supported", None)
    if case.page_refuses:
        filled.pop("pending_transaction", None)
    if case.provisioned_at is None and case.state is not ResourceState.NOT_IN_EFFECT:
        filled["provisioned_at"] = case.paid_at
    return replace(case, **filled)  # type: ignore[arg-type]


def filled_in(case: Case, facts: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `facts` that the case does not hold and that its ordinary version does."""
    names = (name for name in facts if name in PRESUMED or name == "provisioned_at")
    return tuple(name for name in names if getattr(case, name) is None)
