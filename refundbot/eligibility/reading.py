"""Reads single facts out of plain values. Every complaint names the field and says what it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TypeVar

from refundbot.eligibility.case import Coupon, Moment, Payment
from refundbot.policy.model import POLICY_ZONE

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE_DAY = (time(0, 0), time(23, 59, 59))
_HOW = 'write "YYYY-MM-DD HH:MM[:SS]" (Asia/Shanghai) or ISO 8601 with an offset'
LARGEST = Decimal(10) ** 12
"""Yuan. Beyond it an amount is a slip of the keyboard."""
FIRST_YEAR, LAST_YEAR = 2000, 2200
_Choice = TypeVar("_Choice", bound=Enum)
_Row = TypeVar("_Row")


class CaseError(ValueError):
    """A fact that cannot be read. `field` is its name, with dots for what lies within."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}")
        self.field = field


def choice(kind: type[_Choice], name: str, value: object) -> _Choice:
    """The member of an enum with that value."""
    try:
        return kind(value)
    except ValueError:
        allowed = ", ".join(str(member.value) for member in kind)
        raise CaseError(name, f"{value!r} is not one of {allowed}") from None


def listed(rows: Mapping[str, _Row], name: str, value: object) -> _Row:
    """The row of the catalogue with that id."""
    if not isinstance(value, str) or value not in rows:
        raise CaseError(name, f"{value!r} is not in the catalogue; see refundbot/catalogue/{name}s.yaml")
    return rows[value]


def count(least: int, most: int, name: str, value: object) -> int:
    """A whole number from `least` to `most`."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise CaseError(name, f"{value!r} is not a whole number from {least} to {most}")
    return value


def flag(name: str, value: object) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise CaseError(name, f"{value!r} is neither true nor false")
    return value


def amount(name: str, value: object) -> Decimal:
    """An amount in yuan: a decimal string, a Decimal or a whole number, never a float."""
    try:
        if isinstance(value, (str, Decimal, int)) and not isinstance(value, bool):
            yuan = Decimal(value)
            if yuan.is_finite() and 0 <= yuan <= LARGEST:
                return yuan
    except InvalidOperation:
        pass
    raise CaseError(name, f'{value!r} is not an amount in yuan; write one such as "99.50"')


def instant(name: str, value: object) -> datetime:
    """An instant; without an offset it is Asia/Shanghai."""
    if isinstance(value, str) and not _DAY.fullmatch(value.strip()):
        try:
            value = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
        except ValueError:
            raise CaseError(name, f"{value!r} is not an instant; {_HOW}") from None
    if not isinstance(value, datetime):
        raise CaseError(name, f"{value!r} is not an instant; {_HOW}")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise CaseError(name, f"the year {value.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return value if value.tzinfo else value.replace(tzinfo=POLICY_ZONE)


def moment(name: str, value: object) -> Moment:
    """An instant, a whole day, or an interval `{earliest, latest}`."""
    if isinstance(value, Mapping):
        given = mapping(name, value, ("earliest", "latest"))
        first = moment(f"{name}.earliest", given.get("earliest")).earliest
        last = moment(f"{name}.latest", given.get("latest")).latest
        if first > last:
            raise CaseError(name, "the interval ends before it begins")
        return Moment(first, last)
    day = _day(name, value)
    if day is None:
        return Moment.exactly(instant(name, value))
    first, last = (instant(name, datetime.combine(day, at)) for at in _WHOLE_DAY)
    return Moment(first, last)


def mapping(name: str, value: object, keys: tuple[str, ...]) -> Mapping[str, object]:
    """A mapping with no other keys than `keys`."""
    if isinstance(value, Mapping) and value.keys() <= set(keys):
        return value
    raise CaseError(name, f"a mapping of {', '.join(keys)} is expected")


def payment(name: str, value: object) -> Payment:
    """How the amount was settled: `cash`, `discount_coupon`, and coupons as `{amount, expires_at}`."""
    given = mapping(name, value, ("cash", "voucher", "cash_coupon", "stored_card", "discount_coupon"))
    coupons = {
        kind: _coupon(f"{name}.{kind}", given[kind])
        for kind in ("voucher", "cash_coupon", "stored_card")
        if given.get(kind) is not None
    }
    cash, discount = given.get("cash"), given.get("discount_coupon")
    return Payment(
        cash=None if cash is None else amount(f"{name}.cash", cash),
        discount_coupon=None if discount is None else flag(f"{name}.discount_coupon", discount),
        **coupons,
    )


def _coupon(name: str, value: object) -> Coupon:
    given = mapping(name, value, ("amount", "expires_at"))
    expires = given.get("expires_at")
    return Coupon(
        amount(f"{name}.amount", given.get("amount")),
        None if expires is None else moment(f"{name}.expires_at", expires).latest,
    )


def _day(name: str, value: object) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise CaseError(name, f"{value!r} is not a day of the calendar; {_HOW}") from None
    return None
