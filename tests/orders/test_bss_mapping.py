"""What each documented code, time and amount becomes, and what stays unknown."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from huaweicloudsdkbss import v2 as sdk

from refundbot.catalogue import PRODUCTS
from refundbot.eligibility import case as engine
from refundbot.eligibility.cases import case_from_mapping
from refundbot.orders import Order
from refundbot.orders.bss import Balance, RefundLine, mapping
from tests.orders import bss_server as shapes

NOW = datetime.fromisoformat("2026-11-22T10:15:30+08:00")
READER = sdk.BssClient()
NUMBER, CUSTOMER = "CS2611200900A1B2C", "customer-1"


def model(name: str, data: shapes.Json) -> Any:
    """The SDK's model of what the server would say."""
    return READER._deserialize(data, name)


def order(
    changed: shapes.Json | None = None,
    lines: list[shapes.Json] | None = None,
    resources: list[shapes.Json] | None = None,
    packages: list[shapes.Json] | None = None,
) -> Order:
    """The order of a row that differs from a server's in what is `changed`; by default with nothing else."""
    return mapping.order_of(
        model("CustomerOrderV2", shapes.customer_order(NUMBER, CUSTOMER, **(changed or {}))),
        [model("OrderLineItemEntityV2", shapes.order_line(NUMBER, **line)) for line in lines or ()],
        [model("OrderInstanceV2", shapes.resource(NUMBER, CUSTOMER, **one)) for one in resources or ()],
        [model("FreeResourcePackageV3", shapes.package(NUMBER, **one)) for one in packages or ()],
    )


def china(text: str) -> datetime:
    return datetime.fromisoformat(text + "+08:00")


@pytest.mark.parametrize(
    ("name", "shape", "internal"),
    [
        ("CustomerOrderV2", shapes.customer_order(NUMBER, CUSTOMER), set()),
        ("AmountInfomationV2", shapes.amount_info(), set()),
        ("OrderLineItemEntityV2", shapes.order_line(NUMBER), set()),
        ("OrderInstanceV2", shapes.resource(NUMBER, CUSTOMER), {"order_id", "customer_id"}),
        ("FreeResourcePackageV3", shapes.package(NUMBER), set()),
        ("FreeResourceV3", shapes.free_resource(), set()),
        ("OrderRefundInfoV2", shapes.refund_info(NUMBER, NUMBER, CUSTOMER, -1), {"order_id"}),
    ],
)
def test_the_contract_server_speaks_the_shapes_of_the_sdk(
    name: str, shape: shapes.Json, internal: set[str]
) -> None:
    assert set(shape) - internal == set(getattr(sdk, name).attribute_map.values())


def test_a_server_by_the_month() -> None:
    assert order(lines=[{}], resources=[{}]) == Order(
        number=NUMBER,
        customer_id=CUSTOMER,
        title="弹性云服务器",
        product="ecs",
        billing_mode="subscription",
        term_months=1,
        purchase_kind="new",
        state="in_effect",
        paid_at=china("2026-11-20T09:05:00"),
        provisioned_at=china("2026-11-20T09:06:00"),
        effective_at=china("2026-11-20T09:06:00"),
        expires_at=china("2026-12-20T23:59:59"),
        paid_amount_fen=8005,
        cash_fen=8005,
        voucher_fen=0,
        cash_coupon_fen=0,
        stored_card_fen=0,
        discount_coupon=False,
    )


def test_an_untouched_traffic_package() -> None:
    found = order({"service_type_code": "hws.service.type.vpc"}, lines=[{}], packages=[{}])
    assert (found.product, found.billing_mode, found.state) == (
        "shared_traffic_package",
        "package",
        "in_effect",
    )
    assert (found.used, found.total_gb, found.used_gb) == (False, Decimal(10), Decimal(0))
    assert found.provisioned_at is None


def test_the_row_alone_tells_neither_product_nor_term() -> None:
    found = order()
    assert found.paid_at == china("2026-11-20T09:05:00")
    assert found.paid_amount_fen == 8005
    assert {found.product, found.billing_mode, found.term_months, found.state, found.expires_at} == {None}


def test_what_bss_never_tells_is_never_made_up() -> None:
    for found in (order(lines=[{}], resources=[{}]), order(lines=[{}], packages=[{}])):
        for name in (
            *("quota_left", "five_day_supported", "channel", "invoiced", "freeze", "special_activity"),
            *("benefits_used", "voucher_expires_at", "cash_coupon_expires_at", "stored_card_expires_at"),
        ):
            assert getattr(found, name) is None, name
        assert found.sample is False


