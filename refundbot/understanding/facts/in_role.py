"""A span of a text in the role that it was told in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from refundbot.understanding.facts.found import Mentioned
from refundbot.understanding.facts.sums import Sum


@dataclass(frozen=True)
class InRole:
    """A span, its role, and how probable that is."""

    mentioned: Mentioned
    role: str
    sure: float

    @property
    def sum(self) -> Sum:
        """The sum of money that it is."""
        assert isinstance(self.mentioned.of, Sum), "a span of another kind was taken for money"
        return self.mentioned.of

    @property
    def amount(self) -> Decimal:
        """In yuan."""
        return self.sum.amount.spoken
