"""Where the money goes and when, on the working calendar of mainland China."""

from __future__ import annotations

import sys
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from refundbot.catalogue import CHANNELS, PRODUCTS, Channel
from refundbot.eligibility.case import Case, Moment
from refundbot.eligibility.decision import AmountLine, Leg, Truth, Unknown
from refundbot.eligibility.payout import (
    BANK_CARD,
    MONTH_END,
    REVIEW_HOURS,
    THRESHOLD,
    large_review,
    payout,
)
from refundbot.eligibility.working_days import add_working_days, closes_books, working_day
from refundbot.policy import Policy, PolicyBook
from refundbot.policy.model import POLICY_ZONE

sys.path.insert(0, str(Path(__file__).parent))
from worlds import undisputed, without

PLENTY = AmountLine("refund", Decimal(100))


@pytest.fixture(scope="module")
def policy(book: PolicyBook) -> Policy:
    return book.at(date(2026, 11, 22))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=POLICY_ZONE)


def legs(policy: Policy, asked: str, channel: Channel | None, paid: str | None = None) -> tuple[Leg, ...]:
    paid_at = Moment.exactly(at(paid)) if paid else None
    return payout(Case(at(asked), channel=channel, paid_at=paid_at), policy, PLENTY, None).legs


def route(channel: Channel) -> tuple[str, str]:
    """The parameters that say by which route money is withdrawn, and for how long."""
    return f"payout.channels.{channel.id}.mode", f"payout.channels.{channel.id}.within"


def test_a_paid_alipay_order_goes_to_the_account_and_then_back(policy: Policy) -> None:
    first, second = legs(policy, "2026-11-12T10:00", CHANNELS["alipay"], "2026-11-10T10:00")
    assert (first.to, first.business_days, first.earliest, first.latest) == (
        *("account", 1),
        *(date(2026, 11, 13), date(2026, 11, 13)),
    )
    assert (second.to, second.latest) == ("original_channel", date(2026, 11, 16))


def test_a_long_holiday_is_skipped_and_a_make_up_saturday_worked(policy: Policy) -> None:
    first = legs(policy, "2026-09-30T10:00", CHANNELS["balance"])[0]
    assert first.latest == date(2026, 10, 8)
    assert working_day(date(2026, 10, 10)) is True
    assert working_day(date(2026, 10, 1)) is False


@pytest.mark.parametrize(
    ("channel", "months"),
    [
        (CHANNELS["alipay"], 11),
        (CHANNELS["wechat"], 11),
        (CHANNELS["unionpay"], 3),
        (CHANNELS["huawei_pay"], 3),
        (CHANNELS["huawei_payment"], 6),
    ],
)
def test_the_original_route_lasts_its_months_to_the_second(
    policy: Policy, channel: Channel, months: int
) -> None:
    year, month = divmod(2026 * 12 + 10 - months, 12)
    limit = datetime(year, month + 1, 12, 10, tzinfo=POLICY_ZONE).isoformat()[:19]
    late = limit.replace("10:00:00", "09:59:59")
    assert legs(policy, "2026-11-12T10:00", channel, limit)[1].to == "original_channel"
    gone = legs(policy, "2026-11-12T10:00", channel, late)[1]
    assert gone == Leg("bank_card", None, None, None, (*route(channel), BANK_CARD))


def test_without_the_day_of_payment_the_route_stays_open(policy: Policy) -> None:
    either = Leg("original_channel_or_bank_card", None, None, None, route(CHANNELS["wechat"]))
    assert legs(policy, "2026-11-12T10:00", CHANNELS["wechat"])[1] == either


def test_the_months_are_those_of_the_calendar_in_shanghai(policy: Policy) -> None:
    """Half past midnight there is still the day before elsewhere, and a month with fewer days comes."""
    assert legs(policy, "2026-02-28T10:00", CHANNELS["unionpay"], "2025-11-30T00:30")[1].to == "bank_card"