# States


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (0, "not_in_effect"),
        (1, "in_effect"),
        (2, "used_up"),
        (3, "expired"),
        (4, "unsubscribed"),
        (9, None),
        (None, None),
    ],
)
def test_states_of_a_package(status: int | None, state: str | None) -> None:
    assert order(packages=[{"status": status}]).state == state


@pytest.mark.parametrize(
    ("status", "state"), [(2, "in_effect"), (3, "closed"), (4, None), (5, "expired"), (None, None)]
)
def test_states_of_a_resource(status: int | None, state: str | None) -> None:
    assert order(resources=[{"status": status}]).state == state


@pytest.mark.parametrize(
    ("statuses", "freeze"), [((2, 4), "unspecified"), ((4,), "unspecified"), ((2, 3, 5), None), ((), None)]
)
def test_a_freeze_has_no_cause(statuses: tuple[int, ...], freeze: str | None) -> None:
    assert order(resources=[{"status": status} for status in statuses]).freeze == freeze


def test_resources_in_different_states_have_none_together() -> None:
    assert order(resources=[{}, {"status": 5}]).state is None


def test_a_resource_in_use_does_not_put_its_renewal_in_effect() -> None:
    line = {"effective_time": "2026-12-20T16:00:00Z", "expire_time": "2027-01-20T15:59:59Z"}
    renewal = order({"order_type": 2}, lines=[line], resources=[{}])
    assert (renewal.purchase_kind, renewal.state, renewal.provisioned_at) == ("renewal", None, None)
    assert renewal.effective_at == china("2026-12-21T00:00:00")
    assert order({"order_type": 2}, resources=[{"status": 5}]).state == "expired"


@pytest.mark.parametrize(
    ("status", "pending"),
    [(4, None), (5, None), (None, None), *((status, True) for status in (1, 2, 3, 6, 9, 10, 11, 12, 13))],
)
def test_an_order_under_way_is_a_pending_transaction(status: int | None, pending: bool | None) -> None:
    assert order({"status": status}).pending_transaction is pending


# Kinds of order


@pytest.mark.parametrize(
    ("order_type", "kind", "origin"),
    [(1, "new", None), (2, "renewal", None), (11, None, None), (13, "new", "trial"), (14, None, None)],
)
def test_orders_that_buy_a_term(order_type: int, kind: str | None, origin: str | None) -> None:
    found = order({"order_type": order_type})
    assert (found.purchase_kind, found.origin) == (kind, origin)
    assert found.paid_amount_fen == 8005


@pytest.mark.parametrize("order_type", [3, 10, 15, 99, None])
def test_other_orders_have_no_dates_or_amounts_of_their_own(order_type: int | None) -> None:
    found = order({"order_type": order_type}, lines=[{}], resources=[{}])
    assert found == Order(NUMBER, CUSTOMER, "弹性云服务器", product="ecs")


def test_a_completed_refund_order_says_that_it_was_returned() -> None:
    assert order({"order_type": 4}) == Order(NUMBER, CUSTOMER, "弹性云服务器", state="unsubscribed")
    assert order({"order_type": 4, "status": 3}).state is None


@pytest.mark.parametrize(("source", "seller"), [(1, None), (2, None), (4, "partner"), (None, None)])
def test_only_a_distributor_is_known_to_be_the_seller(source: int | None, seller: str | None) -> None:
    assert order({"source_type": source}).seller == seller


def test_without_a_name_the_number_is_the_title() -> None:
    assert order({"service_type_name": None}).title == NUMBER


# Products and terms


@pytest.mark.parametrize(
    ("resource_type", "product"),
    [
        ("hws.resource.type.vm", "ecs"),
        ("hws.resource.type.volume", "evs"),
        ("hws.resource.type.ip", "eip_bandwidth"),
        ("hws.resource.type.bandwidth", "eip_bandwidth"),
        ("hws.resource.type.another", None),
        (None, None),
    ],
)
def test_products_of_resources(resource_type: str | None, product: str | None) -> None:
    found = order(resources=[{"resource_type_code": resource_type}])
    assert (found.product, found.billing_mode) == (product, product and "subscription")


