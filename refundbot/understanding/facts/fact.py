"""What a fact read from a text is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Span:
    """An instant known to lie within `[earliest, latest]`; both aware, Asia/Shanghai."""

    earliest: datetime
    latest: datetime


Value = str | int | bool | Decimal | Span

GUESSED = 0.5
"""How sure a fact is that is only likely: too little for a verdict to rest on before it is asked about."""

NOT_SO = frozenset({False, "none", "direct", "new", "paid"})
"""Values by which something is denied."""


@dataclass(frozen=True)
class Fact:
    """One fact, and the customer's own words for it (`text`, at `start:end` of what they wrote).

    `approximate`: they said "about", or named a stretch of time. `problem` (`impossible_date`, `future_date`,
    `negative_money`, `foreign_money`, `too_vague`): it was said but cannot be used; the value is then "".
    """

    field: str
    value: Value
    text: str
    start: int
    end: int
    approximate: bool = False
    problem: str | None = None
    confidence: float = 1.0
    """How probable it is that it was said of this purchase and in this role."""
    alternatives: tuple[Span, ...] = ()
    """What else a date without a year can mean."""
    only_a_time: Span | None = None
    """The time of day, on the present one, that was all that was told of when; it may lie ahead."""
    days_on: int = 0
    """How many days behind one that was told in another message; its `problem` is then `too_vague`."""
    hedged: bool = False
    """Whether it was told without being sure of it: 应该是按需的吧."""
    hinted: bool = False
    """Whether words only hint at it, so that it takes the place of nothing that was told."""
    within: bool | None = None
    """Whether it is a voucher's sum told as a part of what was paid (其中20块是代金券) and not beside it; of
    what was paid `False` where that is surely without vouchers (实付130)."""
