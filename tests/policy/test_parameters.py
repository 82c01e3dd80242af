"""The packaged parameters: figures as researched, every code and product there, every source in use."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from refundbot.catalogue import CHANNELS, PRODUCTS
from refundbot.eligibility.case import Freeze
from refundbot.policy import ParameterValue, Policy, PolicyBook, Value, load_policy

TODAY = date(2026, 11, 22)

FIGURES: dict[str, int | Decimal] = {
    "windows.five_day": 120,
    "windows.ssl_certificate": 168,
    "windows.unpaid_order_cloud": 7,
    "windows.unpaid_order_hardware": 1,
    "quotas.five_day": 10,
    "quotas.example_volumes": 10,
    "quotas.example_server": 2,
    "quotas.example_desktops": 1,
    "quotas.api_batch": 10,
    "auto_renewal.default_days_before": 7,
    "auto_renewal.earliest_chosen_day": 7,
    "auto_renewal.latest_chosen_day": 2,
    "fees.five_year.year_1": Decimal("0.30"),
    "fees.five_year.year_2": Decimal("0.40"),
    "fees.five_year.year_3": Decimal("0.30"),
    "fees.five_year.year_4": Decimal("0.15"),
    "payout.accounts.balance.days": 1,
    "payout.accounts.alipay.days": 1,
    "payout.accounts.wechat.days": 1,
    "payout.accounts.unionpay.days": 1,
    "payout.accounts.huawei_pay.days": 1,
    "payout.accounts.huawei_payment.days": 1,
    "payout.accounts.online_banking.days": 1,
    "payout.accounts.bank_transfer.days": 1,
    "payout.accounts.partner.days": 1,
    "payout.accounts.resale_balance.days": 1,
    "payout.original_route_direct.days": 7,
    "payout.channels.alipay.within": 11,
    "payout.channels.alipay.days": 1,
    "payout.channels.wechat.within": 11,
    "payout.channels.wechat.days": 1,
    "payout.channels.unionpay.within": 3,
    "payout.channels.unionpay.days": 1,
    "payout.channels.huawei_pay.within": 3,
    "payout.channels.huawei_pay.days": 1,
    "payout.channels.huawei_payment.within": 6,
    "payout.channels.huawei_payment.days": 1,
    "payout.channels.bank_transfer.days": 7,
    "payout.channels.bank_card.days": 7,
    "payout.withdraw.month_end_days": 3,
    "payout.withdraw.month_end_delay_min": 1,
    "payout.withdraw.month_end_delay_max": 2,
    "large_refund.threshold": 5_000_000,
    "large_refund.review_hours": 24,
    "procedures.marketplace.sync_hours": 3,
    "after_effects.evs_recycle_days": 7,
    "after_effects.rds_recycle_min_days": 1,
    "after_effects.rds_recycle_max_days": 7,
    "contacts.appointment_days": 1,
    "usage.alert_example.package_gb": 10,
    "usage.alert_example.threshold": Decimal("0.10"),
    "usage.alert_example.alert_gb": 1,
    "charges.late.hours": 1,
    "charges.late.cdn_hours": 4,
    "accounts.closing.retention_days": 90,
    "compensation.sla.example_months": 2,
}

UNKNOWN = [
    "fees.five_year.year_5",
    "fees.three_year",
    "fees.two_year",
    "fees.one_year",
    "fees.monthly",
    "formulas.money_rounding",
    "formulas.renewal_fee_split",
    "formulas.coupon_fee_split",
    "payout.accounts.loan.days",
    "payout.accounts.credit.to",
    "payout.accounts.credit.days",
    "payout.channels.online_banking.days",
    "payout.withdraw.fee",
    "large_refund.materials",
    "freeze.arrears.unsubscribe",
    "freeze.violation.unsubscribe",
    "freeze.unspecified.unsubscribe",
    "contacts.ticket_category",
    "contacts.complaint",
    "contacts.online",
    "contacts.escalation",
    "iam.role",
    "value_added.auto_scaling",
    "charges.dispute",
    "charges.waiver",
    "charges.stolen",
    "charges.attack.relief",
    "charges.disk.snapshot",
    "changes.wrong.region",
    "changes.wrong.exchange",
    "changes.upgrade.then_refund",
    "changes.downgrade.when",
    "changes.downgrade.fee",
    "changes.conversion.five_day",
    "offers.price_drop",
    "offers.quota_back",
    "offers.student.again",
    "disputes.correction",
    "accounts.closing.balance",
    "accounts.company_gone",
    "accounts.card_gone",
    "accounts.renaming.balance",
    "compensation.business_loss",
    "compensation.icp.failed",
    "compensation.minor.refund",
    "compensation.second_hand",
]

CODES = [
    *("CBC.0100", "CBC.0151", "CBC.0999", "CBC.30000053", "CBC.30000067", "CBC.99003012", "CBC.99003100"),
    *("CBC.99003128", "CBC.99003185", "CBC.99003643", "CBC.99003645", "CBC.99003647", "CBC.99003649"),
    *("CBC.99003650", "CBC.99003651", "CBC.99003652", "CBC.99003654", "CBC.99003656", "CBC.99006066"),
    *("UI-GREY-EVS-1", "UI-GREY-EVS-2", "GRACE-DWS"),
]

# consumed charged, fee charged, quota used, voucher, cash coupon, stored card, discount coupon
MATRIX: dict[str, tuple[Value, ...]] = {
    "in_use_five_day": (False, False, True, "returned", "returned", "returned", "not_returned"),
    "in_use_conditional": (True, True, False, "not_returned", "partly", "partly", "not_returned"),
    "not_effective": (False, False, False, "returned", "returned", "returned", "not_returned"),
    "renewal_period": (False, False, False, "returned", "returned", "returned", "not_returned"),
    "creation_failed": (False, False, False, "returned", "returned", "returned", "not_returned"),
}
MATRIX_KEYS = (
    *("consumed_charged", "fee_charged", "uses_quota"),
    *("voucher", "cash_coupon", "stored_card", "discount_coupon"),
)
SCENARIOS = {
    *MATRIX,
    "in_use_partly_five_day",
    "in_use_blocked",
    "pay_per_use",
    "to_on_demand",
    "downgrade",
    "expired",
}


@pytest.fixture(scope="module")
def book() -> PolicyBook:
    return load_policy()


@pytest.fixture(scope="module")
def policy(book: PolicyBook) -> Policy:
    return book.at(TODAY)


def every_value(book: PolicyBook) -> Iterator[ParameterValue]:
    """Each parameter on the first day of each of its entries."""
    for parameter in book.parameters.values():
        for entry in parameter.entries:
            yield parameter.at(entry.since)


def chinese(value: ParameterValue) -> Iterator[str]:
    """Every text of a value that somebody may read."""
    yield value.label
    yield from filter(None, (value.description, value.unknown, value.note))
    if isinstance(value.value, str):
        yield value.value
    if isinstance(value.value, tuple):
        yield from value.value
    if value.conflict:
        yield from (value.conflict.says, value.conflict.resolution)


@pytest.mark.parametrize(("id", "figure"), FIGURES.items())
def test_figures_are_those_researched(policy: Policy, id: str, figure: int | Decimal) -> None:
    assert policy.get(id).value == figure


def test_no_figure_is_missing_from_the_list_above(policy: Policy) -> None:
    """So that a figure is neither added nor changed without a second look."""
    assert {id for id in policy.ids() if type(policy.get(id).value) in (int, Decimal)} == FIGURES.keys()


@pytest.mark.parametrize("id", UNKNOWN)
def test_what_is_not_known_is_recorded_so(policy: Policy, id: str) -> None:
    assert not policy.get(id).known


def test_the_international_fee_table_is_not_here(policy: Policy) -> None:
    assert policy.ids("fees.five_year.") == tuple(f"fees.five_year.year_{n}" for n in range(1, 6))
    assert {id for id in policy.ids("fees.") if policy.get(id).known and policy.get(id).unit == "ratio"} == {
        f"fees.five_year.year_{n}" for n in range(1, 5)
    }


def test_error_codes_are_exactly_those_known(policy: Policy) -> None:
    keys = {id.split(".")[1] for id in policy.ids("rejections.")}
    assert {policy.get(f"rejections.{key}.code").value for key in keys} == set(CODES)
    assert keys == {re.sub(r"[.-]", "_", code) for code in CODES}
    for key in keys:
        assert policy.get(f"rejections.{key}.meaning").known
        assert policy.get(f"rejections.{key}.fix").known


@pytest.mark.parametrize("scenario", sorted(MATRIX))
def test_the_coupon_matrix(policy: Policy, scenario: str) -> None:
    assert tuple(policy.get(f"scenarios.{scenario}.{key}").value for key in MATRIX_KEYS) == MATRIX[scenario]


def test_every_scenario_is_complete(policy: Policy) -> None:
    assert {id.split(".")[1] for id in policy.ids("scenarios.")} == SCENARIOS
    for scenario in SCENARIOS:
        assert policy.get(f"scenarios.{scenario}.refund").value in ("full", "partial", "none")
        for key in ("title", "applies", *MATRIX_KEYS):
            policy.get(f"scenarios.{scenario}.{key}")


@pytest.mark.parametrize("product", sorted({product.rule for product in PRODUCTS.values()}))
def test_every_product_has_its_rule(policy: Policy, product: str) -> None:
    rule = policy.get(f"products.{product}.refundable").value
    assert rule in ("rules", "never_once_effective", "never", "special", "outside")
    assert policy.get(f"products.{product}.title").known
    assert policy.get(f"products.{product}.reason").known


def test_no_product_is_invented(policy: Policy) -> None:
    assert {id.split(".")[1] for id in policy.ids("products.")} == {
        product.rule for product in PRODUCTS.values()
    }


def test_packages_in_effect_are_never_refundable_save_the_two_exceptions(policy: Policy) -> None:
    rules = {rule: policy.get(f"products.{rule}.refundable").value for rule in PRODUCTS if "package" in rule}
    assert {product for product, rule in rules.items() if rule == "rules"} == {
        "backup_package",
        "dws_package",
    }
    assert set(rules.values()) == {"rules", "never_once_effective"}


@pytest.mark.parametrize("channel", list(CHANNELS))
def test_every_payment_channel_has_its_account(policy: Policy, channel: str) -> None:
    for key in ("title", "to", "text", "days"):
        policy.get(f"payout.accounts.{channel}.{key}")


@pytest.mark.parametrize("freeze", [freeze for freeze in Freeze if freeze is not Freeze.NONE])
def test_every_freeze_has_its_rule(policy: Policy, freeze: Freeze) -> None:
    for key in ("title", "unsubscribe", "renewal_unsubscribe", "release", "text"):
        policy.get(f"freeze.{freeze.value}.{key}")


def test_where_sources_disagree_both_are_kept(policy: Policy) -> None:
    disagreeing = {
        "windows.five_day": "S28",
        "formulas.granularity": "S3",
        "coupon_rules.paid_amount": "S3",
        "payout.accounts.alipay.to": "S15",
        "payout.accounts.wechat.days": "S15",
        "payout.original_route_direct.days": "S14",
        "large_refund.threshold": "S13",
        "manual_review.materials": "S16",
        "manual_review.route": "S14",
        "article.pay_per_use": "S5",
        "contacts.hours": "S241",
        "value_added.auto_scaling": "SEED",
    }
    for id, source in disagreeing.items():
        conflict = policy.get(id).conflict
        assert conflict is not None, id
        assert conflict.source.id == source


def test_every_source_is_used_and_every_source_named_exists(book: PolicyBook) -> None:
    named = {value.source.id for value in every_value(book)}
    named |= {value.conflict.source.id for value in every_value(book) if value.conflict}
    for value in every_value(book):
        named |= set(re.findall(r"\bS\d+\b|\bSEED\b", " ".join(chinese(value)), flags=re.ASCII))
    named |= {row.source for row in (*PRODUCTS.values(), *CHANNELS.values())}
    assert named == book.sources.keys()


def test_review_dates_are_ahead_and_within_a_year(book: PolicyBook) -> None:
    assert book.overdue(TODAY) == ()
    for parameter in book.parameters.values():
        assert date(2027, 1, 1) <= parameter.review_by <= date(2027, 11, 22), parameter.id


def test_what_rests_on_a_weak_source_is_reviewed_early(book: PolicyBook) -> None:
    for id, parameter in book.parameters.items():
        last = parameter.entries[-1]
        if last.source.grade in ("B", "C") or last.unknown or last.conflict:
            assert parameter.review_by <= date(2027, 2, 28), id


def test_texts_are_calm_and_complete_chinese(book: PolicyBook) -> None:
    for value in every_value(book):
        for text in chinese(value):
            assert not re.search(r"[!！]|\s$|^\s", text), (value.id, text)
            assert not re.search(r"您好|敬请|特此|予以|贵方|亲爱的", text), (value.id, text)
    for value in every_value(book):
        assert re.search(r"[\u4e00-\u9fff]", value.label), value.id


@pytest.mark.parametrize(
    "prefix", ["scenarios.", "windows.", "payout.", "large_refund.", "manual_review.", "after_effects."]
)
def test_a_figure_stands_in_one_place_only(policy: Policy, prefix: str) -> None:
    """Wording takes a figure from its numeric parameter; a text that repeats it would go stale unseen."""
    for id in policy.ids(prefix):
        value = policy.get(id).value
        texts = value if isinstance(value, tuple) else (value,)
        assert not any(isinstance(text, str) and re.search(r"\d", text) for text in texts), id
