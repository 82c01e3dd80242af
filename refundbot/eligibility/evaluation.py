"""Applies the rules to a case of which some facts are unknown: what can still come of it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from refundbot.eligibility.case import Case
from refundbot.eligibility.coupons import paid_line
from refundbot.eligibility.decision import CriterionResult, Outcome, Truth
from refundbot.eligibility.presumptions import filled_in, ordinary
from refundbot.eligibility.rules import RULES, Condition, Criterion, Rule
from refundbot.eligibility.truth import negated
from refundbot.policy import Policy

OFFICIAL = ("A", "A-")
"""Grades of sources on which a refusal may rest; others call for a person."""
_BY_SCENARIO = {
    "full": Outcome.FULL_REFUND,
    "partial": Outcome.PARTIAL_REFUND,
    "none": Outcome.NOT_REFUNDABLE,
}


@dataclass(frozen=True)
class Conclusion:
    """A rule that may apply, with its outcome under the policy."""

    rule: Rule
    outcome: Outcome
    reason: str | None


@dataclass(frozen=True)
class Evaluation:
    """What can come of a case."""

    open: tuple[Conclusion, ...]
    """The rules that may apply, in order. The last one does if none before it does."""
    trace: tuple[CriterionResult, ...]
    """The criteria as applied, in order."""
    ruled_out: tuple[tuple[Rule, CriterionResult], ...]
    """The rules that do not apply, each with the criterion that settles it."""

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes still open, each once."""
        return tuple(dict.fromkeys(conclusion.outcome for conclusion in self.open))

    @property
    def endings(self) -> frozenset[tuple[Outcome, str | None]]:
        """Outcomes with their scenarios still open."""
        return frozenset((conclusion.outcome, conclusion.rule.scenario) for conclusion in self.open)

    @property
    def last(self) -> Conclusion:
        """What holds if nothing before it does; with one outcome open, the one to be told."""
        return self.open[-1]

    def reads(self, fact: str) -> bool:
        """Whether any criterion applied may have read a fact."""
        return any(fact in said.facts for said in self.trace)

    def apart_from(self, fact: str) -> dict[str, CriterionResult]:
        """The criteria by id that do not read a fact, and so say the same whatever it is."""
        return {said.id: said for said in self.trace if fact not in said.facts}

    def deciding(self) -> tuple[CriterionResult, ...]:
        """The criteria that the outcome rests on; while outcomes are open, those that leave them open.

        A conclusion without conditions rests on what ruled out the rule before it.
        """
        if len(self.outcomes) > 1:
            return tuple(said for said in self.trace if said.truth in (Truth.UNKNOWN, Truth.BOUNDARY))
        own = {condition.criterion.__name__ for condition in self.last.rule.when}
        if own:
            return tuple(said for said in self.trace if said.id in own)
        return (self.ruled_out[-1][1],)

    def assumptions(self, case: Case, policy: Policy) -> tuple[str, ...]:
        """Facts presumed ordinary that could otherwise have led to another outcome."""
        rests_on = [*self.deciding()]
        rests_on += [
            said
            for rival, said in self.ruled_out
            if said.presumed and (_conclude(rival, case, policy).outcome,) != self.outcomes
        ]
        return tuple(dict.fromkeys(name for said in rests_on for name in said.assumed))


def evaluate(
    case: Case, policy: Policy, known: Mapping[str, CriterionResult] = MappingProxyType({})
) -> Evaluation:
    """Applies the rules in order up to the first that certainly holds.

    `known` holds criteria by id that were applied to a case with the same facts where they read any.
    """
    judge = _Judge(case, policy, known)
    open_: list[Conclusion] = []
    ruled_out: list[tuple[Rule, CriterionResult]] = []
    for rule in RULES:
        against, certain = judge.weigh(rule.when)
        if against is not None:
            ruled_out.append((rule, against))
            continue
        open_.append(_conclude(rule, case, policy))
        if certain:
            break
    return Evaluation(tuple(open_), tuple(judge.trace.values()), tuple(ruled_out))


class _Judge:
    """Applies criteria to one case, each once; presumes ordinary facts where only they are missing."""

    def __init__(self, case: Case, policy: Policy, known: Mapping[str, CriterionResult]) -> None:
        self.case = case
        self.policy = policy
        self.known = known
        self.trace: dict[str, CriterionResult] = {}

    @cached_property
    def ordinary(self) -> Case:
        """The case with what nobody mentioned presumed ordinary."""
        return ordinary(self.case)

    def weigh(self, conditions: tuple[Condition, ...]) -> tuple[CriterionResult | None, bool]:
        """The criterion that speaks against the conditions, if any, and whether all certainly hold."""
        certain = True
        for condition in conditions:
            said = self.apply(condition.criterion)
            truth = said.truth if condition.holds else negated(said.truth)
            if truth is Truth.FAILED:
                return said, False
            certain = certain and truth is Truth.PASSED
        return None, certain

    def apply(self, criterion: Criterion) -> CriterionResult:
        """What the criterion says of the facts told, or else of the case presumed ordinary."""
        id = criterion.__name__
        if id not in self.trace:
            self.trace[id] = self.known.get(id) or self._ask(criterion)
        return self.trace[id]

    def _ask(self, criterion: Criterion) -> CriterionResult:
        said = self._with_what_is_implied(criterion(self.case, self.policy))
        assumed = filled_in(self.case, said.facts) if said.truth is Truth.UNKNOWN else ()
        if not assumed:
            return said
        presumed = criterion(self.ordinary, self.policy)
        if presumed.truth is Truth.UNKNOWN:
            return said
        return self._with_what_is_implied(replace(presumed, presumed=True, assumed=assumed))

    def _with_what_is_implied(self, said: CriterionResult) -> CriterionResult:
        """What a criterion says, presumed where it rests on what nobody told in so many words."""
        implied = tuple(name for name in said.facts if name in self.case.implied)
        return replace(said, presumed=True, assumed=(*said.assumed, *implied)) if implied else said


def _conclude(rule: Rule, case: Case, policy: Policy) -> Conclusion:
    """What a rule says of a case. A refusal needs an official reason; without one a person decides."""
    reason = rule.reason(case) if callable(rule.reason) else rule.reason
    if rule.outcome is not None:
        return Conclusion(rule, rule.outcome, reason)
    refund = policy.get(f"scenarios.{rule.scenario}.refund").value
    outcome = _BY_SCENARIO.get(str(refund), Outcome.MANUAL_REVIEW)
    if outcome is Outcome.PARTIAL_REFUND and paid_line(case, policy).amount == 0:
        outcome = Outcome.NOTHING_TO_REFUND  # a part of nothing: vouchers are no payment (S2)
    if reason is not None:
        cited = policy.get(reason)
        if not cited.known or cited.source.grade not in OFFICIAL:
            outcome = Outcome.MANUAL_REVIEW
    return Conclusion(rule, outcome, reason)
