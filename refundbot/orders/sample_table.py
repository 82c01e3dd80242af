"""Reads the table of sample orders and dates it relative to an instant."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from refundbot.orders.order import CHINA, Order

AGE = re.compile(r"(?P<sign>[+-])(?=\d)(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?")
DATES = (
    *("paid_at", "provisioned_at", "effective_at", "expires_at"),
    *("voucher_expires_at", "cash_coupon_expires_at", "stored_card_expires_at"),
)
VOLUMES = ("total_gb", "used_gb")
DESCRIPTION = ("scenario", "explained")
"""Keys that say what a sample is for and are no part of the order."""


def table_text() -> str:
    """The table as written."""
    return files("refundbot.orders").joinpath("sample_orders.yaml").read_text(encoding="utf-8")


def sample_orders(now: datetime) -> tuple[Order, ...]:
    """The sample orders as they stand at `now` (aware), in Asia/Shanghai."""
    table = _table(table_text())
    here = now.astimezone(CHINA).replace(microsecond=0)
    rows = ({**table["defaults"], **row} for row in table["orders"])
    return tuple(_order(row, table["quota_left"][row["customer_id"]], here) for row in rows)


@cache
def _table(text: str) -> Mapping[str, Any]:
    table: Mapping[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return table


def _order(row: Mapping[str, Any], quota_left: int, now: datetime) -> Order:
    facts = {name: value for name, value in row.items() if name not in DESCRIPTION}
    facts |= {name: at(facts[name], now) for name in DATES if name in facts}
    facts |= {name: Decimal(facts[name]) for name in VOLUMES if name in facts}
    facts.setdefault("effective_at", facts.get("provisioned_at"))
    if facts["effective_at"] and facts.get("term_months"):
        facts.setdefault("expires_at", end_of_term(facts["effective_at"], facts["term_months"]))
    paid = facts["cash_fen"] + facts["cash_coupon_fen"] + facts["stored_card_fen"]
    return Order(**facts, paid_amount_fen=paid, quota_left=quota_left, sample=True)


def at(age: str, now: datetime) -> datetime:
    """The instant an age such as "-3d2h" or "+30m" away from `now`.

    Raises:
        ValueError: `age` is not written like that.
    """
    match = AGE.fullmatch(age)
    if match is None:
        raise ValueError(f"{age!r} is not an age; write one like -3d2h or +20d30m")
    distance = timedelta(**{unit: int(match[unit] or 0) for unit in ("days", "hours", "minutes")})
    return now - distance if match["sign"] == "-" else now + distance


def end_of_term(start: datetime, months: int) -> datetime:
    """The last second of the day on which a term that starts at `start` ends (S2: 10:30 to 23:59:59)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return datetime.combine(
        start.replace(year=year, month=month + 1, day=day), time(23, 59, 59), start.tzinfo
    )
