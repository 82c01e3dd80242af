"""What an order tells the dialogue, and how its number may be spelt."""

from dataclasses import fields, replace
from datetime import datetime
from decimal import Decimal

import pytest

from refundbot.eligibility import case as engine
from refundbot.orders import Order, normalise_order_number
from refundbot.orders.order import FACTS

PAID = datetime.fromisoformat("2026-11-20T09:00:00+08:00")
LATER = datetime.fromisoformat("2027-01-28T09:00:00+08:00")
ORDER = Order(
    "CS2611000101",
    "demo",
    "弹性云服务器",
    product="ecs",
    paid_at=PAID,
    used=False,
    quota_left=0,
    paid_amount_fen=8005,
    cash_fen=8005,
    voucher_fen=2000,
    voucher_expires_at=LATER,
    stored_card_fen=0,
    discount_coupon=False,
)


def test_facts_are_exact_amounts_in_yuan_and_aware_instants() -> None:
    assert ORDER.case_facts() == {
        "product": "ecs",
        "paid_at": PAID,
        "used": False,
        "quota_left": 0,
        "paid_amount": Decimal("80.05"),
        "payment": {
            "cash": Decimal("80.05"),
            "voucher": {"amount": Decimal("20.00"), "expires_at": LATER},
            "stored_card": {"amount": Decimal("0.00")},
            "discount_coupon": False,
        },
    }


def test_an_order_of_which_nothing_is_known_states_nothing() -> None:
    assert Order("CS2611000101", "demo", "订单").case_facts() == {}


def test_facts_bear_the_names_of_the_case_and_its_payment() -> None:
    case_fields = {field.name for field in fields(engine.Case)}
    assert set(FACTS) | {"paid_amount", "payment"} <= case_fields
    payment = replace(ORDER, cash_coupon_fen=1, cash_coupon_expires_at=LATER).case_facts()["payment"]
    assert isinstance(payment, dict)
    assert set(payment) == {field.name for field in fields(engine.Payment)}
    assert set(payment["cash_coupon"]) == {field.name for field in fields(engine.Coupon)}


def test_every_attribute_that_a_case_has_too_is_among_the_facts() -> None:
    shared = {field.name for field in fields(Order)} & {field.name for field in fields(engine.Case)}
    assert shared == set(FACTS)


def test_an_instant_without_a_zone_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="CS2611000101: expires_at"):
        replace(ORDER, expires_at=PAID.replace(tzinfo=None))


@pytest.mark.parametrize(
    "text",
    [
        "CS2611000101",
        "cs2611000101",
        " Cs 2611 000101\n",
        "CS-2611-000101",
        "ＣＳ２６１１０００１０１",
        "ｃｓ\u30002611０００101",
    ],
)
def test_spellings_of_a_number(text: str) -> None:
    assert normalise_order_number(text) == "CS2611000101"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CS261100010",
        "CS26110001011",
        "XCS2611000101",
        "2611000101",
        "CS26110001O1",
        "CS٢٦١١٠٠٠١٠١",
        "CS2611000101' OR '1'='1",
        "CS2611000101\0",
        "CS2611000101" + " " * 10_000,
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert normalise_order_number(text) is None
