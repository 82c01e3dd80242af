"""What comes back by each means of payment, and by which rule."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from refundbot.eligibility.case import Case, Coupon, Payment
from refundbot.eligibility.coupons import Part, coupon_returns, paid_line, parts_back
from refundbot.eligibility.decision import AmountLine, CouponReturn, Unknown
from refundbot.policy import PolicyBook

sys.path.insert(0, str(Path(__file__).parent))
from worlds import NOW, POLICY

ZERO, TEN, TWENTY = Decimal(0), Decimal(10), Decimal(20)
FIVE_DAY, CONDITIONAL = "scenarios.in_use_five_day", "scenarios.in_use_conditional"
LAPSES = "coupon_rules.expired_coupon"
REFUND = AmountLine("refund", TEN)


def paid(**means: object) -> Case:
    return Case(NOW, payment=Payment(**means))  # type: ignore[arg-type]


def parts(case: Case, scenario: str | None, refund: AmountLine = REFUND) -> tuple[Part, ...]:
    return parts_back(case, POLICY, scenario, refund)


def test_a_full_refund_gives_each_means_back() -> None:
    case = paid(cash=TEN, voucher=Coupon(TWENTY), stored_card=Coupon(ZERO))
    assert parts(case, "in_use_five_day") == (
        Part("cash", "returned", TEN, None, (f"{FIVE_DAY}.refund",)),
        Part("voucher", "returned", TWENTY, None, (f"{FIVE_DAY}.voucher", LAPSES)),
    )


@pytest.mark.parametrize(("hours", "lapsed"), [(-1, True), (0, True), (1, False)])
@pytest.mark.parametrize("scenario", ["in_use_five_day", "in_use_conditional"])
def test_what_has_expired_lapses(hours: int, lapsed: bool, scenario: str) -> None:
    coupon = Coupon(TWENTY, NOW + timedelta(hours=hours))
    (part,) = parts(paid(cash_coupon=coupon), scenario)
    assert (part.result == "expired") is lapsed
    if lapsed:
        rule = f"scenarios.{scenario}.cash_coupon"
        assert part == Part("cash_coupon", "expired", ZERO, None, (rule, LAPSES))


def test_cash_is_not_known_where_the_scenario_refunds_nothing() -> None:
    assert parts(paid(cash=TEN), "expired") == (
        Part("cash", "unknown", None, Unknown.COUPON_RULE, ("scenarios.expired.refund",)),
    )


def test_a_charged_refund_keeps_the_voucher_and_follows_what_was_paid_alone() -> None:
    case = paid(cash=TWENTY, voucher=Coupon(TWENTY), cash_coupon=Coupon(ZERO), stored_card=Coupon(ZERO))
    voucher = Part("voucher", "not_returned", ZERO, None, (f"{CONDITIONAL}.voucher",))
    cash = Part("cash", "partly", TEN, None, (f"{CONDITIONAL}.refund",))
    assert parts(case, "in_use_conditional") == (cash, voucher)
    unknown = AmountLine("refund", None, Unknown.FEE_RATE)
    (first, _) = parts(case, "in_use_conditional", unknown)
    assert (first.amount, first.unknown) == (None, Unknown.FEE_RATE)


def test_how_charges_are_divided_between_means_is_not_guessed() -> None:
    case = paid(cash=TWENTY, cash_coupon=Coupon(TEN))
    split = (None, Unknown.SPLIT)
    for part, rule in zip(parts(case, "in_use_conditional"), ("refund", "cash_coupon"), strict=True):
        assert (part.result, part.amount, part.unknown) == ("partly", *split)
        assert part.parameters == (f"{CONDITIONAL}.{rule}", "formulas.coupon_fee_split")


def test_what_the_documents_leave_open_stays_unknown(book: PolicyBook) -> None:
    certificate = ("products.ssl_certificate.reason",)
    case = paid(cash=TEN, voucher=Coupon(TWENTY))
    assert parts(case, None) == (
        Part("cash", "returned", TEN, None, certificate),
        Part("voucher", "unknown", None, Unknown.COUPON_RULE, certificate),
    )
    before = parts_back(case, book.at(date(2010, 1, 1)), "not_effective", REFUND)
    assert [(part.result, part.unknown) for part in before] == [("unknown", Unknown.COUPON_RULE)] * 2
    assert parts(case, "in_use_blocked")[0].result == "unknown"


def test_nor_is_a_discount_coupon_guessed_at(book: PolicyBook) -> None:
    case = paid(discount_coupon=True)
    by_product = ("unknown", None, ("products.ssl_certificate.reason",))
    assert coupon_returns(case, POLICY, None, ()) == (CouponReturn("discount_coupon", *by_product),)
    (before,) = coupon_returns(case, book.at(date(2010, 1, 1)), "not_effective", ())
    assert before.result == "unknown"


def test_coupons_are_told_apart_from_money() -> None:
    case = paid(cash=TEN, voucher=Coupon(TWENTY), discount_coupon=True)
    back = coupon_returns(case, POLICY, "in_use_five_day", parts(case, "in_use_five_day"))
    assert back == (
        CouponReturn("voucher", "returned", TWENTY, (f"{FIVE_DAY}.voucher", LAPSES)),
        CouponReturn("discount_coupon", "not_returned", None, (f"{FIVE_DAY}.discount_coupon",)),
    )
    assert coupon_returns(Case(NOW), POLICY, "in_use_five_day", ()) == ()


def test_a_part_is_a_line_of_the_account() -> None:
    part = Part("cash", "partly", None, Unknown.SPLIT, ("id",))
    assert part.line() == AmountLine("refund_cash", None, Unknown.SPLIT, ("id",))


def test_what_was_paid_is_all_but_the_voucher() -> None:
    rule = ("coupon_rules.paid_amount",)
    means = {"cash": TEN, "cash_coupon": Coupon(TWENTY), "stored_card": Coupon(ZERO)}
    in_all = AmountLine("paid", Decimal(30), None, rule)
    assert paid_line(paid(**means, voucher=Coupon(TEN)), POLICY) == in_all
    unknown = AmountLine("paid", None, Unknown.PAID_AMOUNT, rule)
    for name in means:
        assert paid_line(paid(**{**means, name: None}), POLICY) == unknown
    assert paid_line(Case(NOW), POLICY) == unknown
    assert paid_line(Case(NOW, paid_amount=TEN), POLICY) == AmountLine("paid", TEN, None, rule)