def test_a_rough_day_of_payment_astride_the_limit_stays_open(policy: Policy) -> None:
    paid = Moment(at("2026-08-01T00:00"), at("2026-08-31T00:00"))
    case = Case(at("2026-11-12T10:00"), channel=CHANNELS["unionpay"], paid_at=paid)
    assert payout(case, policy, PLENTY, None).legs[1].to == "original_channel_or_bank_card"


def test_bank_transfers_take_seven_working_days_without_a_limit(policy: Policy) -> None:
    second = legs(policy, "2026-11-02T10:00", CHANNELS["bank_transfer"], "2020-01-01T00:00")[1]
    assert (second.to, second.business_days, second.latest) == ("original_channel", 7, date(2026, 11, 12))


@pytest.mark.parametrize(
    ("channel", "to"),
    [
        (CHANNELS["balance"], "account"),
        (CHANNELS["partner"], "partner_account"),
        (CHANNELS["resale_balance"], "customer_account"),
        (CHANNELS["loan"], "bank"),
        (CHANNELS["credit"], "unknown"),
    ],
)
def test_other_means_end_where_they_end(policy: Policy, channel: Channel, to: str) -> None:
    (only,) = legs(policy, "2026-11-12T10:00", channel)
    read = (f"payout.accounts.{channel.id}.to", f"payout.accounts.{channel.id}.days")
    if channel in (CHANNELS["loan"], CHANNELS["credit"]):
        assert only == Leg(to, None, None, None, read)
    else:
        assert only == Leg(to, 1, date(2026, 11, 13), date(2026, 11, 13), read)


def test_online_banking_has_no_rule_of_its_own(policy: Policy) -> None:
    second = legs(policy, "2026-11-12T10:00", CHANNELS["online_banking"], "2026-11-10T10:00")[1]
    assert second == Leg("unknown", None, None, None, route(CHANNELS["online_banking"]))


def test_without_a_channel_there_is_no_way_to_tell(policy: Policy) -> None:
    assert legs(policy, "2026-11-12T10:00", None) == ()


def test_a_certificate_goes_back_as_it_was_paid(policy: Policy) -> None:
    case = Case(at("2026-11-12T10:00"), product=PRODUCTS["ssl_certificate"], channel=CHANNELS["alipay"])
    back = Leg("original_channel", None, None, None, ("procedures.ssl.steps",))
    assert payout(case, policy, PLENTY, None).legs == (back,)


def test_the_day_of_a_request_is_that_in_shanghai(policy: Policy) -> None:
    asked = datetime(2026, 11, 12, 17, tzinfo=timezone.utc)
    (only,) = payout(Case(asked, channel=CHANNELS["balance"]), policy, PLENTY, None).legs
    assert only.earliest == date(2026, 11, 16)


def test_the_closing_of_the_books_may_delay_the_withdrawal(policy: Policy) -> None:
    first, second = legs(policy, "2026-11-25T10:00", CHANNELS["alipay"], "2026-11-20T10:00")
    assert first.latest == date(2026, 11, 26)
    read = (*route(CHANNELS["alipay"]), "payout.channels.alipay.days", *MONTH_END)
    assert second == Leg("original_channel", 1, date(2026, 11, 27), date(2026, 11, 29), read)
    early = legs(policy, "2026-11-23T10:00", CHANNELS["alipay"], "2026-11-20T10:00")[1]
    assert early.latest == date(2026, 11, 25)


@pytest.mark.parametrize("id", MONTH_END)
def test_nothing_is_added_for_the_closing_of_which_not_all_is_known(policy: Policy, id: str) -> None:
    second = legs(without(policy, id), "2026-11-25T10:00", CHANNELS["alipay"], "2026-11-20T10:00")[1]
    assert second.latest == date(2026, 11, 27)
    assert not set(MONTH_END) & set(second.parameters)


def test_a_review_may_reach_beyond_the_calendar(policy: Policy) -> None:
    case = Case(
        at("2026-12-30T10:00"), channel=CHANNELS["alipay"], paid_at=Moment.exactly(at("2026-12-01T00:00"))
    )
    first, second = payout(case, policy, AmountLine("refund", Decimal(50_000)), None).legs
    assert (first.earliest, first.latest) == (date(2026, 12, 31), None)
    assert (second.earliest, second.latest) == (None, None)


