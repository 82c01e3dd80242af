"""What would make the outcome another one: an obstacle removed, a request in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from refundbot.eligibility.case import Case, Freeze, Moment, Product
from refundbot.eligibility.decision import Change, Outcome
from refundbot.eligibility.evaluation import Evaluation, evaluate
from refundbot.eligibility.moments import limit
from refundbot.eligibility.windows import CERTIFICATE_DAYS, FIVE_DAYS
from refundbot.policy import Policy
from refundbot.policy.model import POLICY_ZONE

REMOVABLE: Mapping[str, object] = MappingProxyType(
    {
        "pending_transaction": False,
        "freeze": Freeze.NONE,
        "invoiced": False,
        "bandwidth_addon_present": False,
    }
)
"""Obstacles that the customer can have removed, with the value that they take then."""
WINDOWS = frozenset({"within_five_days", "within_certificate_window"})
"""Criteria that time decides."""
BEFORE_START = frozenset({"not_effective", "renewal_period"})


def changes(case: Case, policy: Policy, evaluation: Evaluation) -> tuple[Change, ...]:
    """What would change the outcome of a case, for an outcome that no open fact can change any more."""
    return (*_obstacles(case, policy, evaluation), *_time(case, policy, evaluation))


def _settled(case: Case, policy: Policy) -> Outcome | None:
    outcomes = evaluate(case, policy).outcomes
    return outcomes[0] if len(outcomes) == 1 else None


def _obstacles(case: Case, policy: Policy, evaluation: Evaluation) -> Iterator[Change]:
    for name, value in REMOVABLE.items():
        if getattr(case, name) not in (None, value):
            outcome = _settled(replace(case, **{name: value}), policy)  # type: ignore[arg-type]
            if outcome is not None and (outcome,) != evaluation.outcomes:
                yield Change(name, outcome)


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
    asked_at_once = replace(case, **{fact: Moment.exactly(case.requested_at)})  # type: ignore[arg-type]
    if _in_window(asked_at_once, policy):
        yield Change("requested_at", Outcome.FULL_REFUND, until)
    elif case.quota_left == 0 and _in_window(replace(case, quota_left=1), policy):
        yield Change("quota_left", Outcome.FULL_REFUND, until)


def _in_window(case: Case, policy: Policy) -> bool:
    """Whether the case is refunded in full because its window is still open."""
    evaluation = evaluate(case, policy)
    decided_by_time = any(said.id in WINDOWS for said in evaluation.deciding())
    return evaluation.outcomes == (Outcome.FULL_REFUND,) and decided_by_time


def _window(case: Case) -> tuple[str, Moment | None, str]:
    """The fact from which the case's window runs, its moment, and the window."""
    if case.product is Product.SSL_CERTIFICATE:
        return "paid_at", case.paid_at, CERTIFICATE_DAYS
    return "provisioned_at", case.provisioned_at or case.paid_at, FIVE_DAYS


def _iso(instant: datetime) -> str:
    return instant.astimezone(POLICY_ZONE).isoformat()
