"""Cases from plain mappings and back, and what is said of a mapping that makes no sense."""

from __future__ import annotations

import json
import sys
from dataclasses import fields, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from refundbot.catalogue import PRODUCTS
from refundbot.eligibility import (
    Case,
    CaseError,
    case_from_mapping,
    case_to_mapping,
    decide,
    decision_to_json,
)
from refundbot.eligibility.case import Coupon, Moment, Payment
from refundbot.eligibility.cases import FIELDS
from refundbot.policy.model import POLICY_ZONE

sys.path.insert(0, str(Path(__file__).parent))
from worlds import NOW, POLICY, parts, payments, steady, worlds


def test_every_fact_can_be_read() -> None:
    assert {field.name for field in fields(Case)} == {*FIELDS, "requested_at", "not_known", "implied"}


def test_an_empty_mapping_is_a_case_of_which_nothing_is_known() -> None:
    assert case_from_mapping({}, NOW) == Case(NOW)
    assert case_from_mapping({"product": None, "not_known": []}, NOW) == Case(NOW)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=POLICY_ZONE)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-20 09:30", Moment.exactly(at("2026-11-20T09:30:00"))),
        ("2026-11-20 09:30:15", Moment.exactly(at("2026-11-20T09:30:15"))),
        ("2026-11-20T01:30:00Z", Moment.exactly(at("2026-11-20T09:30:00"))),
        ("2026-11-20T10:30:00+09:00", Moment.exactly(at("2026-11-20T09:30:00"))),
        (at("2026-11-20T09:30:00"), Moment.exactly(at("2026-11-20T09:30:00"))),
        ("2026-11-20", Moment(at("2026-11-20T00:00:00"), at("2026-11-20T23:59:59"))),
        (date(2026, 11, 20), Moment(at("2026-11-20T00:00:00"), at("2026-11-20T23:59:59"))),
        ("2026-11-22", Moment(at("2026-11-22T00:00:00"), NOW)),
        (
            {"earliest": "2026-11-01", "latest": "2026-11-02 08:00"},
            Moment(at("2026-11-01T00:00:00"), at("2026-11-02T08:00:00")),
        ),
        (
            {"earliest": "2026-11-02 08:00", "latest": "2026-11-02 08:00"},
            Moment.exactly(at("2026-11-02T08:00:00")),
        ),
        ("2000-01-01 00:00", Moment.exactly(at("2000-01-01T00:00:00"))),
    ],
)
def test_dates(written: object, meant: Moment) -> None:
    assert case_from_mapping({"paid_at": written}, NOW).paid_at == meant


def test_payment_and_its_coupons() -> None:
    written = {
        "cash": "80",
        "voucher": {"amount": Decimal(20), "expires_at": "2026-12-31"},
        "discount_coupon": False,
    }
    assert case_from_mapping({"payment": written}, NOW).payment == Payment(
        cash=Decimal(80),
        voucher=Coupon(Decimal(20), at("2026-12-31T23:59:59")),
        discount_coupon=False,
    )