def test_beyond_the_calendar_there_are_words_but_no_dates(policy: Policy) -> None:
    first, second = legs(policy, "2026-12-31T10:00", CHANNELS["alipay"], "2026-12-20T10:00")
    assert (first.business_days, first.earliest, first.latest) == (1, None, None)
    assert (second.business_days, second.latest) == (1, None)
    assert add_working_days(date(2026, 12, 31), 1) is None
    assert working_day(date(2030, 1, 1)) is None


@pytest.mark.parametrize(
    ("day", "closing"),
    [
        ("2026-11-25", False),
        ("2026-11-26", True),
        ("2026-11-28", True),
        ("2026-11-30", True),
        ("2026-12-31", True),
        ("2030-01-29", False),
    ],
)
def test_the_last_three_working_days_of_a_month(day: str, closing: bool) -> None:
    assert closes_books(date.fromisoformat(day), 3) is closing


@pytest.mark.parametrize(
    ("lowest", "highest", "review"),
    [
        ("49999.99", "49999.99", Truth.FAILED),
        ("50000.00", "50000.00", Truth.BOUNDARY),
        ("50000.01", "50000.01", Truth.PASSED),
        ("50000.01", "80000.00", Truth.PASSED),
        ("50000.01", None, Truth.PASSED),
        ("50000.00", "80000.00", Truth.UNKNOWN),
        ("10.00", "49999.99", Truth.FAILED),
        (None, "49999.99", Truth.FAILED),
        (None, "50000.00", Truth.UNKNOWN),
        (None, None, Truth.UNKNOWN),
    ],
)
def test_large_refunds(policy: Policy, lowest: str | None, highest: str | None, review: Truth) -> None:
    least, most = (Decimal(value) if value else None for value in (lowest, highest))
    assert large_review(least, most, policy) == (review, 24)


def test_a_refund_between_bounds_is_judged_by_the_lower_one(policy: Policy) -> None:
    case = Case(at("2026-11-12T10:00"), channel=CHANNELS["balance"])
    for lowest, review in (("50001", Truth.PASSED), ("49999", Truth.UNKNOWN)):
        line = AmountLine("refund", None, Unknown.DATE_INEXACT, (), Decimal(lowest), Decimal(60_000))
        assert payout(case, policy, line, Decimal(60_000)).review is review


def test_where_the_sources_agree_the_threshold_itself_needs_no_review(policy: Policy) -> None:
    agreed = undisputed(policy, THRESHOLD)
    assert large_review(Decimal(50_000), Decimal(50_000), agreed) == (Truth.FAILED, 24)
    assert large_review(Decimal(50_001), None, without(policy, THRESHOLD)) == (Truth.UNKNOWN, 24)


def test_a_review_of_unknown_length_moves_no_date(policy: Policy) -> None:
    case = Case(at("2026-11-12T23:30"), channel=CHANNELS["balance"])
    way = payout(case, without(policy, REVIEW_HOURS), AmountLine("refund", Decimal(60_000)), None)
    assert (way.review, way.review_hours) == (Truth.PASSED, None)
    assert way.legs[0].latest == date(2026, 11, 13)
    assert way.parameters == (THRESHOLD, REVIEW_HOURS)


def test_a_review_comes_before_the_first_leg(policy: Policy) -> None:
    case = Case(at("2026-11-12T10:00"), channel=CHANNELS["balance"])
    dates = []
    for amount in ("50000", "50001"):
        way = payout(case, policy, AmountLine("refund", Decimal(amount)), None)
        assert way.review_hours == 24
        dates.append((way.legs[0].earliest, way.legs[0].latest))
    assert dates == [(date(2026, 11, 13), date(2026, 11, 16)), (date(2026, 11, 16), date(2026, 11, 16))]
    assert payout(case, policy, PLENTY, None).review_hours is None
