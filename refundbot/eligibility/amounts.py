"""The account of a refund, line by line: refund = paid - consumed - fee, and never below zero (S2, S3).

Amounts are exact Decimals in yuan; how the pages round is not published, so nothing is rounded here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from refundbot.eligibility.case import Case
from refundbot.eligibility.coupons import COUPONS, Part, coupon_returns, lapsed_line, paid_line, parts_back
from refundbot.eligibility.decision import AmountLine, CouponReturn, Unknown
from refundbot.eligibility.duration import COUNTING, consumed_share
from refundbot.eligibility.fees import fee_rate
from refundbot.policy import Policy

ZERO = Decimal(0)
CONSUMED = ("formulas.consumed", *COUNTING)
REFUND = ("formulas.refund",)
CERTIFICATE = ("products.ssl_certificate.reason",)
PARTLY = "in_use_partly_five_day"
"""The scenario of several resources of which the quota covers some."""


@dataclass(frozen=True)
class Account:
    """The amounts of a refund, the coupons that come back, and the facts presumed for the figures."""

    lines: tuple[AmountLine, ...]
    coupons: tuple[CouponReturn, ...]
    assumptions: tuple[str, ...]


def account(case: Case, policy: Policy, scenario: str | None) -> Account:
    """The account of a case that is refunded under `scenario` (`None`: a certificate, in full)."""
    paid = paid_line(case, policy)
    if scenario == PARTLY:
        return _divided(case, policy) or _undivided(paid, case, policy)
    consumed, assumptions = _consumed(paid, case, policy, scenario)
    fee, waiver = _fee(paid, case, policy, scenario)
    refund = refund_line("refund", paid, consumed, fee)
    parts = parts_back(case, policy, scenario, refund)
    lapsed = lapsed_line(case, policy, parts)
    if lapsed is not None:
        refund = _without(lapsed, refund, parts)
    if any(part.unknown is Unknown.COUPON_RULE and part.means != "voucher" for part in parts):
        refund = AmountLine("refund", None, Unknown.COUPON_RULE, CERTIFICATE)
    lines = [paid, consumed, fee, *([lapsed] if lapsed else []), refund]
    if fee.unknown and paid.amount is not None:
        before_fee = refund_line("refund_before_fee", paid, consumed)
        lines.append(before_fee if lapsed is None else _without(lapsed, before_fee, parts))
    lines += [part.line() for part in parts]
    return Account(tuple(lines), coupon_returns(case, policy, scenario, parts), (*assumptions, *waiver))


def _divided(case: Case, policy: Policy) -> Account | None:
    """The account of several at one price, of which the quota covers some: these come back whole.

    `None` where they may have cost differently, or coupons were spent on some of them.
    """
    price, count, whole = case.unit_price, case.quantity, case.quota_left
    by_coupons = case.payment is not None and any(getattr(case.payment, kind) for kind in COUPONS)
    if price is None or count is None or whole is None or by_coupons:
        return None
    paid, in_full = paid_line(case, policy), price * whole
    if paid.amount != price * count:
        return None  # what each cost is not what was paid for all
    rest = AmountLine("paid", price * (count - whole), None, paid.parameters)
    consumed, assumptions = _consumed(rest, case, policy, PARTLY)
    fee, waiver = _fee(rest, case, policy, PARTLY)
    parts = [refund_line("refund_rest", rest, consumed, fee), refund_line("refund", paid, consumed, fee)]
    if fee.unknown:
        parts += [
            refund_line("refund_rest_before_fee", rest, consumed),
            refund_line("refund_before_fee", paid, consumed),
        ]
    covered = AmountLine("refund_covered", in_full, None, (f"scenarios.{PARTLY}.applies",))
    return Account(
        (paid, consumed, fee, covered, *parts),
        coupon_returns(case, policy, PARTLY, ()),
        (*assumptions, *waiver),
    )


def _undivided(paid: AmountLine, case: Case, policy: Policy) -> Account:
    """The account of what is given back partly in full: which resource cost what is not known."""
    read = (f"scenarios.{PARTLY}.applies", *REFUND)
    charges = (AmountLine(id, None, Unknown.QUOTA, read) for id in ("consumed", "fee", "refund"))
    return Account((paid, *charges), coupon_returns(case, policy, PARTLY, ()), ())


def _without(lapsed: AmountLine, refund: AmountLine, parts: tuple[Part, ...]) -> AmountLine:
    """The refund less what would come back through void coupons; unknown where charges are divided among
    several means, since how is not published."""
    bounds = _bounds(refund)
    if bounds is None or lapsed.amount is None:
        return refund
    counted = [part for part in parts if part.means != "voucher"]
    if len(counted) > 1 and any(part.result == "partly" for part in counted):
        return AmountLine(refund.id, None, Unknown.SPLIT, (*REFUND, *lapsed.parameters))
    lowest, highest = (max(ZERO, bound - lapsed.amount) for bound in bounds)
    return _between(refund.id, lowest, highest, (*REFUND, *lapsed.parameters))


def refund_line(id: str, paid: AmountLine, *charges: AmountLine) -> AmountLine:
    """What is left of `paid` after the charges, never below zero; unknown for the first unknown charge."""
    open_ = next((line for line in (paid, *charges) if _bounds(line) is None), None)
    if open_ is not None:
        return AmountLine(id, None, open_.unknown, REFUND)
    (paid_low, paid_high), *charged = [_bounds(line) or (ZERO, ZERO) for line in (paid, *charges)]
    lowest = max(ZERO, paid_low - sum(high for _, high in charged))
    highest = max(ZERO, paid_high - sum(low for low, _ in charged))
    return _between(id, lowest, highest, REFUND)


def _bounds(line: AmountLine) -> tuple[Decimal, Decimal] | None:
    if line.amount is not None:
        return line.amount, line.amount
    if line.lowest is None or line.highest is None:
        return None
    return line.lowest, line.highest


def _between(id: str, lowest: Decimal, highest: Decimal, parameters: tuple[str, ...]) -> AmountLine:
    if lowest == highest:
        return AmountLine(id, lowest, None, parameters)
    return AmountLine(id, None, Unknown.DATE_INEXACT, parameters, lowest, highest)


def _charged(policy: Policy, scenario: str | None, charge: str) -> tuple[bool, tuple[str, ...]]:
    """Whether a scenario takes a charge (consumed, fee), and where that stands."""
    if scenario is None:
        return False, CERTIFICATE
    id = f"scenarios.{scenario}.{charge}_charged"
    return policy.get(id).value is not False, (id,)


def _consumed(
    paid: AmountLine, case: Case, policy: Policy, scenario: str | None
) -> tuple[AmountLine, tuple[str, ...]]:
    charged, parameters = _charged(policy, scenario, "consumed")
    if not charged:
        return AmountLine("consumed", ZERO, None, parameters), ()
    parameters = (*parameters, *CONSUMED)
    if paid.amount is None:
        return AmountLine("consumed", None, paid.unknown, parameters), ()
    share = consumed_share(case, policy)
    if share.lowest is None or share.highest is None:
        return AmountLine("consumed", None, share.unknown, parameters), ()
    lowest, highest = _times(paid.amount, share.lowest), _times(paid.amount, share.highest)
    return _between("consumed", lowest, highest, parameters), share.assumptions


def _times(amount: Decimal, share: Fraction) -> Decimal:
    """Multiplied before it is divided: a third of 300 is 100."""
    return amount * share.numerator / share.denominator


def _fee(
    paid: AmountLine, case: Case, policy: Policy, scenario: str | None
) -> tuple[AmountLine, tuple[str, ...]]:
    """The fee line, and the waiver where its absence is presumed."""
    charged, parameters = _charged(policy, scenario, "fee")
    if not charged:
        return AmountLine("fee", ZERO, None, parameters), ()
    rate, unknown, read = fee_rate(case, policy)
    if rate is None:
        return AmountLine("fee", None, unknown, (*parameters, *read)), ()
    presumed = ("fee_waiver_contract",) if case.fee_waiver_contract is None else ()
    if paid.amount is None:
        return AmountLine("fee", None, paid.unknown, (*parameters, *read)), presumed
    return AmountLine("fee", paid.amount * rate, None, (*parameters, *read)), presumed
