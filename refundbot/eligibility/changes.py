"""What would make the outcome another one: an obstacle removed, a request in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from refundbot.eligibility.case import Case, Freeze, Moment
from refundbot.eligibility.decision import Change, Outcome
from refundbot.eligibility.evaluation import Evaluation, evaluate
from refundbot.eligibility.moments import limit
from refundbot.eligibility.products import falls_under
from refundbot.eligibility.windows import CERTIFICATE_DAYS, FIVE_DAYS, quota_needed
from refundbot.policy import Policy
from refundbot.policy.model import POLICY_ZONE

REMOVABLE: Mapping[str, object] = MappingProxyType(
    {
        "pending_transaction": False,
        "freeze": Freeze.NONE,
        "invoiced": False,
        "bandwidth_addon_present": False,
        "certificate_refundable_state": True,
    }
)
"""Obstacles that the customer can have removed, with the value that they take then."""
WINDOWS = frozenset({"within_five_days", "within_certificate_window"})
"""Criteria that time decides."""
BEFORE_START = frozenset({"not_effective", "renewal_period"})


def changes(case: Case, policy: Policy, evaluation: Evaluation) -> tuple[Change, ...]:
    """What would change the outcome of a case, for an outcome that no open fact can change any more."""
    return (*_obstacles(case, policy, evaluation), *_time(case, policy, evaluation))


def _obstacles(case: Case, policy: Policy, evaluation: Evaluation) -> Iterator[Change]:
    for name, value in REMOVABLE.items():
        if getattr(case, name) not in (None, value):
            outcomes = _otherwise(case, policy, evaluation, name, value).outcomes
            if len(outcomes) == 1 and outcomes != evaluation.outcomes:
                yield Change(name, outcomes[0])


def _otherwise(case: Case, policy: Policy, evaluation: Evaluation, fact: str, value: object) -> Evaluation:
    """The evaluation of the case with one fact otherwise."""
    other = replace(case, **{fact: value})  # type: ignore[arg-type]
    return evaluate(other, policy, evaluation.apart_from(fact))


def _time(case: Case, policy: Policy, evaluation: Evaluation) -> Iterator[Change]:
    """Until when a full refund can be, or could have been, asked for."""
    if evaluation.last.rule.scenario in BEFORE_START and case.effective_at is not None:
        yield Change("effective_at", evaluation.last.outcome, _iso(case.effective_at.earliest))
        return
    fact, start, window = _window(case)
    length = limit(window, policy)
    if start is None or length is None:
        return
    until = _iso(start.earliest + length)  # for a rough date, the time that was certainly left
    asked_at_once = _otherwise(case, policy, evaluation, fact, Moment.exactly(case.requested_at))
    if _in_window(asked_at_once):
        yield Change("requested_at", Outcome.FULL_REFUND, until)
        return
    needed = quota_needed(case) or 1
    short = case.quota_left is not None and case.quota_left < needed
    if short and _in_window(_otherwise(case, policy, evaluation, "quota_left", needed)):
        yield Change("quota_left", Outcome.FULL_REFUND, until)


def _in_window(evaluation: Evaluation) -> bool:
    """Whether there is a full refund because the window is still open."""
    decided_by_time = any(said.id in WINDOWS for said in evaluation.deciding())
    return evaluation.outcomes == (Outcome.FULL_REFUND,) and decided_by_time


def _window(case: Case) -> tuple[str, Moment | None, str]:
    """The fact from which the case's window runs, its moment, and the window."""
    if falls_under(case, "ssl_certificate"):
        return "paid_at", case.paid_at, CERTIFICATE_DAYS
    return "provisioned_at", case.provisioned_at or case.paid_at, FIVE_DAYS


def _iso(instant: datetime) -> str:
    return instant.astimezone(POLICY_ZONE).isoformat()
