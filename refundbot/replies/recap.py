"""What was understood of a case, in few words, to be said back to the customer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum

from refundbot.eligibility.case import Case, Moment
from refundbot.replies import figures
from refundbot.replies.figures import Figure
from refundbot.replies.wording import FOLDER, names, read, section, texts

MOST_ITEMS = 9
_NAMES_A_DAY = re.compile(r"\d ?[月/.\-年]|[一二三四五六七八九十]月.*[号日]")
"""Words that name a day of a month themselves."""
_SPAN = "{earliest}到{latest}"

_WORDS = section(
    read(FOLDER / "case.yaml"),
    "case.yaml",
    frozenset({"names", "flags", "moments", "resolved", "volumes", "amounts", "quota", "term"}),
)


def _nested(key: str) -> dict[str, dict[str, str]]:
    value = _WORDS[key]
    assert isinstance(value, dict)
    return {str(name): texts(item, f"case.yaml: {key}.{name}") for name, item in value.items()}


def _pairs(key: str) -> dict[str, tuple[str, ...]]:
    value = _WORDS[key]
    assert isinstance(value, dict)
    return {str(name): names(item, f"case.yaml: {key}.{name}") for name, item in value.items()}


_NAMES = _nested("names")
_FLAGS = _pairs("flags")
_MOMENTS = _nested("moments")
_RESOLVED = texts(_WORDS["resolved"], "case.yaml: resolved")
_VOLUMES = texts(_WORDS["volumes"], "case.yaml: volumes")
_AMOUNTS = texts(_WORDS["amounts"], "case.yaml: amounts")
_QUOTA = names(_WORDS["quota"], "case.yaml: quota")
_TERM = str(_WORDS["term"])


def recap(case: Case, said: Mapping[str, str]) -> tuple[str, ...]:
    """Short items on what is known, the customer's own words for times and use where there are some.

    `said` maps names of Case fields to words of the customer.
    """
    items = (*_identity(case, said), *_times(case, said), *_use(case, said), *_money(case))
    return tuple(dict.fromkeys(items))[:MOST_ITEMS]


def named(field: str, value: Enum | str) -> str | None:
    """The short name of an enumerated fact; `None` where it is too ordinary to be said."""
    return _NAMES[field].get(value.value if isinstance(value, Enum) else value)


def product_name(product: str) -> str:
    """The short name of a product. `KeyError` for none."""
    return _NAMES["product"][product]


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
    for field, words in _MOMENTS.items():
        moment = getattr(case, field)
        if field == "effective_at" and moment == case.provisioned_at:
            continue
        if moment is not None:
            told = said.get(field, "").strip(" ，。,.")
            what = "" if any(sign in told for sign in words["signs"]) else words["what"]
            resolved = _resolved(told, moment, case.requested_at)
            yield f"{told}{resolved}{what}" if told else f"{moment_text(moment)}{what}"


def _resolved(told: str, moment: Moment, now: datetime) -> str:
    """The days that words such as 上周三 are taken for; nothing where they name the day themselves."""
    if not told or _NAMES_A_DAY.search(told):
        return ""
    first, last = (_short(end.astimezone(figures.SHANGHAI), now) for end in (moment.earliest, moment.latest))
    if first == last:
        return _RESOLVED["day"].format(day=first)
    return _RESOLVED["between"].format(first=first, last=last)


def _short(day: datetime, now: datetime) -> str:
    """A day, with its year only where it is another one."""
    year = "" if day.year == now.astimezone(figures.SHANGHAI).year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def moment_text(moment: Moment) -> str:
    """A moment in Chinese, in Asia/Shanghai: the minute where it is exact, else the days it lies between."""
    if moment.exact:
        return figures.instant("case.moment", moment.earliest, None).text()
    days = [
        figures.day("case.moment", end.astimezone(figures.SHANGHAI).date(), None).text()
        for end in (moment.earliest, moment.latest)
    ]
    return days[0] if days[0] == days[1] else _SPAN.format(earliest=days[0], latest=days[1])


def _use(case: Case, said: Mapping[str, str]) -> Iterator[str]:
    volumes = {field: words for field, words in _VOLUMES.items() if field in said}
    for field, words in volumes.items():
        yield words.format(volume=said[field])
    for field, (yes, no) in _FLAGS.items():
        value = getattr(case, field)
        if value is not None and not (field == "used" and value and volumes):
            yield said.get(field, "") or (yes if value else no)
    if case.quota_left is not None:
        yield _QUOTA[0] if case.quota_left else _QUOTA[1]


def _money(case: Case) -> Iterator[str]:
    if case.paid_amount is not None:
        yield _amount("paid_amount", case.paid_amount)
    payment = case.payment
    for part in ("voucher", "cash_coupon", "stored_card"):
        coupon = getattr(payment, part) if payment else None
        if coupon is not None:
            yield _amount(part, coupon.amount)
    if case.channel is not None:
        name = named("channel", case.channel)
        if name is not None:
            yield name


def _amount(part: str, amount: Decimal) -> str:
    return _AMOUNTS[part].format(amount=figures.money("case.amount", amount, None).text())
