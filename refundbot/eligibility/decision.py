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


class Unknown(str, Enum):
    """Why an amount is not known."""

    PAID_AMOUNT = "paid_amount_unknown"
    """Nobody said what was paid."""
    START = "start_unknown"
    """When the period began is not known."""
    END = "end_unknown"
    """Neither end nor term of the period is known."""
    DATE_INEXACT = "date_inexact"
    """A date is only known roughly; the line has bounds."""
    DURATION_RULE = "duration_rule_unknown"
    """The documents of that time do not say how hours are counted."""
    FEE_RATE = "fee_rate_unknown"
    """The rate of this term is not published in the documents at hand."""
    TERM = "term_unknown"
    """Nobody said for how long it was bought, so that no fee rate applies yet."""
    QUOTA = "quota_covers_some"
    """The quota covers some of what is given back; what each of them cost is not known."""
    SPLIT = "split_not_published"
    """How the rest is divided between the means of payment is not published."""
    COUPON_RULE = "coupon_rule_unknown"
    """The documents do not settle what becomes of coupons here."""


@dataclass(frozen=True)
class CriterionResult:
    """One criterion as applied: what it said, from which facts, by which parameters."""

    id: str
    truth: Truth
    facts: tuple[str, ...]
    parameters: tuple[str, ...]
    presumed: bool = False
    """Whether it rests on the ordinary case being presumed (not frozen, no pending order ...)."""
    assumed: tuple[str, ...] = ()
    """The facts that are presumed, of those it read."""


@dataclass(frozen=True)
class AmountLine:
    """One line of the account, in yuan. An unknown amount says why instead of guessing."""

    id: str
    """paid, consumed, fee, refund, refund_before_fee, or refund_ with a means of payment; of several of which
    the quota covers some, refund_covered for these and refund_rest, refund_rest_before_fee for the others."""
    amount: Decimal | None
    unknown: Unknown | None = None
    """Why it is not known; the wording belongs to replies."""
    parameters: tuple[str, ...] = ()
    lowest: Decimal | None = None
    highest: Decimal | None = None
    """Bounds in yuan where the amount is not known exactly, but only a date is imprecise."""


@dataclass(frozen=True)
class CouponReturn:
    """What becomes of one kind of coupon: `returned`, `partly`, `not_returned`, `expired` or `unknown`."""

    kind: str
    """voucher, cash_coupon, stored_card or discount_coupon"""
    result: str
    amount: Decimal | None
    """Yuan that come back as this coupon and can still be spent; `None` where not known."""
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leg:
    """One leg of the money's way back."""

    to: str
    """account, original_channel, bank_card, original_channel_or_bank_card, partner_account, customer_account,
    bank, unknown"""
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
    """Under which circumstance the outcome is another one, or up to when it is this one.

    `fact` is what would have to be otherwise; `requested_at` and `effective_at` stand for time alone, and
    `outcome` then holds for requests before `until` (aware ISO text), be that ahead or gone by.
    """

    fact: str
    outcome: Outcome
    until: str | None = None


@dataclass(frozen=True)
class Decision:
    """The engine's answer for a case under one policy version."""

    outcome: Outcome
    scenario: str | None
    """Id of the scenario that applies, as in the policy: in_use_five_day, not_effective ..."""
    possible: tuple[Outcome, ...]
    """For `need_facts` and `manual_review`: the outcomes still open, given what is known. Empty where the
    rules hand the case to a person."""
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
    deciding: tuple[str, ...] = ()
    """Ids of the criteria that the outcome rests on, or that leave it open; a subset of `criteria`."""
    missing: tuple[str, ...] = ()
    """Facts that could still change the outcome, most informative first."""
