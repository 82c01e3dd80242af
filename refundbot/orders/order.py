"""An order as the order book knows it. Every fact may be unknown (`None`)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
ORDER_NUMBER = re.compile(r"CS[0-9]{10}")
LONGEST_SPELLING = 64
"""Characters of text that are looked at; no way of spelling a number needs more."""
FACTS = (
    *("product", "billing_mode", "term_months", "purchase_kind", "state", "origin"),
    *("paid_at", "provisioned_at", "effective_at", "expires_at"),
    *("used", "five_day_supported", "quota_left", "channel", "invoiced", "freeze", "seller"),
    *("pending_transaction", "special_activity", "benefits_used"),
)
"""Attributes that are facts of a case as they stand; the amounts are added in yuan."""


@dataclass(frozen=True)
class Order:
    """One purchase of one customer.

    Names and values are those of an eligibility case, enum values as plain strings. Instants are aware,
    amounts are integer fen, volumes GB. `quota_left` is the customer's five-day quota of this year.
    `sample` marks invented data, which is always shown as such.

    Raises:
        ValueError: an instant without a time zone.
    """

    number: str
    customer_id: str
    title: str
    product: str | None = None
    billing_mode: str | None = None
    term_months: int | None = None
    purchase_kind: str | None = None
    state: str | None = None
    origin: str | None = None
    paid_at: datetime | None = None
    provisioned_at: datetime | None = None
    effective_at: datetime | None = None
    expires_at: datetime | None = None
    used: bool | None = None
    five_day_supported: bool | None = None
    quota_left: int | None = None
    paid_amount_fen: int | None = None
    """Cash, cash coupons and stored cards together; a voucher is no payment (S2)."""
    cash_fen: int | None = None
    voucher_fen: int | None = None
    voucher_expires_at: datetime | None = None
    cash_coupon_fen: int | None = None
    cash_coupon_expires_at: datetime | None = None
    stored_card_fen: int | None = None
    stored_card_expires_at: datetime | None = None
    discount_coupon: bool | None = None
    channel: str | None = None
    invoiced: bool | None = None
    freeze: str | None = None
    seller: str | None = None
    pending_transaction: bool | None = None
    special_activity: bool | None = None
    benefits_used: bool | None = None
    total_gb: Decimal | None = None
    used_gb: Decimal | None = None
    sample: bool = False

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, datetime) and value.utcoffset() is None:
                raise ValueError(f"order {self.number}: {field.name} needs a time zone")

    def case_facts(self) -> dict[str, object]:
        """The known facts by the name of the case field. Instants are aware datetimes, amounts Decimal yuan.

        `payment` is a mapping: `cash`, `discount_coupon`, and for `voucher`, `cash_coupon` and
        `stored_card` a mapping of `amount` and, where known, `expires_at`.
        """
        return _known(
            {
                **{name: getattr(self, name) for name in FACTS},
                "paid_amount": _yuan(self.paid_amount_fen),
                "payment": _known(
                    {
                        "cash": _yuan(self.cash_fen),
                        "voucher": _coupon(self.voucher_fen, self.voucher_expires_at),
                        "cash_coupon": _coupon(self.cash_coupon_fen, self.cash_coupon_expires_at),
                        "stored_card": _coupon(self.stored_card_fen, self.stored_card_expires_at),
                        "discount_coupon": self.discount_coupon,
                    }
                )
                or None,
            }
        )


def normalise_order_number(text: str, shape: re.Pattern[str] = ORDER_NUMBER) -> str | None:
    """The order number of that shape that `text` spells, such as "CS2611000101"; `None` if it spells none.

    Lower case, full-width characters, spaces and hyphens are tolerated.
    """
    if len(text) > LONGEST_SPELLING:
        return None
    spelt = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()
    return spelt if shape.fullmatch(spelt) else None


def _known(facts: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in facts.items() if value is not None}


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen).scaleb(-2)


def _coupon(fen: int | None, expires_at: datetime | None) -> dict[str, object] | None:
    return None if fen is None else _known({"amount": _yuan(fen), "expires_at": expires_at})
