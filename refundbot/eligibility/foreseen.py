"""What would come of a case by each answer to what is still to be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from refundbot.eligibility.case import Case, PurchaseKind, ResourceState
from refundbot.eligibility.decision import Decision, Outcome
from refundbot.eligibility.engine import decide
from refundbot.eligibility.question import answers_to
from refundbot.eligibility.windows import quota_needed
from refundbot.policy import Policy

SUPPOSABLE = frozenset({"quota_left", "purchase_kind", "state", "pending_transaction"})
"""Facts whose few answers change no figure but by the outcome, unlike a product or a day."""
MOST_OPEN = 3
"""Facts that may be open at once; with more of them nothing telling can be said."""


@dataclass(frozen=True)
class Branch:
    """The decision on a case with some answers supposed."""

    supposed: tuple[tuple[str, object], ...]
    """Names of `Case` fields and their values, in the order in which they would be asked."""
    case: Case
    decision: Decision


def foreseen(case: Case, policy: Policy) -> tuple[Branch, ...]:
    """A branch for each answer to the next question; what is asked after that is taken as it mostly is.

    So a first purchase with quota enough is. Empty where the case is decided, or more is open than a few
    words can tell.
    """
    try:
        branches = tuple(_branches(case, policy, ()))
    except _TooMuchOpen:
        return ()
    return branches if len(branches) > 1 else ()


class _TooMuchOpen(Exception):
    """An open fact has no few answers, or too many facts are open."""


def _branches(case: Case, policy: Policy, supposed: tuple[tuple[str, object], ...]) -> Iterator[Branch]:
    decision = decide(case, policy)
    if decision.outcome is not Outcome.NEED_FACTS:
        yield Branch(supposed, case, decision)
        return
    kind_first = bool(supposed) and "purchase_kind" in decision.missing
    name = "purchase_kind" if kind_first else decision.missing[0]
    if name not in SUPPOSABLE or len(supposed) == MOST_OPEN:
        raise _TooMuchOpen
    for value in _answers(name, case, policy, first=not supposed):
        answered = replace(case, **{name: value})  # type: ignore[arg-type]
        yield from _branches(answered, policy, (*supposed, (name, value)))


def _answers(name: str, case: Case, policy: Policy, *, first: bool) -> tuple[object, ...]:
    if not first and name == "purchase_kind":
        return (PurchaseKind.NEW,)
    if not first and name == "quota_left":
        return (quota_needed(case) or 1,)
    if not first and name == "pending_transaction":
        return (False,)
    if not first and name == "state" and case.purchase_kind is not PurchaseKind.RENEWAL:
        return (ResourceState.IN_EFFECT,)
    return answers_to(name, case, policy)
