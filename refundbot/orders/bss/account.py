"""What BSS tells of a customer's money besides their orders."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RefundLine:
    """One line of a refund order (S25). An amount that is no whole number of fen is unknown (`None`)."""

    base_order: str | None
    """Number of the order that the money came from."""
    title: str | None
    amount_fen: int | None
    """Negative: given back. Positive: kept for what was consumed, or as a handling fee."""


@dataclass(frozen=True)
class Balance:
    """What one account of a customer holds."""

    kind: str
    """`balance`, `credit`, `bonus` or `deposit`."""
    amount_fen: int | None
    earmarked_fen: int | None
    """The part that may only be spent on what it was given for."""


@dataclass(frozen=True)
class Account:
    """A customer's accounts and what they owe."""

    balances: tuple[Balance, ...]
    debt_fen: int | None
