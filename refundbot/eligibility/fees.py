"""The handling fee: a rate on the amount paid, known for few terms only (S4, S2)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from refundbot.eligibility.case import Case
from refundbot.eligibility.decision import Unknown
from refundbot.eligibility.duration import floor_hour, period_start
from refundbot.eligibility.moments import add_months
from refundbot.policy import Policy

YEAR = 12
"""Months."""
BY_TERM = {60: "fees.five_year", 36: "fees.three_year", 24: "fees.two_year", 12: "fees.one_year"}
"""The row of the fee table for a term in months; shorter terms are bought by the month."""
MONTHLY = "fees.monthly"
FIVE_YEARS = 60


def fee_rate(case: Case, policy: Policy) -> tuple[Decimal | None, Unknown | None, tuple[str, ...]]:
    """The rate for the term and the time used, or why it is not known, and the parameters read.

    The table of another site never stands in for a rate that is not known.
    """
    if case.fee_waiver_contract:
        return Decimal(0), None, ("formulas.fee_waiver",)
    if case.term_months is None:
        return None, Unknown.TERM, ("fees.basis",)
    row = BY_TERM.get(case.term_months, MONTHLY if case.term_months < YEAR else None)
    if row is None:
        return None, Unknown.FEE_RATE, ("fees.basis",)
    if case.term_months != FIVE_YEARS:
        return _known(row, policy)
    start, _ = period_start(case)
    if start is None:
        return None, Unknown.START, ("fees.basis",)
    years = {_years(instant, case.requested_at) for instant in (start.earliest, start.latest)}
    if len(years) > 1:
        return None, Unknown.DATE_INEXACT, tuple(f"{row}.year_{year}" for year in sorted(years))
    return _known(f"{row}.year_{years.pop()}", policy)


def _known(id: str, policy: Policy) -> tuple[Decimal | None, Unknown | None, tuple[str, ...]]:
    rate = policy.get(id).value
    if isinstance(rate, Decimal):
        return rate, None, (id,)
    return None, Unknown.FEE_RATE, (id,)


def _years(start: datetime, now: datetime) -> int:
    """The year of use, from 1: the n-th lasts up to and including n years after the start, in whole hours."""
    begin, end = floor_hour(start), floor_hour(now)
    years = range(1, FIVE_YEARS // YEAR)
    return next((year for year in years if end <= add_months(begin, year * YEAR)), FIVE_YEARS // YEAR)
