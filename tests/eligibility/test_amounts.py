"""The account of a refund, whole: every line with its amount, its bounds or why it is not known."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from refundbot.eligibility.amounts import CERTIFICATE, CONSUMED, REFUND, Account, account, refund_line
from refundbot.eligibility.case import Case, Coupon, Moment, Payment
from refundbot.eligibility.decision import AmountLine, CouponReturn, Unknown

sys.path.insert(0, str(Path(__file__).parent))
from worlds import NOW, POLICY

ZERO = Decimal(0)
DAY = timedelta(days=1)
FIVE_DAY, CONDITIONAL = "scenarios.in_use_five_day", "scenarios.in_use_conditional"
PAID_BY = ("coupon_rules.paid_amount",)
CHARGED = (f"{CONDITIONAL}.consumed_charged", *CONSUMED)
FIRST_YEAR = (f"{CONDITIONAL}.fee_charged", "fees.five_year.year_1")
IN_USE = Case(
    NOW,
    term_months=60,
    paid_amount=Decimal(900),
    effective_at=Moment.exactly(NOW - 2 * DAY),
    expires_at=Moment.exactly(NOW + 8 * DAY),
)
"""A fifth of it is used."""
PAID = AmountLine("paid", Decimal(900), None, PAID_BY)
FEE = AmountLine("fee", Decimal(270), None, FIRST_YEAR)


def test_a_charged_refund() -> None:
    assert account(IN_USE, POLICY, "in_use_conditional") == Account(
        (
            PAID,
            AmountLine("consumed", Decimal(180), None, CHARGED),
            FEE,
            AmountLine("refund", Decimal(450), None, REFUND),
        ),
        (),
        ("fee_waiver_contract",),
    )


def test_a_rough_start_gives_bounds_on_both_sides() -> None:
    rough = replace(IN_USE, effective_at=Moment(NOW - 2 * DAY, NOW - DAY))
    inexact = (None, Unknown.DATE_INEXACT)
    assert account(rough, POLICY, "in_use_conditional").lines == (
        PAID,
        AmountLine("consumed", *inexact, CHARGED, Decimal(100), Decimal(180)),
        FEE,
        AmountLine("refund", *inexact, REFUND, Decimal(450), Decimal(530)),
    )


def test_an_unpublished_rate_leaves_what_is_left_before_the_fee() -> None:
    unknown = (None, Unknown.FEE_RATE)
    year = replace(IN_USE, term_months=12)
    said = account(year, POLICY, "in_use_conditional")
    assert said.lines[2:] == (
        AmountLine("fee", *unknown, (f"{CONDITIONAL}.fee_charged", "fees.one_year")),
        AmountLine("refund", *unknown, REFUND),
        AmountLine("refund_before_fee", Decimal(720), None, REFUND),
    )
    assert said.assumptions == ()


def test_without_what_was_paid_nothing_is_known() -> None:
    unknown = (None, Unknown.PAID_AMOUNT)
    assert account(replace(IN_USE, paid_amount=None), POLICY, "in_use_conditional").lines == (
        AmountLine("paid", *unknown, PAID_BY),
        AmountLine("consumed", *unknown, CHARGED),
        AmountLine("fee", *unknown, FIRST_YEAR),
        AmountLine("refund", *unknown, REFUND),
    )


def test_nothing_more_is_told_before_a_fee_where_nobody_said_what_was_paid() -> None:
    case = replace(IN_USE, paid_amount=None, term_months=12)
    assert [line.id for line in account(case, POLICY, "in_use_conditional").lines] == [
        *("paid", "consumed", "fee", "refund")
    ]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"effective_at": None, "purchase_kind": None}, Unknown.START),
        ({"expires_at": None, "term_months": None}, Unknown.END),
    ],
)
def test_why_nobody_can_tell_what_was_consumed(facts: dict[str, Any], why: Unknown) -> None:
    consumed = account(replace(IN_USE, **facts), POLICY, "in_use_conditional").lines[1]
    assert consumed == AmountLine("consumed", None, why, CHARGED)


def test_what_is_presumed_for_the_figures_is_told() -> None:
    case = replace(IN_USE, effective_at=None, paid_at=IN_USE.effective_at)
    assert account(case, POLICY, "in_use_conditional").assumptions == (
        *("purchase_kind", "provisioned_at", "fee_waiver_contract"),
    )


@pytest.mark.parametrize(("waived", "fee"), [(True, ZERO), (False, Decimal(270))])
def test_a_contract_that_somebody_spoke_of_is_not_presumed(waived: bool, fee: Decimal) -> None:
    said = account(replace(IN_USE, fee_waiver_contract=waived), POLICY, "in_use_conditional")
    read = "formulas.fee_waiver" if waived else "fees.five_year.year_1"
    assert said.lines[2] == AmountLine("fee", fee, None, (f"{CONDITIONAL}.fee_charged", read))
    assert said.assumptions == ()


def test_a_full_refund_charges_nothing_and_gives_each_means_back() -> None:
    payment = Payment(Decimal(80), Coupon(Decimal(20)), Coupon(ZERO), Coupon(ZERO), True)
    case = replace(IN_USE, paid_amount=None, payment=payment)
    lapses = "coupon_rules.expired_coupon"
    assert account(case, POLICY, "in_use_five_day") == Account(
        (
            AmountLine("paid", Decimal(80), None, PAID_BY),
            AmountLine("consumed", ZERO, None, (f"{FIVE_DAY}.consumed_charged",)),
            AmountLine("fee", ZERO, None, (f"{FIVE_DAY}.fee_charged",)),
            AmountLine("refund", Decimal(80), None, REFUND),
            AmountLine("refund_cash", Decimal(80), None, (f"{FIVE_DAY}.refund",)),
            AmountLine("refund_voucher", Decimal(20), None, (f"{FIVE_DAY}.voucher", lapses)),
        ),
        (
            CouponReturn("voucher", "returned", Decimal(20), (f"{FIVE_DAY}.voucher", lapses)),
            CouponReturn("discount_coupon", "not_returned", None, (f"{FIVE_DAY}.discount_coupon",)),
        ),
        (),
    )


def test_a_certificate_is_charged_nothing_under_its_own_rule() -> None:
    assert account(IN_USE, POLICY, None).lines == (
        PAID,
        AmountLine("consumed", ZERO, None, CERTIFICATE),
        AmountLine("fee", ZERO, None, CERTIFICATE),
        AmountLine("refund", Decimal(900), None, REFUND),
    )


@pytest.mark.parametrize("means", ["voucher", "cash_coupon", "stored_card"])
def test_of_a_certificate_only_a_voucher_leaves_the_refund_known(means: str) -> None:
    payment = replace(Payment(Decimal(80)), **{means: Coupon(Decimal(20))})
    lines = {line.id: line for line in account(replace(IN_USE, payment=payment), POLICY, None).lines}
    assert lines["refund_cash"] == AmountLine("refund_cash", Decimal(80), None, CERTIFICATE)
    assert lines[f"refund_{means}"].unknown is Unknown.COUPON_RULE
    if means == "voucher":
        assert lines["refund"] == AmountLine("refund", Decimal(900), None, REFUND)
    else:
        assert lines["refund"] == AmountLine("refund", None, Unknown.COUPON_RULE, CERTIFICATE)


def exact(amount: int) -> AmountLine:
    return AmountLine("x", Decimal(amount))


def rough(lowest: int, highest: int) -> AmountLine:
    return AmountLine("x", None, Unknown.DATE_INEXACT, (), Decimal(lowest), Decimal(highest))


@pytest.mark.parametrize(
    ("paid", "charges", "left"),
    [
        (exact(100), (exact(30), exact(20)), (50, 50)),
        (exact(100), (exact(95), exact(10)), (0, 0)),
        (exact(100), (rough(10, 40), exact(20)), (40, 70)),
        (exact(100), (rough(50, 90), exact(20)), (0, 30)),
        (exact(100), (rough(90, 95), exact(20)), (0, 0)),
        (rough(80, 100), (exact(30),), (50, 70)),
    ],
)
def test_what_is_left_after_the_charges(
    paid: AmountLine, charges: tuple[AmountLine, ...], left: tuple[int, int]
) -> None:
    lowest, highest = map(Decimal, left)
    inexact = AmountLine("left", None, Unknown.DATE_INEXACT, REFUND, lowest, highest)
    expected = inexact if lowest < highest else AmountLine("left", lowest, None, REFUND)
    assert refund_line("left", paid, *charges) == expected


def test_the_first_open_charge_says_why_nothing_can_be_told() -> None:
    first, second = (AmountLine("x", None, why) for why in (Unknown.END, Unknown.FEE_RATE))
    half = AmountLine("x", None, Unknown.START, (), Decimal(1))
    for lines, why in (((exact(1), first, second), Unknown.END), ((exact(1), half), Unknown.START)):
        assert refund_line("left", *lines) == AmountLine("left", None, why, REFUND)
    assert refund_line("left", half, exact(1)).unknown is Unknown.START
