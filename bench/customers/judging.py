"""Whether a verdict is one that the engine gives: the outcome, and the sum where one is known."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from refundbot.eligibility import Decision, decision_to_json

FIRM = frozenset({"full_refund", "partial_refund", "not_refundable", "nothing_to_refund"})
REFUNDED = frozenset({"full_refund", "partial_refund"})
SUMS = ("refund", "refund_before_fee")
"""The lines of the account that tell a customer how much comes back."""
FEN = Decimal("0.01")
Bounds = tuple[Decimal, Decimal]


def agrees(verdict: Mapping[str, Any], *decisions: Decision) -> bool:
    """Whether a verdict says what one of the decisions says: its outcome, and its sums, no less exactly."""
    return any(_fits(verdict, decision_to_json(decision), silent=False) for decision in decisions)


def contradicts(verdict: Mapping[str, Any], *decisions: Decision) -> bool:
    """Whether a verdict is firm about what none of the decisions says. To name no sum contradicts nothing."""
    return verdict["outcome"] in FIRM and not any(
        _fits(verdict, decision_to_json(decision), silent=True) for decision in decisions
    )


def total(verdict: Mapping[str, Any], line: str) -> Bounds | None:
    """All that comes back by a line of the account, in yuan: it and the vouchers that return beside it."""
    found = next((each for each in verdict["amounts"] if each["id"] == line), None)
    if found is None:
        return None
    exact = found["amount"]
    low, high = (found["lowest"], found["highest"]) if exact is None else (exact, exact)
    if low is None or high is None:
        return None
    vouchers = (
        each for each in verdict["coupons"] if each["kind"] == "voucher" and each["result"] == "returned"
    )
    apart = sum((Decimal(each["amount"] or 0) for each in vouchers), Decimal(0))
    return Decimal(low) + apart, Decimal(high) + apart


def upshot(verdict: Mapping[str, Any]) -> tuple[object, ...]:
    """What a verdict comes to: the outcome, and all that comes back."""
    return verdict["outcome"], *(total(verdict, line) for line in SUMS)


def _fits(said: Mapping[str, Any], meant: Mapping[str, Any], *, silent: bool) -> bool:
    """`silent`: whether a sum may be missing or less exact."""
    if said["outcome"] != meant["outcome"]:
        return False
    if said["outcome"] not in REFUNDED:
        return True
    return all(_same(total(said, line), total(meant, line), silent) for line in SUMS)


def _same(said: Bounds | None, meant: Bounds | None, silent: bool) -> bool:
    if said is None or meant is None:
        return said is meant or (said is None and silent)
    if silent:
        return said[0] < meant[1] + FEN and meant[0] < said[1] + FEN
    return meant[0] - FEN < said[0] and said[1] < meant[1] + FEN
