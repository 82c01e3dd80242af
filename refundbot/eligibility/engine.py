"""From a case to a decision with its proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from refundbot.eligibility.amounts import Account, account
from refundbot.eligibility.case import Case, PurchaseKind
from refundbot.eligibility.changes import changes
from refundbot.eligibility.decision import AmountLine, Decision, Outcome, Payout
from refundbot.eligibility.evaluation import Evaluation, evaluate
from refundbot.eligibility.payout import payout
from refundbot.eligibility.question import missing
from refundbot.policy import Policy

REFUNDED = (Outcome.FULL_REFUND, Outcome.PARTIAL_REFUND)
_NO_ACCOUNT = Account((), (), ())


def decide(case: Case, policy: Policy) -> Decision:
    """The decision on a case, asked for at `case.requested_at`, under the policy of that day.

    The outcome is settled as soon as the known facts force it, presuming ordinary what nobody mentioned
    (`assumptions`). Otherwise it is `need_facts` while an answer could still settle it (`missing`), and
    `manual_review` when none could. Never raises for want of a fact or of a policy value.
    """
    evaluation = evaluate(case, policy)
    case, evaluation, presumed = _as_first_purchase(case, policy, evaluation)
    open_facts = missing(case, policy, evaluation)
    outcome = _outcome(evaluation, open_facts)
    last = evaluation.last
    settled = len(evaluation.outcomes) == 1
    figures, way = _figures(case, policy, evaluation) if outcome in REFUNDED else (_NO_ACCOUNT, None)
    assumptions = (*presumed, *evaluation.assumptions(case, policy), *figures.assumptions)
    parameters = _parameters(evaluation, figures, way)
    refused = settled and last.reason is not None
    return Decision(
        outcome=outcome,
        scenario=last.rule.scenario if settled and outcome is not Outcome.MANUAL_REVIEW else None,
        possible=() if settled else evaluation.outcomes,
        criteria=evaluation.trace,
        blocking=(last.reason,) if refused and last.reason else (),
        amounts=figures.lines,
        coupons=figures.coupons,
        payout=way,
        next_steps=_next_steps(case, evaluation, outcome),
        assumptions=tuple(dict.fromkeys(assumptions)),
        changes=() if outcome is Outcome.NEED_FACTS else changes(case, policy, evaluation),
        parameters=parameters,
        sources=tuple(dict.fromkeys(policy.get(id).source.id for id in parameters)),
        policy_version=policy.version,
        deciding=tuple(said.id for said in evaluation.deciding()),
        missing=open_facts,
    )


def _as_first_purchase(
    case: Case, policy: Policy, evaluation: Evaluation
) -> tuple[Case, Evaluation, tuple[str, ...]]:
    """Presumes a first purchase where a renewal would end alike, so that one scenario remains to be told."""
    if case.purchase_kind is not None or len(evaluation.endings) < 2:
        return case, evaluation, ()
    same = evaluation.apart_from("purchase_kind")
    kinds = (PurchaseKind.NEW, PurchaseKind.RENEWAL)
    first, again = (replace(case, purchase_kind=kind) for kind in kinds)
    narrowed, renewed = evaluate(first, policy, same), evaluate(again, policy, same)
    alike = len({*narrowed.outcomes, *renewed.outcomes}) == 1
    if alike and len(narrowed.endings) < len(evaluation.endings):
        return first, narrowed, ("purchase_kind",)
    return case, evaluation, ()


def _outcome(evaluation: Evaluation, open_facts: tuple[str, ...]) -> Outcome:
    if len(evaluation.outcomes) == 1:
        return evaluation.outcomes[0]
    return Outcome.NEED_FACTS if open_facts else Outcome.MANUAL_REVIEW


def _figures(case: Case, policy: Policy, evaluation: Evaluation) -> tuple[Account, Payout]:
    figures = account(case, policy, evaluation.last.rule.scenario)
    by_id = {line.id: line for line in figures.lines}
    bounds = (_most(by_id[id]) for id in ("refund", "refund_before_fee", "paid") if id in by_id)
    upper = next((amount for amount in bounds if amount is not None), None)
    return figures, payout(case, policy, by_id["refund"], upper)


def _most(line: AmountLine) -> Decimal | None:
    """The most that a line can come to, in yuan."""
    return line.amount if line.amount is not None else line.highest


def _next_steps(case: Case, evaluation: Evaluation, outcome: Outcome) -> tuple[str, ...]:
    """Procedures for what was concluded; where it stays open, the pages that may show it, and a person."""
    if outcome is Outcome.NEED_FACTS:
        return ()
    steps: list[str] = []
    concluded = evaluation.open if outcome is Outcome.MANUAL_REVIEW else (evaluation.last,)
    for conclusion in concluded:
        steps += conclusion.rule.steps
    if "procedures.console_in_use" in steps and case.product and case.product.console:
        steps.append(f"procedures.{case.product.console}")
    if len(concluded) > 1:
        steps.append("procedures.manual_review")
    return tuple(dict.fromkeys(steps))


def _parameters(evaluation: Evaluation, figures: Account, way: Payout | None) -> tuple[str, ...]:
    """Every parameter read, those that decided first."""
    last = evaluation.last
    read: list[Iterable[str]] = [(last.reason,) if last.reason else ()]
    if last.rule.scenario is not None:
        read.append((f"scenarios.{last.rule.scenario}.applies", f"scenarios.{last.rule.scenario}.refund"))
    read += [said.parameters for said in evaluation.deciding()]
    read += [line.parameters for line in figures.lines]
    read += [coupon.parameters for coupon in figures.coupons]
    if way is not None:
        read += [way.parameters, *(leg.parameters for leg in way.legs)]
    read += [said.parameters for said in evaluation.trace]
    return tuple(dict.fromkeys(id for ids in read for id in ids))