@pytest.mark.parametrize(
    ("service", "product"),
    [
        ("hws.service.type.vpc", "shared_traffic_package"),
        ("hws.service.type.cdn", "cdn_traffic_package"),
        ("hws.service.type.obs", "obs_package"),
        ("hws.service.type.another", "resource_package"),
        (None, "resource_package"),
    ],
)
def test_products_of_packages(service: str | None, product: str) -> None:
    found = order(packages=[{"service_type_code": service}])
    assert (found.product, found.billing_mode) == (product, "package")


@pytest.mark.parametrize(
    ("period", "number", "months"),
    [(2, 3, 3), (3, 5, 60), (0, 30, None), (4, 1, None), (5, 1, None), (None, 1, None), (2, None, None)],
)
def test_terms_in_months(period: int | None, number: int | None, months: int | None) -> None:
    assert order(lines=[{"period_type": period, "period_num": number}]).term_months == months


def test_lines_that_differ_leave_the_term_unknown() -> None:
    later = "2027-11-20T15:59:59Z"
    found = order(lines=[{}, {"period_num": 12, "expire_time": later}])
    assert (found.term_months, found.expires_at) == (None, None)
    assert found.effective_at == china("2026-11-20T09:06:00")


@pytest.mark.parametrize(
    ("items", "reset", "facts"),
    [
        ([{"amount": "7.5"}], 2, (True, Decimal(10), Decimal("2.5"))),
        ([{}], 1, (None, Decimal(10), Decimal(0))),
        ([{"amount": "7.5"}], 1, (True, Decimal(10), Decimal("2.5"))),
        ([{"measure_id": 11}], 2, (False, None, None)),
        ([{}, {}], 2, (False, None, None)),
        ([{}, {"amount": "0"}], 2, (True, None, None)),
        ([{"amount": None}], 2, (None, None, None)),
        ([{"amount": "many"}], 2, (None, None, None)),
        ([], 2, (None, None, None)),
        (None, 2, (None, None, None)),
    ],
)
def test_use_of_a_package(items: list[shapes.Json] | None, reset: int, facts: tuple[object, ...]) -> None:
    held = None if items is None else [shapes.free_resource(**item) for item in items]
    found = order(packages=[{"free_resources": held, "quota_reuse_mode": reset}])
    assert (found.used, found.total_gb, found.used_gb) == facts


# Times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20T15:59:59Z", "2026-11-20T23:59:59+08:00"),
        ("2026-11-20T16:00:00Z", "2026-11-21T00:00:00+08:00"),
        ("2024-02-28T16:00:00Z", "2024-02-29T00:00:00+08:00"),
    ],
)
def test_times_are_utc_and_told_in_china(text: str, expected: str) -> None:
    told = mapping.read_utc(text)
    assert told is not None
    assert told.isoformat() == expected


@pytest.mark.parametrize("text", [None, "", "2026-11-20", "2026-11-20T15:59:59", "20261120155959", "soon"])
def test_what_is_no_time_stays_unknown(text: str | None) -> None:
    assert mapping.read_utc(text) is None


# Money


@pytest.mark.parametrize(
    ("yuan", "expected"),
    [
        (80.05, 8005),
        (0.1 + 0.2, None),
        (1.1, 110),
        (4.35, 435),
        (1.15, 115),
        (99999999.99, 9999999999),
        (0, 0),
        (0.001, None),
        (-12.34, -1234),
        (Decimal("50000.01"), 5000001),
        (Decimal("8.00000000"), 800),
        (float("nan"), None),
        (float("inf"), None),
        (None, None),
        ("", None),
    ],
)
def test_amounts_are_exact_fen_or_unknown(yuan: object, expected: int | None) -> None:
    assert mapping.fen(yuan) == expected


def paid(amount: float, official: float, **parts: Any) -> tuple[int | None, int | None]:
    """Cash and the paid amount of an order with these amounts."""
    info = shapes.amount_info(**parts)
    found = order({"amount_after_discount": amount, "official_amount": official, "amount_info": info})
    return found.cash_fen, found.paid_amount_fen


