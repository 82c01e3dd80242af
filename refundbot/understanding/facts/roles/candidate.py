"""A span that the grammar found, with the role that the readers' rules give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["date", "length", "money", "count", "product", "said"]

OTHER = "other"
"""The role of what is no fact of the case."""
ROLES: Mapping[Kind, tuple[str, ...]] = {
    "date": ("paid", "opened", "effective", "expires", "now", "asked", "coupon", OTHER),
    "length": ("paid", "opened", "expires", "term", OTHER),
    "money": ("paid", "total", "cash", "voucher", "cash_coupon", "card", "list", OTHER),
    "count": ("quota_left", "quota_used", "instances", OTHER),
    "product": ("this", OTHER),
    "said": ("this", OTHER),
}
"""The roles of each kind. A length is the time since (`paid`, `opened`) or until (`expires`), or a term."""
FIELDS: Mapping[str, str] = {
    "paid": "paid_at",
    "opened": "provisioned_at",
    "effective": "effective_at",
    "expires": "expires_at",
}
"""The field of the case that a date of each role belongs to."""


@dataclass(frozen=True)
class Candidate:
    """A span at `start:end` of the normalised text."""

    kind: Kind
    start: int
    end: int
    rule: str
    """The role by the readers' rules."""
    shape: tuple[str, ...] = ()
    """What the grammar says of it beside its value: how exact it is, whether it lies ahead."""
