"""Where the money goes and when: first to an account, then out by the channel it was paid through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from refundbot.catalogue import Channel
from refundbot.eligibility.case import Case, Moment
from refundbot.eligibility.decision import AmountLine, Leg, Payout, Truth
from refundbot.eligibility.moments import add_months
from refundbot.eligibility.products import falls_under
from refundbot.eligibility.working_days import add_working_days, closes_books
from refundbot.policy import Policy
from refundbot.policy.model import POLICY_ZONE

THRESHOLD = "large_refund.threshold"
REVIEW_HOURS = "large_refund.review_hours"
MONTH_END = ("payout.withdraw.month_end_days", "payout.withdraw.month_end_delay_max")
BANK_CARD = "payout.channels.bank_card.days"
FEN = Decimal(100)


@dataclass(frozen=True)
class _Days:
    """A range of days; an end is `None` where it cannot be told."""

    earliest: date | None
    latest: date | None


def payout(case: Case, policy: Policy, refund: AmountLine, upper: Decimal | None) -> Payout:
    """The way of a refund asked for at `case.requested_at`; `upper` bounds it in yuan.

    A refund that is a range is as large as its lower end.

    Days are working days of mainland China (S14, S15, S12); money is taken to be withdrawn on arrival.
    """
    exact = refund.amount is not None
    lowest, highest = (refund.amount, refund.amount) if exact else (refund.lowest, upper)
    review, hours = large_review(lowest, highest, policy)
    asked = case.requested_at.astimezone(POLICY_ZONE)
    reviewed = asked + timedelta(hours=hours or 0)
    first = asked if review is not Truth.PASSED else reviewed
    last = asked if review is Truth.FAILED else reviewed
    start = _Days(first.date(), last.date())
    needed = review in (Truth.PASSED, Truth.BOUNDARY)
    return Payout(_legs(case, policy, start), hours if needed else None, review, (THRESHOLD, REVIEW_HOURS))


def large_review(lowest: Decimal | None, highest: Decimal | None, policy: Policy) -> tuple[Truth, int | None]:
    """Whether a refund is large enough for a review (passed: it is), and the hours that takes (S11).

    The refund lies between the bounds in yuan, as far as they are known. At exactly the threshold: boundary
    where the sources conflict (S11 against S13).
    """
    limit, hours = policy.get(THRESHOLD), policy.get(REVIEW_HOURS).value
    review_hours = hours if isinstance(hours, int) else None
    if not isinstance(limit.value, int):
        return Truth.UNKNOWN, review_hours
    threshold = Decimal(limit.value) / FEN
    if lowest is not None and lowest > threshold:
        return Truth.PASSED, review_hours
    if lowest is not None and lowest == highest == threshold:
        return Truth.FAILED if limit.conflict is None else Truth.BOUNDARY, review_hours
    return Truth.FAILED if highest is not None and highest < threshold else Truth.UNKNOWN, review_hours


def way_of(case: Case, policy: Policy, upper: Decimal | None) -> Payout:
    """The way of a refund whose sum is not known but by its `upper` bound in yuan, as `payout` tells it."""
    return payout(case, policy, AmountLine("refund", None), upper)


def withdrawal(case: Case, policy: Policy, on: date) -> Leg | None:
    """The way out of the account of money withdrawn on a day; `None` for a channel without one.

    Where it is not known when it was paid, that was not too long ago to go back the way it came.
    """
    channel = case.channel
    if channel is None or f"payout.channels.{channel.id}.mode" not in policy.parameters:
        return None
    paid = case.paid_at or Moment.exactly(case.requested_at)
    return _withdrawal(channel, replace(case, paid_at=paid), policy, _Days(on, on))


def _legs(case: Case, policy: Policy, start: _Days) -> tuple[Leg, ...]:
    if falls_under(case, "ssl_certificate"):
        return (Leg("original_channel", None, None, None, ("procedures.ssl.steps",)),)
    if case.channel is None:
        return ()
    account = f"payout.accounts.{case.channel.id}"
    to = policy.get(f"{account}.to").value
    first = _leg(str(to) if to else "unknown", policy, f"{account}.days", start, (f"{account}.to",))
    if f"payout.channels.{case.channel.id}.mode" not in policy.parameters:
        return (first,)
    return (first, _withdrawal(case.channel, case, policy, _Days(first.earliest, first.latest)))


def _leg(to: str, policy: Policy, days_id: str, start: _Days, read: tuple[str, ...]) -> Leg:
    """A leg of about so many working days, counted from the day on which it sets out."""
    days = policy.get(days_id).value
    if not isinstance(days, int):
        return Leg(to, None, None, None, (*read, days_id))
    earliest, latest = (
        add_working_days(day, days) if day else None for day in (start.earliest, start.latest)
    )
    return Leg(to, days, earliest, latest, (*read, days_id))


def _withdrawal(channel: Channel, case: Case, policy: Policy, start: _Days) -> Leg:
    """From the account out: by the original route while its months last, then to a bank card (S11, S12)."""
    row = f"payout.channels.{channel.id}"
    mode = policy.get(f"{row}.mode").value
    read = (f"{row}.mode", f"{row}.within")
    if mode not in ("original_route", "original_route_only"):
        return Leg("unknown", None, None, None, read)
    late = False if mode == "original_route_only" else _too_late(case, policy, f"{row}.within")
    if late is None:
        return Leg("original_channel_or_bank_card", None, None, None, read)
    if late:
        return Leg("bank_card", None, None, None, (*read, BANK_CARD))
    return _after_closing(_leg("original_channel", policy, f"{row}.days", start, read), start, policy)


def _too_late(case: Case, policy: Policy, within_id: str) -> bool | None:
    """Whether the months of the original route are over since payment."""
    months = policy.get(within_id).value
    if not isinstance(months, int) or case.paid_at is None:
        return None
    over = {
        add_months(paid.astimezone(POLICY_ZONE), months) < case.requested_at
        for paid in (case.paid_at.earliest, case.paid_at.latest)
    }
    return over.pop() if len(over) == 1 else None


def _after_closing(leg: Leg, start: _Days, policy: Policy) -> Leg:
    """The leg with a later latest day where it falls into the closing of the books at month's end (S13)."""
    days, delay = (policy.get(id).value for id in MONTH_END)
    if (
        not isinstance(days, int)
        or not isinstance(delay, int)
        or start.earliest is None
        or leg.latest is None
    ):
        return leg
    under_way = (start.earliest + timedelta(days=n) for n in range((leg.latest - start.earliest).days + 1))
    closing = [closes_books(day, days) for day in under_way]
    if any(closing):
        latest = leg.latest + timedelta(days=delay)
        return Leg(leg.to, leg.business_days, leg.earliest, latest, (*leg.parameters, *MONTH_END))
    return leg


def closing_in(at: datetime, policy: Policy) -> bool:
    """Whether a moment lies in the closing of the books at month's end (S13)."""
    days = policy.get(MONTH_END[0]).value
    return isinstance(days, int) and closes_books(at.astimezone(POLICY_ZONE).date(), days)
