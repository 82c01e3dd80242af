"""Whether what is told is of two purchases: what one cannot have in two ways at once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from refundbot.eligibility.reading import moment

DATES = frozenset({"paid_at", "provisioned_at", "effective_at", "expires_at"})
"""Facts that are dates."""
BEGINS = frozenset({"paid_at", "provisioned_at", "effective_at"})
"""The beginnings of a purchase, of which each of several has one."""
OF_ITS_DAY = frozenset({"provisioned_at", "effective_at"})
"""Those that may be told as of the day of the payment."""
TELLS_APART = frozenset(
    {"paid_at", "provisioned_at", "expires_at", "paid_amount", "term_months", "billing_mode"}
)
"""What two of one product cannot both have: of which it is told otherwise they are two."""


def are_two(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether not both can be told of one purchase; prices alone may be what it was to cost, and did.

    Both are facts as `Check.facts` has them.
    """
    differ = differing(one, other)
    begun = not BEGINS.isdisjoint(one) and not BEGINS.isdisjoint(other)
    return bool(differ - {"paid_amount"}) or (begun and "paid_amount" in differ)


def differing(one: Mapping[str, object], other: Mapping[str, object]) -> frozenset[str]:
    """Of what tells purchases apart that of which both tell, and not the same."""
    both = TELLS_APART & one.keys() & other.keys()
    return frozenset(name for name in both if _differ(name, one, other))


def is_told_again(known: Mapping[str, object], told: Mapping[str, object]) -> bool:
    """Whether something that is known of a purchase is told, and nothing else than that: 包年那台."""
    return not (TELLS_APART & known.keys()).isdisjoint(told) and not differing(known, told)


def _differ(name: str, one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    if name in DATES:
        first, second = (moment(name, each[name]) for each in (one, other))
        return first.latest < second.earliest or second.latest < first.earliest
    if name == "paid_amount":
        return Decimal(str(one[name])) != Decimal(str(other[name]))
    return one[name] != other[name]
