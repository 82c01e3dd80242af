"""The sample orders: complete, consistent in themselves, dated from the present."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
import yaml

from refundbot.catalogue import CHANNELS, PRODUCTS
from refundbot.eligibility.case import (
    BillingMode,
    Freeze,
    Origin,
    PurchaseKind,
    ResourceState,
    Seller,
)
from refundbot.orders import Order, normalise_order_number
from refundbot.orders.sample_table import at, end_of_term, sample_orders, table_text

NOW = datetime.fromisoformat("2026-11-22T10:15:30+08:00")
DAYS = timedelta(days=1)
ORDERS = sample_orders(NOW)
ROWS: list[dict[str, Any]] = yaml.safe_load(table_text())["orders"]
BY_SCENARIO = dict(zip((row["scenario"] for row in ROWS), ORDERS, strict=True))
WITHOUT_RULE = {"credit_card", "foreign_card", "paypal", "digital_rmb", "another_person"}
"""Channels of which the policy knows nothing that an order could show."""


def values(kind: type[Enum]) -> set[str]:
    return {member.value for member in kind}


LISTED: dict[str, Iterable[str]] = {
    "product": PRODUCTS,
    "billing_mode": values(BillingMode),
    "purchase_kind": values(PurchaseKind),
    "state": values(ResourceState),
    "origin": values(Origin),
    "channel": CHANNELS,
    "freeze": values(Freeze),
    "seller": values(Seller),
}
GUIDE = Path(__file__).parents[2] / "docs" / "sample-orders.md"

SCENARIOS = {
    *("five_day_inside", "five_day_near_limit", "five_day_at_limit", "five_day_just_outside"),
    *("five_day_not_supported", "five_day_quota_used_up"),
    *("conditional_monthly", "conditional_1_year", "conditional_3_years", "conditional_5_years"),
    *("renewal_not_in_effect", "renewal_in_effect"),
    *("shared_traffic_unused", "shared_traffic_used", "shared_traffic_used_up"),
    *("cdn_package", "obs_package", "resource_package_not_in_effect", "resource_package_in_effect"),
    *("backup_package", "dws_package", "media_package", "bandwidth_addon"),
    *("pay_per_use", "creation_failed", "change_failed", "expired", "unsubscribed", "closed"),
    *("frozen_police", "frozen_arrears", "frozen_violation", "frozen_unspecified", "pending_transaction"),
    *("invoiced_direct", "invoiced_partner", "invoiced_marketplace", "partner", "marketplace"),
    *("trial", "gift", "promotion", "ssl_inside", "ssl_outside", "domain", "meeting", "support_plan"),
    *("large_amount_above", "large_amount_exact"),
    *("voucher_expired", "discount_coupon", "mixed_coupons", "credit", "loan"),
}


def test_every_scenario_has_its_order() -> None:
    assert set(BY_SCENARIO) == SCENARIOS
    assert len(ROWS) == len(SCENARIOS)


def test_numbers_are_order_numbers_and_stand_once() -> None:
    assert [normalise_order_number(order.number) for order in ORDERS] == [order.number for order in ORDERS]
    assert len({order.number for order in ORDERS}) == len(ORDERS)


def test_demo_owns_most_and_the_others_a_few() -> None:
    owned = Counter(order.customer_id for order in ORDERS)
    assert set(owned) == {"demo", "demo2", "demo3"}
    assert owned["demo"] > len(ORDERS) / 2
    assert min(owned.values()) >= 2


def test_all_are_marked_as_samples() -> None:
    assert all(order.sample for order in ORDERS)


@pytest.mark.parametrize("name", LISTED)
def test_values_are_those_of_the_case(name: str) -> None:
    assert {getattr(order, name) for order in ORDERS} <= set(LISTED[name])


@pytest.mark.parametrize("name", ["channel", "state", "freeze", "seller", "purchase_kind"])
def test_every_value_occurs(name: str) -> None:
    assert {getattr(order, name) for order in ORDERS} == set(LISTED[name]) - WITHOUT_RULE


def test_every_kind_of_coupon_occurs() -> None:
    for kind in ("voucher_fen", "cash_coupon_fen", "stored_card_fen", "discount_coupon"):
        assert any(getattr(order, kind) for order in ORDERS), kind


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.number)
def test_each_order_is_consistent(order: Order) -> None:
    parts = (order.cash_fen, order.cash_coupon_fen, order.stored_card_fen)
    assert order.paid_amount_fen == sum(part or 0 for part in parts)
    for kind in ("voucher", "cash_coupon", "stored_card"):
        assert bool(getattr(order, f"{kind}_fen")) == bool(getattr(order, f"{kind}_expires_at"))
    assert order.paid_at is None or order.paid_at <= NOW
    if order.state in {"in_effect", "used_up"}:
        assert order.effective_at
        assert order.effective_at <= NOW
        assert order.expires_at is None or order.expires_at > NOW
    if order.state == "not_in_effect":
        assert order.effective_at
        assert order.effective_at > NOW
    if order.state == "expired":
        assert order.expires_at
        assert order.expires_at <= NOW
    if order.total_gb is not None:
        assert order.used_gb is not None
        assert 0 <= order.used_gb <= order.total_gb
        assert order.used == (order.used_gb > 0)


def since(scenario: str, name: str = "provisioned_at", now: datetime = NOW) -> timedelta:
    """Age of a scenario's order."""
    instant = getattr(BY_SCENARIO[scenario], name)
    assert isinstance(instant, datetime)
    return now - instant


