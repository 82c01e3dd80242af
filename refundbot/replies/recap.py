"""What was understood of a case, in few words, to be said back to the customer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from enum import Enum

from refundbot.catalogue import PRODUCTS, Channel, Product
from refundbot.eligibility.case import Case, Moment
from refundbot.replies import figures
from refundbot.replies.figures import Figure
from refundbot.replies.wording import wording

MOST_ITEMS = 14
_SPAN = "{earliest}到{latest}"
_CLOCK = "%H:%M"
_WHOLE_DAY = ("00:00", "23:59")

_FILE = wording("case.yaml").of_keys(
    *("names", "flags", "moments", "told", "rough", "volumes", "amounts", "quota", "term"),
    *("quantity", "of_each"),
)


_NAMES = {place.key: place.by_key() for place in _FILE.child("names").children()}
_FLAGS = {place.key: place.texts() for place in _FILE.child("flags").children()}
_MOMENTS = _FILE.child("moments").by_key()
_TOLD = _FILE.child("told").text()
_ROUGH = _FILE.child("rough").text()
_VOLUMES = _FILE.child("volumes").by_key()
_AMOUNTS = _FILE.child("amounts").by_key()
_QUOTA = _FILE.child("quota").by_key()
_TERM = _FILE.child("term").text()
_QUANTITY = _FILE.child("quantity").text()
_OF_EACH = _FILE.child("of_each").text()


def recap(case: Case, said: Mapping[str, str], rough: Collection[str] = ()) -> tuple[str, ...]:
    """Short items on what is known, as it was read: dates with their year, sums to the fen.

    `said` maps names of Case fields to words of the customer, which stand beside what they only tell roughly;
    `rough` names the fields that were told roughly.
    """
    use, money = _use(case, said, rough), _money(case, said, rough)
    return tuple(dict.fromkeys((*_identity(case, said), *_times(case, said), *use, *money)))[:MOST_ITEMS]


def item(case: Case, field: str) -> str | None:
    """One field of a case in few words; `None` where it is not known or too ordinary to be said."""
    known = replace(Case(case.requested_at), **{field: getattr(case, field)})
    return "、".join(recap(known, {})) or None


def named(field: str, value: Product | Channel | Enum) -> str | None:
    """The short name of a listed fact; `None` where it is too ordinary to be said."""
    return value.name if isinstance(value, (Product, Channel)) else _NAMES[field].get(value.value)


def state_name(state: str) -> str | None:
    """The state of a resource in words; `None` where there are none for it."""
    return _NAMES["state"].get(state)


def product_name(product: str) -> str:
    """The short name of a product by its id. `KeyError` for none."""
    return PRODUCTS[product].name


def _identity(case: Case, said: Mapping[str, str]) -> Iterator[str]:
    for field in ("product", "billing_mode", "purchase_kind", "state", "origin", "seller", "freeze"):
        value = getattr(case, field)
        name = None if value is None else named(field, value)
        if name is not None:
            volume = said.get("total_gb") if field == "product" else None
            yield f"{name} {volume}" if volume else name


def _times(case: Case, said: Mapping[str, str]) -> Iterator[str]:
    if case.term_months is not None:
        yield _TERM.format(term=Figure("case.term_months", case.term_months, "month", None).text())
    for field, what in _MOMENTS.items():
        moment = getattr(case, field)
        if moment is None or (field == "effective_at" and moment == case.provisioned_at):
            continue
        words, shown = said.get(field, "").strip(" ，。,."), moment_text(moment)
        if words and not _one_day(moment):
            shown = _TOLD.format(words=words, shown=shown)
        yield f"{shown}{what}"


def _one_day(moment: Moment) -> bool:
    first, last = (end.astimezone(figures.SHANGHAI) for end in (moment.earliest, moment.latest))
    return first.date() == last.date()


def moment_text(moment: Moment) -> str:
    """A moment in Chinese, in Asia/Shanghai: the minutes of a day, else the days it lies between."""
    if moment.exact:
        return figures.instant("case.moment", moment.earliest, None).text()
    first, last = (end.astimezone(figures.SHANGHAI) for end in (moment.earliest, moment.latest))
    days = [figures.day("case.moment", end.date(), None).text() for end in (first, last)]
    if days[0] != days[1]:
        return _SPAN.format(earliest=days[0], latest=days[1])
    begins, ends = (f"{end:{_CLOCK}}" for end in (first, last))
    if (begins, ends) == _WHOLE_DAY:
        return days[0]
    return f"{days[0]} {begins}" if begins == ends else f"{days[0]} {begins}到{ends}"


def _use(case: Case, said: Mapping[str, str], rough: Collection[str]) -> Iterator[str]:
    volumes = {field: words for field, words in _VOLUMES.items() if field in said}
    for field, words in volumes.items():
        yield words.format(volume=said[field])
    for field, (yes, no) in _FLAGS.items():
        value = getattr(case, field)
        if value is not None and not (field == "used" and value and volumes):
            yield yes if value else no
    if case.quantity is not None and case.quantity > 1:
        yield _QUANTITY.format(count=case.quantity)
    if case.quota_left is not None:
        told = "none" if not case.quota_left else "some" if "quota_left" in rough else "count"
        yield _QUOTA[told].format(count=case.quota_left)


def _money(case: Case, said: Mapping[str, str], rough: Collection[str]) -> Iterator[str]:
    if case.paid_amount is not None:
        paid, each = _amount("paid_amount", case.paid_amount, "paid_amount" in rough), said.get("unit_price")
        several = each is not None and case.quantity is not None and case.quantity > 1
        yield _OF_EACH.format(all=paid, each=each, count=case.quantity) if several else paid
    payment = case.payment
    if payment and payment.cash is not None and case.paid_amount is None:
        yield _amount("cash", payment.cash, "cash_amount" in rough)
    for part in ("voucher", "cash_coupon", "stored_card"):
        coupon = getattr(payment, part) if payment else None
        if coupon is not None:
            told = _amount(part, coupon.amount, f"{part}_amount" in rough)
            if coupon.expires_at is None:
                yield told
            elif not {f"{part}_expires_at", "coupon_expires_at"}.isdisjoint(rough) and (
                coupon.expires_at <= case.requested_at
            ):
                yield _TOLD.format(words=told, shown=_NAMES["state"]["expired"])
            else:
                yield _until(told, coupon.expires_at)
    if case.channel is not None:
        yield case.channel.name


def _until(told: str, expires_at: datetime) -> str:
    day = figures.day("case.coupon", expires_at.astimezone(figures.SHANGHAI).date(), None).text()
    return _TOLD.format(words=told, shown=f"{day}{_MOMENTS['expires_at']}")


def _amount(part: str, amount: Decimal, rough: bool) -> str:
    shown = figures.money("case.amount", amount, None).text()
    return _AMOUNTS[part].format(amount=_ROUGH.format(amount=shown) if rough else shown)
