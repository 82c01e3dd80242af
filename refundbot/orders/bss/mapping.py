"""From what BSS answers to an order. Pure: SDK models in, facts out.

The codes are those of the API reference (S25, S27). What an answer does not say, or says twice and
differently, stays unknown; codes that are not listed here mean nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from refundbot.catalogue import PRODUCTS
from refundbot.orders.bss.account import Account, Balance, RefundLine
from refundbot.orders.bss.client import Model
from refundbot.orders.order import CHINA, Order

REFUND_ORDER = 4
PURCHASES: Mapping[int, str | None] = MappingProxyType(
    {1: "new", 2: "renewal", 11: None, 13: "new", 14: None}
)
"""Order types that buy a term, and the kind of purchase: opened, renewed, from pay-per-use, trial, trial made
commercial. What counts as provisioning is known of the first only."""
NEW, TRIAL = 1, 13
CANCELLED, COMPLETED = 4, 5
DISTRIBUTOR = 4
MONTHS_OF_PERIOD = MappingProxyType({2: 1, 3: 12})
CLOSED, FROZEN = 3, 4
RESOURCE_STATES = MappingProxyType({2: "in_effect", CLOSED: "closed", 5: "expired"})
PACKAGE_STATES = MappingProxyType(
    {0: "not_in_effect", 1: "in_effect", 2: "used_up", 3: "expired", 4: "unsubscribed"}
)
RESOURCE_PRODUCTS = MappingProxyType(
    {code: id for id, product in PRODUCTS.items() for code in product.resource_codes}
)
PACKAGE_PRODUCTS = MappingProxyType(
    {code: id for id, product in PRODUCTS.items() for code in product.package_codes}
)
UNSPECIFIED = "unspecified"
"""A freeze of which BSS does not say why."""
NOT_RESET = 2
GIGABYTE = 10
YUAN, RENMINBI = 1, "CNY"
DISCOUNT_COUPON = "300"
SPENT_COUPONS = frozenset({"301", "302"})
"""Discount types that repeat the voucher and the cash coupon."""
ACCOUNTS = MappingProxyType({1: "balance", 2: "credit", 5: "bonus", 7: "deposit"})

_Value = TypeVar("_Value", bound=Hashable)


def order_of(
    row: Model, lines: Sequence[Model] = (), resources: Sequence[Model] = (), packages: Sequence[Model] = ()
) -> Order:
    """The order of a list row, with what its lines, main resources and packages add.

    Only an order that buys a term has dates and amounts of its own. A completed refund order states that
    what it names has been returned.
    """
    facts: dict[str, Any] = {"product": _product(resources, packages)}
    if row.order_type in PURCHASES:
        facts |= _terms(row, lines, resources, packages) | _state(row, resources, packages)
        facts |= _volumes(packages) | _money(row)
    elif row.order_type == REFUND_ORDER and row.status == COMPLETED:
        facts["state"] = "unsubscribed"
    title = row.service_type_name or row.order_id
    return Order(number=row.order_id, customer_id=row.customer_id, title=title, **facts)


def all_closed(resources: Sequence[Model]) -> bool:
    """Whether there are resources and every one is closed."""
    return bool(resources) and all(resource.status == CLOSED for resource in resources)


def refund_line_of(line: Model) -> RefundLine:
    """A line of a refund order."""
    amount = fen(line.amount) if line.measure_id == str(YUAN) else None
    return RefundLine(line.base_order_id, line.service_type_name, amount)


def account_of(answer: Model) -> Account:
    """The accounts in an answer about balances. Amounts in another currency are unknown."""

    def amount(value: object) -> int | None:
        return fen(value) if answer.currency == RENMINBI and answer.measure_id == YUAN else None

    balances = tuple(
        Balance(ACCOUNTS[row.account_type], amount(row.amount), amount(row.designated_amount))
        for row in answer.account_balances
        if row.account_type in ACCOUNTS
    )
    return Account(balances, amount(answer.debt_amount))


def read_utc(text: str | None) -> datetime | None:
    """The instant that a time such as "2019-05-06T08:05:01Z" (UTC) names, in Asia/Shanghai."""
    try:
        return datetime.strptime(text or "", "%Y-%m-%dT%H:%M:%S%z").astimezone(CHINA)
    except ValueError:
        return None


def fen(yuan: object) -> int | None:
    """An amount in yuan as whole fen, `None` if it is none. The text of a float is what BSS wrote: exact."""
    try:
        amount = Decimal(str(yuan)).scaleb(2)
    except ArithmeticError:
        return None
    return int(amount) if amount.is_finite() and amount == amount.to_integral_value() else None


def _agreed(values: Iterable[_Value | None]) -> _Value | None:
    """The value that all say."""
    said = set(values)
    return said.pop() if len(said) == 1 else None


def _product(resources: Sequence[Model], packages: Sequence[Model]) -> str | None:
    if packages:
        return _agreed(
            PACKAGE_PRODUCTS.get(package.service_type_code, "resource_package") for package in packages
        )
    return _agreed(RESOURCE_PRODUCTS.get(resource.resource_type_code) for resource in resources)


def _terms(
    row: Model, lines: Sequence[Model], resources: Sequence[Model], packages: Sequence[Model]
) -> dict[str, Any]:
    billing = "package" if packages else "subscription" if _product(resources, packages) else None
    months = _agreed(
        line.period_num * MONTHS_OF_PERIOD[line.period_type]
        if line.period_num and line.period_type in MONTHS_OF_PERIOD
        else None
        for line in lines
    )
    dated = packages or lines
    return {
        "billing_mode": billing,
        "term_months": months,
        "purchase_kind": PURCHASES[row.order_type],
        "origin": "trial" if row.order_type == TRIAL else None,
        "seller": "partner" if row.source_type == DISTRIBUTOR else None,
        "paid_at": read_utc(row.payment_time),
        "provisioned_at": _agreed(read_utc(resource.effective_time) for resource in resources)
        if row.order_type == NEW
        else None,
        "effective_at": _agreed(read_utc(item.effective_time) for item in dated),
        "expires_at": _agreed(read_utc(item.expire_time) for item in dated),
    }


def _state(row: Model, resources: Sequence[Model], packages: Sequence[Model]) -> dict[str, Any]:
    state = _agreed(PACKAGE_STATES.get(package.status) for package in packages) or _agreed(
        RESOURCE_STATES.get(resource.status) for resource in resources
    )
    if state == "in_effect" and PURCHASES[row.order_type] == "renewal":
        state = None  # the resource is in use, but perhaps still in the term before
    open_order = row.status is not None and row.status not in (CANCELLED, COMPLETED)
    return {
        "state": state,
        "freeze": UNSPECIFIED if any(resource.status == FROZEN for resource in resources) else None,
        "pending_transaction": True if open_order else None,
    }


def _volumes(packages: Sequence[Model]) -> dict[str, Any]:
    """What a package held and what was used of it; of one that is refilled, only what the cycle shows."""
    items = [item for package in packages for item in package.free_resources or ()]
    held = [(_quantity(item.original_amount), _quantity(item.amount)) for item in items]
    if not held or any(total is None or left is None for total, left in held):
        return {}
    facts: dict[str, Any] = {}
    if any(left != total for total, left in held):
        facts["used"] = True
    elif all(package.quota_reuse_mode == NOT_RESET for package in packages):
        facts["used"] = False
    (total, left), *others = held
    if total is not None and left is not None and not others and items[0].measure_id == GIGABYTE:
        facts |= {"total_gb": total, "used_gb": total - left}
    return facts


def _quantity(text: object) -> Decimal | None:
    try:
        quantity = Decimal(str(text))
    except ArithmeticError:
        return None
    return quantity if quantity.is_finite() else None


def _money(row: Model) -> dict[str, Any]:
    """What was paid, by kind. An unpaid order has no amounts, nor has one in another currency."""
    parts = row.amount_info
    if not row.payment_time or parts is None or (row.measure_id, row.currency) != (YUAN, RENMINBI):
        return {}
    voucher, cash_coupon, card = (
        fen(amount or 0)
        for amount in (parts.coupon_amount, parts.flexipurchase_coupon_amount, parts.stored_card_amount)
    )
    discounts = parts.discounts
    facts: dict[str, Any] = {
        "voucher_fen": voucher,
        "cash_coupon_fen": cash_coupon,
        "stored_card_fen": card,
        "discount_coupon": None
        if discounts is None
        else any(discount.discount_type == DISCOUNT_COUPON for discount in discounts),
    }
    if voucher is None or cash_coupon is None or card is None:
        return facts
    cash = _cash(row, voucher + cash_coupon + card)
    return facts | {"cash_fen": cash, "paid_amount_fen": None if cash is None else cash + cash_coupon + card}


def _cash(row: Model, coupons: int) -> int | None:
    """The part paid in money, in fen.

    `amount_after_discount` is said to be "without coupons and cards", which reads as before or as after they
    are taken off. Without any that is the same; with some, the list price and the discounts tell which it is.
    """
    amount = fen(row.amount_after_discount)
    if not coupons or amount is None:
        return amount
    discounts = [
        fen(discount.discount_amount)
        for discount in row.amount_info.discounts or ()
        if discount.discount_type not in SPENT_COUPONS
    ]
    price = fen(row.official_amount)
    if price is None or None in discounts:
        return None
    due = price - sum(discount for discount in discounts if discount is not None)
    return due - coupons if amount in (due, due - coupons) else None
