"""What the engine says of a case, with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum


class Outcome(str, Enum):
    """The verdict."""

    FULL_REFUND = "full_refund"
    PARTIAL_REFUND = "partial_refund"
    NOT_REFUNDABLE = "not_refundable"
    NOTHING_TO_REFUND = "nothing_to_refund"
    MANUAL_REVIEW = "manual_review"
    NEED_FACTS = "need_facts"


class Truth(str, Enum):
    """What a criterion says. `BOUNDARY`: the documents disagree about exactly this point."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    BOUNDARY = "boundary"


@dataclass(frozen=True)
class CriterionResult:
    """One criterion as applied: what it said, from which facts, by which parameters."""

    id: str
    truth: Truth
    facts: tuple[str, ...]
    parameters: tuple[str, ...]
    presumed: bool = False
    """Whether it rests on the ordinary case being presumed (not frozen, no pending order ...)."""


@dataclass(frozen=True)
class AmountLine:
    """One line of the account, in yuan. An unknown amount says why instead of guessing."""

    id: str
    """paid, consumed, fee, refund, refund_before_fee, refund_cash, refund_voucher, refund_cash_coupon, refund_stored_card"""
    amount: Decimal | None
    unknown: str | None = None
    """A reason id such as `fee_rate_unknown`; its wording belongs to replies."""
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class CouponReturn:
    """What becomes of one kind of coupon: `returned`, `partly`, `not_returned`, `expired` or `unknown`."""

    kind: str
    result: str
    amount: Decimal | None
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leg:
    """One leg of the money's way back."""

    to: str
    """account, original_channel, bank_card, partner_account, bank"""
    business_days: int | None
    earliest: date | None
    latest: date | None
    """Dates in Asia/Shanghai; `None` where the days or the calendar year are not known."""
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Payout:
    """Where the money goes and when, if the refund is granted at the time of the request."""

    legs: tuple[Leg, ...]
    review_hours: int | None
    """Hours of review before the first leg, where a large refund needs one."""
    review: Truth
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What would change the outcome: `fact`, and up to when (`until`, aware ISO text) where it is time."""

    fact: str
    outcome: Outcome
    until: str | None = None


@dataclass(frozen=True)
class Decision:
    """The engine's answer for a case under one policy version."""

    outcome: Outcome
    scenario: str | None
    """Id of the scenario that applies, as in the policy: in_use_five_day, in_use_conditional, not_effective ..."""
    possible: tuple[Outcome, ...]
    """For `need_facts` and `manual_review`: the outcomes still open, given what is known."""
    criteria: tuple[CriterionResult, ...]
    blocking: tuple[str, ...]
    """Ids of the criteria or parameters that refuse."""
    amounts: tuple[AmountLine, ...]
    coupons: tuple[CouponReturn, ...]
    payout: Payout | None
    next_steps: tuple[str, ...]
    """Ids of procedures in the policy, e.g. procedures.console_in_use."""
    assumptions: tuple[str, ...]
    """Names of facts presumed to be ordinary because nobody said otherwise."""
    changes: tuple[Change, ...]
    parameters: tuple[str, ...]
    """Every parameter read on the way to this outcome."""
    sources: tuple[str, ...]
    policy_version: str
    missing: tuple[str, ...] = ()
    """Facts that could still change the outcome, most informative first."""
