"""What becomes of each means of payment: cash, vouchers, cash coupons, stored cards (S5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from refundbot.eligibility.case import Case, Coupon
from refundbot.eligibility.decision import AmountLine, CouponReturn, Unknown
from refundbot.policy import Policy

COUPONS = ("voucher", "cash_coupon", "stored_card")
PAID_MEANS = "coupon_rules.paid_amount"
EXPIRED = "coupon_rules.expired_coupon"
SPLIT = "formulas.coupon_fee_split"


@dataclass(frozen=True)
class Part:
    """What comes back through one means of payment, in yuan."""

    means: str
    """cash, or a kind of coupon"""
    result: str
    """returned, partly, not_returned, expired or unknown"""
    amount: Decimal | None
    unknown: Unknown | None
    parameters: tuple[str, ...]

    def line(self) -> AmountLine:
        """The part as a line of the account."""
        return AmountLine(f"refund_{self.means}", self.amount, self.unknown, self.parameters)


def paid_line(case: Case, policy: Policy) -> AmountLine:
    """What was paid in the sense of the refund formula, vouchers excluded (S2; S3 omits stored cards)."""
    amount = case.paid_amount
    counted = policy.get(PAID_MEANS).value
    if amount is None and isinstance(counted, tuple):
        spent = [value for means, value in _spent(case).items() if means in counted]
        known = [value for value in spent if value is not None]
        amount = sum(known, Decimal(0)) if len(known) == len(counted) else None
    return AmountLine("paid", amount, None if amount is not None else Unknown.PAID_AMOUNT, (PAID_MEANS,))


def lapsed_line(case: Case, policy: Policy, parts: tuple[Part, ...]) -> AmountLine | None:
    """What was paid by coupons and cards that are void by now, and so comes back to nobody (S5, S29)."""
    counted = policy.get(PAID_MEANS).value
    if not isinstance(counted, tuple):
        return None
    spent = _spent(case)
    void = [spent[p.means] or Decimal(0) for p in parts if p.result == "expired" and p.means in counted]
    return AmountLine("lapsed", sum(void, Decimal(0)), None, (EXPIRED,)) if void else None


def parts_back(case: Case, policy: Policy, scenario: str | None, refund: AmountLine) -> tuple[Part, ...]:
    """What comes back through each means that was used. `scenario` is `None` under a product's own rule."""
    used = {means: amount for means, amount in _spent(case).items() if amount}
    return tuple(_part(means, amount, case, policy, scenario, refund) for means, amount in used.items())


def coupon_returns(
    case: Case, policy: Policy, scenario: str | None, parts: tuple[Part, ...]
) -> tuple[CouponReturn, ...]:
    """What becomes of every coupon that was spent on the order; `parts` as `parts_back` gave them."""
    returns = [CouponReturn(p.means, p.result, p.amount, p.parameters) for p in parts if p.means != "cash"]
    if case.payment is not None and case.payment.discount_coupon:
        result, parameters = _rule("discount_coupon", policy, scenario)
        returns.append(CouponReturn("discount_coupon", result, None, parameters))
    return tuple(returns)


def _spent(case: Case) -> dict[str, Decimal | None]:
    """Yuan spent by each means; `None` where not known."""
    coupons = {kind: _coupon(case, kind) for kind in COUPONS}
    cash = case.payment.cash if case.payment else None
    return {"cash": cash, **{kind: coupon.amount if coupon else None for kind, coupon in coupons.items()}}


def _coupon(case: Case, kind: str) -> Coupon | None:
    coupon = getattr(case.payment, kind, None)
    return coupon if isinstance(coupon, Coupon) else None


def _rule(means: str, policy: Policy, scenario: str | None) -> tuple[str, tuple[str, ...]]:
    """What the scenario says of a means, and the parameters read; cash follows the refund as a whole."""
    if scenario is None:
        return "returned" if means == "cash" else "unknown", ("products.ssl_certificate.reason",)
    if means == "cash":
        id = f"scenarios.{scenario}.refund"
        return {"full": "returned", "partial": "partly"}.get(str(policy.get(id).value), "unknown"), (id,)
    id = f"scenarios.{scenario}.{means}"
    value = policy.get(id).value
    return value if isinstance(value, str) else "unknown", (id,)


def _part(
    means: str, amount: Decimal, case: Case, policy: Policy, scenario: str | None, refund: AmountLine
) -> Part:
    result, parameters = _rule(means, policy, scenario)
    coupon = _coupon(case, means)
    expired = coupon is not None and coupon.expires_at is not None and coupon.expires_at <= case.requested_at
    if result in ("returned", "partly") and expired:
        return Part(means, "expired", Decimal(0), None, (*parameters, EXPIRED))
    if result == "returned":
        return Part(means, result, amount, None, parameters if means == "cash" else (*parameters, EXPIRED))
    if result == "not_returned":
        return Part(means, result, Decimal(0), None, parameters)
    if result == "partly":
        alone = case.paid_amount == amount or all(
            spent == 0 for other, spent in _spent(case).items() if other not in (means, "voucher")
        )
        if alone:
            return Part(means, result, refund.amount, refund.unknown, parameters)
        return Part(means, result, None, Unknown.SPLIT, (*parameters, SPLIT))
    return Part(means, result, None, Unknown.COUPON_RULE, parameters)