def test_orders_lie_where_their_scenario_says() -> None:
    assert since("five_day_inside") < 5 * DAYS
    assert 5 * DAYS - timedelta(hours=1) < since("five_day_near_limit") < 5 * DAYS
    assert since("five_day_at_limit") == 5 * DAYS
    assert 5 * DAYS < since("five_day_just_outside") < 5 * DAYS + timedelta(hours=2)
    assert since("five_day_quota_used_up") < 5 * DAYS
    assert since("ssl_inside", "paid_at") < 7 * DAYS < since("ssl_outside", "paid_at")
    assert BY_SCENARIO["five_day_quota_used_up"].quota_left == 0
    terms = [BY_SCENARIO[f"conditional_{term}"].term_months for term in ("1_year", "3_years", "5_years")]
    assert terms == [12, 36, 60]


def test_large_amounts_lie_above_and_on_the_limit_and_come_back_in_full() -> None:
    above, exact = BY_SCENARIO["large_amount_above"], BY_SCENARIO["large_amount_exact"]
    assert above.paid_amount_fen
    assert above.paid_amount_fen > 50_000_00
    assert exact.paid_amount_fen == 50_000_00
    assert since("large_amount_above") < 5 * DAYS
    assert since("large_amount_exact") < 5 * DAYS


@pytest.mark.parametrize("later", ["2026-11-22T02:15:30+00:00", "2024-02-29T23:59:59+08:00"])
def test_dates_move_with_the_present(later: str) -> None:
    then = datetime.fromisoformat(later)
    for order, moved in zip(ORDERS, sample_orders(then), strict=True):
        assert order.number == moved.number
        if order.provisioned_at:
            assert moved.provisioned_at
            assert NOW - order.provisioned_at == then - moved.provisioned_at


def test_ages() -> None:
    assert at("-3d2h", NOW).isoformat() == "2026-11-19T08:15:30+08:00"
    assert at("+1d30m", NOW).isoformat() == "2026-11-23T10:45:30+08:00"


@pytest.mark.parametrize("text", ["", "3d", "-", "-2h3d", "-3 d", "-1w", "2026-11-22"])
def test_what_is_no_age(text: str) -> None:
    with pytest.raises(ValueError, match="-3d2h"):
        at(text, NOW)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-01-01T10:30:00+08:00", 1, "2024-02-01T23:59:59+08:00"),
        ("2024-06-15T10:30:00+08:00", 1, "2024-07-15T23:59:59+08:00"),
        ("2024-01-31T08:00:00+08:00", 1, "2024-02-29T23:59:59+08:00"),
        ("2024-02-29T08:00:00+08:00", 12, "2025-02-28T23:59:59+08:00"),
        ("2026-12-05T08:00:00+08:00", 60, "2031-12-05T23:59:59+08:00"),
    ],
)
def test_a_term_ends_with_its_last_day(start: str, months: int, end: str) -> None:
    assert end_of_term(datetime.fromisoformat(start), months).isoformat() == end


def test_the_guide_lists_these_orders() -> None:
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if line.startswith("| CS")]
    customers = [order.customer_id for order in ORDERS]
    assert listed == [
        f"| {row['number']} | {customer} | {row['title']} | {row['explained']} |"
        for row, customer in zip(ROWS, customers, strict=True)
    ]
