"""A refund that is meant for a later time is judged as of that time, and said to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from refundbot import replies
from refundbot.dialogue.facts import MEANT_FOR, case_of, decision_on, end_by_term
from refundbot.dialogue.state import Check
from refundbot.eligibility import Decision, Outcome
from refundbot.eligibility.case import Moment
from refundbot.eligibility.moments import end_of_day
from refundbot.policy import Policy
from refundbot.policy.model import POLICY_ZONE
from refundbot.understanding.facts import Fact, Span
from refundbot.understanding.facts.later import JUST_BEFORE, PUT_OFF


def on_the_day_meant(check: Check, facts: Iterable[Fact], now: datetime, policy: Policy) -> Check:
    """The check with the time at which the refund is to be asked for, if a message tells it; today is none.

    In another calendar year the account has its whole quota again (S1).
    """
    told = [fact.value for fact in facts if fact.field == MEANT_FOR]
    if told and (time := _meant(told[-1], check, now)):
        check = replace(check, meant_for=_meant_for(time, now, policy))
    return _judged_in_time(check, now, policy)


def _meant(value: object, check: Check, now: datetime) -> Moment | None:
    """The time told; where that is once the purchase has run out, the first day on which it surely has.

    Shortly before that is the day before it may run out, if there is such a day ahead.
    """
    if isinstance(value, Span):
        return Moment(value.earliest, value.latest)
    case = case_of(replace(check, meant_for=None), now)
    ends = (case.expires_at or end_by_term(case)) if value in PUT_OFF else None
    if ends is None:
        return None
    if value == JUST_BEFORE:
        first = end_of_day(ends.earliest - timedelta(days=2)) + timedelta(seconds=1)
        return Moment(first, end_of_day(first)) if first > now else None
    over = end_of_day(ends.latest) + timedelta(seconds=1)
    return Moment(over, end_of_day(over))


def _meant_for(time: Moment, now: datetime, policy: Policy) -> Mapping[str, object] | None:
    if time.latest <= now:
        return None
    quota = policy.get("quotas.five_day").value
    anew = time.latest.astimezone(POLICY_ZONE).year > now.astimezone(POLICY_ZONE).year
    begins, ends = time.earliest.isoformat(), time.latest.isoformat()
    meant: Mapping[str, object] = {"earliest": begins, "latest": ends, "at": ends}
    return {**meant, "quota_left": quota} if anew and isinstance(quota, int) else meant


def _judged_in_time(check: Check, now: datetime, policy: Policy) -> Check:
    """The check judged at the end of the time meant, or at its beginning where the outcome changes in it.

    So nobody is refused a day on which there is time left: 明天退, and all comes back until 20:00 that day.
    """
    if check.meant_for is None or "earliest" not in check.meant_for:
        return check
    first, last = (_at(end, check) for end in ("earliest", "latest"))
    same = decision_on(first, now, policy).outcome is decision_on(last, now, policy).outcome
    return last if same else first


def _at(end: str, check: Check) -> Check:
    assert check.meant_for is not None, "a time was judged that nobody means"
    return replace(
        check, meant_for={**check.meant_for, "at": check.meant_for.get(end, check.meant_for["at"])}
    )


def planned(check: Check) -> tuple[str, ...]:
    """When the refund is to be asked for, if that is not now, as an item of what is known."""
    return () if check.meant_for is None else (replies.note("planned", day=_told(check.meant_for)),)


def _told(meant_for: Mapping[str, object]) -> str:
    """The time meant in words; of one from before there was more, the moment that is judged."""
    ends = (
        datetime.fromisoformat(str(meant_for.get(end, meant_for["at"]))) for end in ("earliest", "latest")
    )
    return replies.moment_text(Moment(*ends))


def day_notes(check: Check, now: datetime, policy: Policy, *, postponed: bool = False) -> tuple[str, ...]:
    """For when a verdict holds, where that is not now, what changes in that time, and what it would be now.

    `postponed`: the refund is put off, and no day is told.
    """
    if check.meant_for is None:
        return (replies.note("as_of_today"),) if postponed else ()
    first, last = (decision_on(_at(end, check), now, policy) for end in ("earliest", "latest"))
    today = decision_on(replace(check, meant_for=None), now, policy)
    later = datetime.fromisoformat(str(check.meant_for["at"])).astimezone(POLICY_ZONE).date()
    same_day = later == now.astimezone(POLICY_ZONE).date()
    notes = [replies.note("as_of_hour" if same_day else "as_of", day=_told(check.meant_for))]
    if first.outcome is not last.outcome:
        notes.append(_within(first, last))
    elif first.outcome is not today.outcome and today.outcome is not Outcome.NEED_FACTS:
        outcome = replies.outcome(today.outcome.value)
        notes.append(replies.note("now" if same_day else "today", outcome=outcome))
        if until := _full_until(today):
            notes.append(replies.note("full_until", until=until))
    return tuple(notes)


def _within(first: Decision, last: Decision) -> str:
    """That the outcome changes in the time meant, and when, if that is known."""
    until, told = _full_until(first), last.outcome is not Outcome.NEED_FACTS
    outcomes = {"outcome": replies.outcome(first.outcome.value), "then": replies.outcome(last.outcome.value)}
    if until is None or not told:
        return replies.note("within_open")
    return replies.note("within", until=until, **outcomes)


def _full_until(decision: Decision) -> str | None:
    """Until when all comes back, in words; `None` where it does not, or no time ends that."""
    if decision.outcome is not Outcome.FULL_REFUND:
        return None
    untils = [change.until for change in decision.changes if change.until]
    return replies.moment_text(Moment.exactly(datetime.fromisoformat(untils[0]))) if untils else None
