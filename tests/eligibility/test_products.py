"""What a product is in the eyes of the rules, also where neither product nor policy is known."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from refundbot.catalogue import PRODUCTS, Product
from refundbot.eligibility.case import BillingMode, Case
from refundbot.eligibility.products import (
    barred_once_effective,
    billing,
    effective_on_purchase,
    is_package,
    may_start_later,
    treatment,
)
from refundbot.policy import Policy, PolicyBook
from refundbot.policy.model import POLICY_ZONE

NOW = datetime(2026, 11, 22, 12, tzinfo=POLICY_ZONE)


@pytest.fixture(scope="module")
def policy(book: PolicyBook) -> Policy:
    return book.at(NOW)


@pytest.mark.parametrize("product", [None, *(product for product in PRODUCTS.values() if product.own_rule)])
def test_nothing_is_known_before_the_first_documents(product: Product | None, book: PolicyBook) -> None:
    before, case = book.at(date(2010, 1, 1)), Case(NOW, product=product)
    assert treatment(case, before) is None
    assert barred_once_effective(case, before) is None
    assert effective_on_purchase(case, before) is False


def test_an_unlisted_product_is_a_package_if_it_is_billed_as_one(policy: Policy) -> None:
    packages = {
        mode: is_package(Case(NOW, product=PRODUCTS["other"], billing_mode=mode)) for mode in BillingMode
    }
    assert packages == {mode: mode is BillingMode.PACKAGE for mode in BillingMode}
    assert is_package(Case(NOW, product=PRODUCTS["other"])) is None
    assert is_package(Case(NOW, billing_mode=BillingMode.PACKAGE)) is None
    assert is_package(Case(NOW, product=PRODUCTS["ecs"], billing_mode=BillingMode.PACKAGE)) is False


def test_traffic_packages_begin_when_they_are_bought(policy: Policy) -> None:
    at_once = {
        product for product in PRODUCTS.values() if effective_on_purchase(Case(NOW, product=product), policy)
    }
    assert at_once == {PRODUCTS["shared_traffic_package"], PRODUCTS["cdn_traffic_package"]}
    assert effective_on_purchase(Case(NOW), policy) is False


def test_what_may_start_later(policy: Policy) -> None:
    assert may_start_later(Case(NOW), policy) is None
    later = {product for product in PRODUCTS.values() if may_start_later(Case(NOW, product=product), policy)}
    assert later == {
        PRODUCTS["bandwidth_addon"],
        PRODUCTS["obs_package"],
        PRODUCTS["media_package"],
        PRODUCTS["backup_package"],
        PRODUCTS["dws_package"],
        PRODUCTS["resource_package"],
    }


def test_billing_follows_from_the_product_where_it_leaves_no_choice() -> None:
    said = {product: billing(Case(NOW, product=product)) for product in PRODUCTS.values()}
    assert set(said.values()) == {None, BillingMode.PACKAGE, BillingMode.SUBSCRIPTION}
    assert said[PRODUCTS["cdn_traffic_package"]] is BillingMode.PACKAGE
    assert said[PRODUCTS["ssl_certificate"]] is BillingMode.SUBSCRIPTION
    assert (
        billing(Case(NOW, product=PRODUCTS["ecs"], billing_mode=BillingMode.ONE_OFF)) is BillingMode.ONE_OFF
    )
    by_use = Case(NOW, product=PRODUCTS["cdn_traffic_package"], billing_mode=BillingMode.PAY_PER_USE)
    assert billing(by_use) is BillingMode.PACKAGE
