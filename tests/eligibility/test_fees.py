"""The rate of the handling fee, why it is not known, and what was read for it."""

from __future__ import annotations

import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from refundbot.eligibility.case import Case, Moment, PurchaseKind
from refundbot.eligibility.decision import Unknown
from refundbot.eligibility.fees import fee_rate

sys.path.insert(0, str(Path(__file__).parent))
from worlds import NOW, POLICY

YEAR = timedelta(days=365)
RATES = tuple(f"fees.five_year.year_{year}" for year in range(1, 6))


def rate(**facts: Any) -> tuple[Decimal | None, Unknown | None, tuple[str, ...]]:
    return fee_rate(Case(NOW, **facts), POLICY)


@pytest.mark.parametrize(
    ("months", "read"),
    [
        (1, "fees.monthly"),
        (11, "fees.monthly"),
        (12, "fees.one_year"),
        (13, "fees.basis"),
        (24, "fees.two_year"),
        (36, "fees.three_year"),
        (48, "fees.basis"),
    ],
)
def test_terms_without_a_published_rate(months: int, read: str) -> None:
    provisioned = Moment.exactly(NOW - timedelta(days=10))
    assert rate(term_months=months, provisioned_at=provisioned) == (None, Unknown.FEE_RATE, (read,))


def test_neither_term_nor_start() -> None:
    assert rate() == (None, Unknown.TERM, ("fees.basis",))
    assert rate(term_months=60) == (None, Unknown.START, ("fees.basis",))
    renewal = {"purchase_kind": PurchaseKind.RENEWAL, "paid_at": Moment.exactly(NOW - YEAR)}
    assert rate(term_months=60, **renewal) == (None, Unknown.START, ("fees.basis",))


@pytest.mark.parametrize(
    ("used", "year", "of_paid"),
    [
        (timedelta(minutes=0), 1, "0.30"),
        (timedelta(hours=1), 1, "0.30"),
        (YEAR, 1, "0.30"),
        (YEAR + timedelta(hours=1), 2, "0.40"),
        (3 * YEAR, 3, "0.30"),
        (3 * YEAR + timedelta(days=2), 4, "0.15"),
    ],
)
def test_five_years(used: timedelta, year: int, of_paid: str) -> None:
    known = rate(term_months=60, provisioned_at=Moment.exactly(NOW - used))
    assert known == (Decimal(of_paid), None, (f"fees.five_year.year_{year}",))


def test_the_fifth_year_is_not_published() -> None:
    for years in (4, 5, 6):
        last = rate(term_months=60, provisioned_at=Moment.exactly(NOW - years * YEAR - timedelta(days=3)))
        assert last == (None, Unknown.FEE_RATE, RATES[4:])


def test_a_rough_date_over_the_turn_of_a_year_of_use() -> None:
    rough = Moment(NOW - YEAR - timedelta(days=2), NOW - YEAR + timedelta(days=2))
    assert rate(term_months=60, provisioned_at=rough) == (None, Unknown.DATE_INEXACT, RATES[:2])


def test_a_contract_waives_the_fee_whatever_the_term() -> None:
    assert rate(fee_waiver_contract=True) == (Decimal(0), None, ("formulas.fee_waiver",))
    assert rate(fee_waiver_contract=False) == (None, Unknown.TERM, ("fees.basis",))