def test_coupons_count_once_whichever_way_the_amount_is_meant() -> None:
    coupons = {"coupon_amount": 20, "flexipurchase_coupon_amount": 5, "stored_card_amount": 10}
    expected = (6500, 8000)
    assert paid(65, 100, **coupons) == expected
    assert paid(100, 100, **coupons) == expected
    rebate = [{"discount_type": "605", "discount_amount": 12.5}]
    assert paid(65, 112.5, **coupons, discounts=rebate) == expected
    repeated = [{"discount_type": "301", "discount_amount": 20}]
    assert paid(65, 100, **coupons, discounts=repeated) == expected


@pytest.mark.parametrize("amount", [70, 90, 0.001])
def test_amounts_that_do_not_add_up_are_unknown(amount: float) -> None:
    assert paid(amount, 100, coupon_amount=20) == (None, None)


def test_without_coupons_the_discounts_need_not_add_up() -> None:
    assert paid(80.05, 1000) == (8005, 8005)


def test_parts_are_told_apart() -> None:
    info = shapes.amount_info(
        coupon_amount=20,
        flexipurchase_coupon_amount=None,
        stored_card_amount=0.5,
        discounts=[{"discount_type": "300", "discount_amount": 1}],
    )
    found = order({"amount_after_discount": 79.5, "official_amount": 101, "amount_info": info})
    assert (found.voucher_fen, found.cash_coupon_fen, found.stored_card_fen) == (2000, 0, 50)
    assert (found.cash_fen, found.paid_amount_fen, found.discount_coupon) == (7950, 8000, True)


@pytest.mark.parametrize(
    "changed",
    [
        {"payment_time": None, "status": 6},
        {"currency": "USD"},
        {"currency": None},
        {"measure_id": 3},
        {"amount_info": None},
    ],
)
def test_no_amounts_unless_paid_in_yuan(changed: shapes.Json) -> None:
    found = order(changed)
    assert {found.paid_amount_fen, found.cash_fen, found.voucher_fen, found.discount_coupon} == {None}


def test_lines_of_a_refund_order() -> None:
    line = shapes.refund_info("CS2611210900R1R1R", NUMBER, CUSTOMER, -60.05)
    assert mapping.refund_line_of(model("OrderRefundInfoV2", line)) == RefundLine(
        NUMBER, "弹性云服务器", -6005
    )
    foreign = mapping.refund_line_of(model("OrderRefundInfoV2", line | {"measure_id": "3"}))
    assert foreign.amount_fen is None


def test_balances() -> None:
    rows = [
        {"account_type": 1, "amount": 12.3, "designated_amount": 0.3},
        {"account_type": 2, "amount": 100, "designated_amount": 0, "credit_amount": 500},
        {"account_type": 99, "amount": 1, "designated_amount": 0},
    ]
    answer = {"account_balances": rows, "debt_amount": 0, "measure_id": 1, "currency": "CNY"}
    account = mapping.account_of(model("ShowCustomerAccountBalancesResponse", answer))
    assert account.balances == (Balance("balance", 1230, 30), Balance("credit", 10000, 0))
    assert account.debt_fen == 0
    foreign = mapping.account_of(model("ShowCustomerAccountBalancesResponse", answer | {"currency": "EUR"}))
    assert {foreign.debt_fen, *(balance.amount_fen for balance in foreign.balances)} == {None}


# For the engine


def test_every_value_is_one_of_the_case() -> None:
    kinds = {kind for kind in mapping.PURCHASES.values() if kind}
    assert kinds <= {member.value for member in engine.PurchaseKind}
    states = {*mapping.RESOURCE_STATES.values(), *mapping.PACKAGE_STATES.values()}
    assert states <= {member.value for member in engine.ResourceState}
    assert mapping.UNSPECIFIED in {member.value for member in engine.Freeze}
    products = {*mapping.RESOURCE_PRODUCTS.values(), *mapping.PACKAGE_PRODUCTS.values(), "resource_package"}
    assert products <= PRODUCTS.keys()


@pytest.mark.parametrize(
    "found",
    [
        order(lines=[{}], resources=[{}]),
        order(packages=[{"status": 0}]),
        order({"amount_after_discount": 65, "amount_info": shapes.amount_info(coupon_amount=20)}),
        order({"order_type": 4}),
    ],
    ids=["subscription", "package", "unclear amounts", "refund"],
)
def test_the_engine_takes_the_facts(found: Order) -> None:
    facts = {
        name: value if not isinstance(value, datetime) else value.isoformat()
        for name, value in found.case_facts().items()
    }
    assert case_from_mapping(facts, NOW).requested_at == NOW