@pytest.mark.parametrize(
    ("facts", "field", "says"),
    [
        ({"produkt": "ecs"}, "produkt", "product, billing_mode"),
        ({1: "ecs", "produkt": "ecs"}, "1", "product, billing_mode"),
        (
            {"product": "vps"},
            "product",
            "'vps' is not in the catalogue; see refundbot/catalogue/products.yaml",
        ),
        ({"paid_at": "next week"}, "paid_at", "YYYY-MM-DD HH:MM"),
        ({"paid_at": "2026-02-30"}, "paid_at", "calendar"),
        ({"requested_at": "soon"}, "requested_at", "not an instant"),
        ({"provisioned_at": "2026-12-01"}, "provisioned_at", "after the request"),
        ({"paid_at": "0001-01-01"}, "paid_at", "2000"),
        ({"paid_at": {"earliest": "2026-11-02", "latest": "2026-11-01"}}, "paid_at", "before it begins"),
        ({"paid_at": {"earliest": "2026-11-02"}}, "paid_at.latest", "not an instant"),
        ({"paid_at": {"latest": "2026-11-02"}}, "paid_at.earliest", "not an instant"),
        ({"expires_at": "2201-01-01"}, "expires_at", "2200"),
        ({"paid_at": {"from": "2026-11-02"}}, "paid_at", "earliest, latest"),
        ({"paid_amount": 99.5}, "paid_amount", '"99.50"'),
        ({"paid_amount": "-1"}, "paid_amount", '"99.50"'),
        ({"paid_amount": "NaN"}, "paid_amount", '"99.50"'),
        ({"paid_amount": "1e99"}, "paid_amount", '"99.50"'),
        ({"paid_amount": True}, "paid_amount", '"99.50"'),
        ({"quota_left": -1}, "quota_left", "whole number"),
        ({"quota_left": True}, "quota_left", "whole number"),
        ({"term_months": 0}, "term_months", "from 1"),
        ({"term_months": 10**9}, "term_months", "to 1200"),
        ({"invoiced": "yes"}, "invoiced", "true nor false"),
        ({"payment": {"coins": 1}}, "payment", "stored_card"),
        ({"payment": {"cash": 1.5}}, "payment.cash", '"99.50"'),
        ({"payment": {"discount_coupon": 1}}, "payment.discount_coupon", "true nor false"),
        (
            {"payment": {"voucher": {"amount": "1", "expires_at": "soon"}}},
            "payment.voucher.expires_at",
            "not an instant",
        ),
        ({"payment": {"voucher": {}}}, "payment.voucher.amount", '"99.50"'),
        ({"payment": {"voucher": 20}}, "payment.voucher", "expires_at"),
        ({"not_known": "product"}, "not_known", "names of facts"),
        ({"not_known": ["colour"]}, "not_known", "names of facts"),
        ({"not_known": [["product"]]}, "not_known", "names of facts"),
        ({"not_known": {"product": True}}, "not_known", "names of facts"),
    ],
)
def test_complaints_name_the_field_and_what_it_takes(facts: dict[Any, Any], field: str, says: str) -> None:
    with pytest.raises(CaseError) as complaint:
        case_from_mapping(facts, NOW)
    assert complaint.value.field == field
    assert str(complaint.value).startswith(f"{field}: ")
    assert says in str(complaint.value)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"paid_at": "2026-12-01"}, "paid_at: it lies after the request; it has to be earlier"),
        ({"not_known": 1}, "not_known: a list of names of facts is expected"),
        (
            {"paid_at": {"earliest": "2026-11-02", "latest": "2026-11-01"}},
            "paid_at: the interval ends before it begins",
        ),
    ],
)
def test_complaints_in_full(facts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CaseError) as complaint:
        case_from_mapping(facts, NOW)
    assert str(complaint.value) == sentence


def test_the_largest_and_the_latest_that_is_believed() -> None:
    facts = {"paid_amount": "1000000000000", "expires_at": "2200-12-31 10:00", "term_months": 1200}
    case = case_from_mapping({**facts, "quota_left": 10_000}, NOW)
    assert (case.paid_amount, case.term_months, case.quota_left) == (10**12, 1200, 10_000)
    assert case.expires_at == Moment.exactly(at("2200-12-31T10:00:00"))


def test_the_request_needs_a_time_zone() -> None:
    with pytest.raises(CaseError) as complaint:
        case_from_mapping({}, datetime(2026, 11, 22))  # noqa: DTZ001
    assert complaint.value.field == "requested_at"
    assert str(complaint.value) == "requested_at: a time zone is needed"


def test_a_case_file_may_fix_the_time_of_the_request() -> None:
    stated = case_from_mapping({"requested_at": "2026-01-01 10:00"}, NOW)
    assert stated.requested_at == at("2026-01-01T10:00:00")


@steady(200)
@given(worlds().flatmap(parts), st.one_of(st.none(), payments))
def test_round_trip_through_json_and_yaml(case: Case, payment: Payment | None) -> None:
    case = replace(case, payment=payment)
    written = case_to_mapping(case)
    later = NOW + timedelta(days=9)
    assert case_from_mapping(json.loads(json.dumps(written)), later) == case
    assert case_from_mapping(yaml.safe_load(yaml.safe_dump(written)), later) == case


def test_round_trip_keeps_the_decision() -> None:
    west = timezone(timedelta(hours=-5))
    case = Case(NOW.astimezone(west), product=PRODUCTS["ecs"], paid_at=Moment.exactly(NOW.astimezone(west)))
    again = case_from_mapping(case_to_mapping(case), NOW)
    assert decide(again, POLICY) == decide(case, POLICY)


def test_amounts_are_written_out() -> None:
    assert case_to_mapping(Case(NOW, paid_amount=Decimal("1E+2")))["paid_amount"] == "100"


def test_a_decision_as_json_is_plain() -> None:
    facts = {
        "product": "resource_package",
        "state": "not_in_effect",
        "paid_amount": "50000",
        "channel": "alipay",
    }
    written = decision_to_json(decide(case_from_mapping(facts, NOW), POLICY))
    assert json.loads(json.dumps(written)) == written
    assert written["outcome"] == "full_refund"
    assert written["policy_version"] == POLICY.version
    lines: Any = written["amounts"]
    assert {line["id"]: line["amount"] for line in lines}["refund"] == "50000"
    way: Any = written["payout"]
    assert way["legs"][0]["latest"] == "2026-11-24"
