"""What a few words ask of the case that was decided, which taken alone are about nothing sure: 要先卸吗."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from refundbot import replies
from refundbot.dialogue.facts import case_of
from refundbot.dialogue.state import REMEMBERED
from refundbot.eligibility import Case, Decision, Outcome
from refundbot.eligibility.case import BillingMode, Freeze, PurchaseKind
from refundbot.understanding.sayings import Saying

if TYPE_CHECKING:
    from refundbot.dialogue.situation import Situation
    from refundbot.dialogue.turn import Answered

_Holds = Callable[[Case, Decision], bool]
_SHORT_OF_ALL = frozenset(
    {Outcome.PARTIAL_REFUND, Outcome.NOT_REFUNDABLE, Outcome.NOTHING_TO_REFUND, Outcome.MANUAL_REVIEW}
)


def _falls_short(_: Case, decision: Decision) -> bool:
    return decision.outcome in _SHORT_OF_ALL


def _pays_as_it_goes(case: Case, _: Decision) -> bool:
    return case.billing_mode is BillingMode.PAY_PER_USE


def _never_paid(case: Case, _: Decision) -> bool:
    return case.pending_transaction is True


def _gives_a_renewal_back(case: Case, decision: Decision) -> bool:
    return case.purchase_kind is PurchaseKind.RENEWAL and decision.outcome is Outcome.FULL_REFUND


def _is_frozen(case: Case, _: Decision) -> bool:
    return case.freeze not in (None, Freeze.NONE)


def _comes_back(_: Case, decision: Decision) -> bool:
    return decision.outcome in (Outcome.FULL_REFUND, Outcome.PARTIAL_REFUND)


def _has_a_sum(_: Case, decision: Decision) -> bool:
    return bool(decision.amounts)


_ANSWERED_BY: tuple[tuple[Saying, _Holds, str], ...] = (
    (Saying.PLEADS_FOR_IT, _falls_short, "rejection.next_steps/manual"),
    (Saying.PAGE_PREVAILS, _has_a_sum, "amount.dispute/page_differs"),
    (Saying.HOLDS_OUT, _gives_a_renewal_back, "policy.renewal/keep_machine"),
    (Saying.ONCE_DELETED, _pays_as_it_goes, "policy.pay_per_use/delete"),
    (Saying.ONCE_SHUT_DOWN, _pays_as_it_goes, "charge.continues/after_shutdown"),
    (Saying.LEAVES_IT, _never_paid, "policy.failed_order/unpaid"),
    (Saying.UNTIL_WHEN_BLOCKED, _is_frozen, "rejection.next_steps"),
    (Saying.IN_TIME_THEN, _comes_back, "policy.deadline"),
    (Saying.LEAVES_IT, _comes_back, "policy.deadline"),
    (Saying.WHO_DOES_IT, _comes_back, "process.apply/by_agent"),
)
"""What is said of which case, and the topic or the question that answers it then, the surer first."""
_TOLD: tuple[tuple[Saying, _Holds, str], ...] = (
    (Saying.LEAVES_IT, _pays_as_it_goes, "goes_on"),
    (Saying.SPARES_ANOTHER, lambda _, decision: True, "spared"),
    (Saying.DETACHES_FIRST, lambda case, _: case.product is not None and case.product.id == "evs", "detach"),
)
"""What is said of which case, and what is told of it that no topic tells."""
_OF_ANOTHER = frozenset({Saying.SPARES_ANOTHER})
"""What is said of another thing than the one that goes back."""


def asked_of_the_decided(situation: Situation) -> str | None:
    """The topic or the question that answers what is asked of the case that was decided, if that is heard."""
    return _found(situation, _ANSWERED_BY)


def asks_what_goes_on(situation: Situation) -> bool:
    """Whether it is asked what becomes of a thing that is left, or has to be done before it is given back."""
    key = None if situation.of_the_decided else _found(situation, _TOLD)
    return key is not None and (key != "spared" or _tells_nothing_else(situation))


def _tells_nothing_else(situation: Situation) -> bool:
    """Whether all that is told is told of the other thing that is to stay: 3月那台别动."""
    said = situation.turn.utterance
    beside = (fact for fact in situation.usable if not Saying.SPARES_ANOTHER.is_in(said.normal_clause(fact)))
    return not situation.marks.wishes and not any(beside)


async def tell_what_goes_on(situation: Situation) -> Answered:
    """Yes, and why."""
    check, key = situation.finished, _found(situation, _TOLD)
    assert check is not None, "a thing was told of without a case"
    assert key is not None, "a thing was told of that was not asked about"
    decision = situation.decision_on(check)
    reply = replies.of_the_thing(key, decision, situation.policy, situation.turn.confidence)
    return reply, replace(situation.memory, check=replace(check, ago=0), misses=0)


def _found(situation: Situation, rows: tuple[tuple[Saying, _Holds, str], ...]) -> str | None:
    check, said = situation.finished, situation.turn.utterance
    if check is None or check.ago > REMEMBERED or situation.chosen or situation.marks.corrects:
        return None
    another = said.asks_of_anothers or said.only_of_the_other
    heard = [row for row in rows if row[0].is_in(said.normalised) and (row[0] in _OF_ANOTHER or not another)]
    if not heard:
        return None
    case, decision = case_of(check, situation.turn.now), situation.decision_on(check)
    return next((found for _, holds, found in heard if holds(case, decision)), None)
