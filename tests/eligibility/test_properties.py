"""What holds of every case, whatever is known of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from refundbot.catalogue import PRODUCTS
from refundbot.eligibility import CRITERIA, decide, decision_to_json
from refundbot.eligibility.case import Case, Moment, Payment, PurchaseKind, ResourceState
from refundbot.eligibility.decision import AmountLine, Decision, Outcome, Truth
from refundbot.eligibility.evaluation import evaluate
from refundbot.eligibility.presumptions import ASSUMABLE, PRESUMED
from refundbot.eligibility.rules import Criterion

sys.path.insert(0, str(Path(__file__).parent))
from worlds import FACTS, NOW, OVER, POLICY, parts, payments, steady, worlds

SETTLED = set(Outcome) - {Outcome.NEED_FACTS}
GONE = {*OVER, ResourceState.EXPIRED}
DIGITS = Decimal(1).scaleb(-18)
known_parts = worlds().flatmap(lambda world: st.tuples(st.just(world), parts(world)))


def holds(assumption: str, case: Case, world: Case) -> bool:
    """Whether what a decision presumed is so in the world."""
    if assumption == "state":
        return world.state not in GONE
    if assumption == "provisioned_at":
        return case.paid_at is not None and world.provisioned_at == world.paid_at
    if assumption == "purchase_kind":
        return world.purchase_kind is PurchaseKind.NEW
    return assumption not in PRESUMED or getattr(world, assumption) == PRESUMED[assumption]


@steady(600)
@given(known_parts)
def test_an_early_decision_is_never_overturned_by_what_was_not_yet_known(pair: tuple[Case, Case]) -> None:
    world, part = pair
    truth, early = decide(world, POLICY), decide(part, POLICY)
    assume(all(holds(name, part, world) for name in early.assumptions))
    if early.possible:
        assert truth.outcome in {*early.possible, Outcome.MANUAL_REVIEW}
    else:
        assert early.outcome is truth.outcome


@steady(300)
@given(known_parts)
def test_a_decision_accounts_for_itself(pair: tuple[Case, Case]) -> None:
    decision = decide(pair[1], POLICY)
    assert bool(decision.missing) == (decision.outcome is Outcome.NEED_FACTS)
    assert set(decision.deciding) <= {criterion.id for criterion in decision.criteria}
    assert set(decision.sources) == {POLICY.get(id).source.id for id in decision.parameters}
    for id in (*decision.blocking, *decision.parameters):
        POLICY.get(id)
    for step in decision.next_steps:
        POLICY.get(f"{step}.title")
    assert set(decision.assumptions) <= ASSUMABLE
    for name in decision.assumptions:
        assert getattr(pair[1], name) is None
    if decision.outcome is Outcome.NOT_REFUNDABLE:
        cited = [POLICY.get(id) for id in decision.blocking]
        assert cited
        assert all(value.known and value.source.grade in ("A", "A-") for value in cited)
        assert all(value.source.id in decision.sources for value in cited)
    if decision.outcome is Outcome.MANUAL_REVIEW:
        assert decision.possible or decision.blocking
        assert decision.scenario is None
    decision_to_json(decision)


def figures(decision: Decision) -> dict[str, AmountLine]:
    return {line.id: line for line in decision.amounts}


@steady(400)
@given(known_parts, st.one_of(st.none(), payments))
def test_amounts_balance_and_the_unknown_is_never_a_figure(
    pair: tuple[Case, Case], payment: Payment | None
) -> None:
    decision = decide(replace(pair[1], payment=payment), POLICY)
    assert bool(decision.amounts) == (decision.outcome in (Outcome.FULL_REFUND, Outcome.PARTIAL_REFUND))
    lines = figures(decision)
    for line in decision.amounts:
        assert (line.amount is None) == (line.unknown is not None)
        assert line.amount is None or (line.amount >= 0 and line.lowest is None and line.highest is None)
        if line.lowest is not None and line.highest is not None:
            assert 0 <= line.lowest < line.highest
    if not lines:
        return
    paid, consumed, fee, refund = (lines[id].amount for id in ("paid", "consumed", "fee", "refund"))
    if paid is None:
        assert refund is None
    if None in (consumed, fee):
        assert refund is None
    if refund is not None and paid is not None and consumed is not None and fee is not None:
        assert 0 <= refund <= paid
        lapsed = lines["lapsed"].amount if "lapsed" in lines else Decimal(0)
        assert lapsed is not None
        assert refund == 0 or abs(consumed + fee + lapsed + refund - paid) < DIGITS
        if refund == 0:
            assert consumed + fee + lapsed >= paid - DIGITS
    before = lines.get("refund_before_fee")
    if before is not None:
        assert fee is None
        assert before.amount is None or before.amount <= (paid or 0)


@steady(200)
@given(worlds(), st.integers(0, 24 * 400), st.integers(0, 24 * 400))
def test_waiting_never_brings_more_back(world: Case, first: int, second: int) -> None:
    """At one rate: a full refund may become a partial one, the consumed part only grows."""
    start = NOW - timedelta(days=900)
    bought = Moment.exactly(start)
    case = replace(world, paid_at=bought, provisioned_at=bought, effective_at=bought, term_months=36)
    case = replace(
        case, state=ResourceState.IN_EFFECT, expires_at=Moment.exactly(start + timedelta(days=1096))
    )
    early, late = (
        decide(replace(case, requested_at=start + timedelta(hours=hours)), POLICY)
        for hours in sorted((first, second))
    )
    order = [Outcome.FULL_REFUND, Outcome.MANUAL_REVIEW, Outcome.PARTIAL_REFUND, Outcome.NOT_REFUNDABLE]
    if early.outcome in order and late.outcome in order:
        assert order.index(early.outcome) <= order.index(late.outcome)
    if early.amounts and late.amounts:
        sooner, later = figures(early), figures(late)
        most = [lines.get("refund_before_fee", lines["refund"]).amount for lines in (sooner, later)]
        if most[0] is not None and most[1] is not None:
            assert most[0] >= most[1]


@steady(200)
@given(known_parts, st.sampled_from((None, False, True)))
def test_use_has_no_say(pair: tuple[Case, Case], used: bool | None) -> None:
    assert decide(pair[1], POLICY) == decide(replace(pair[1], used=used), POLICY)


@steady(100)
@given(known_parts)
def test_a_shared_traffic_package_is_refused_whatever_else_is_known(pair: tuple[Case, Case]) -> None:
    assume(pair[1].state not in {*OVER} - {ResourceState.CLOSED})
    decision = decide(replace(pair[1], product=PRODUCTS["shared_traffic_package"]), POLICY)
    assert decision.outcome is Outcome.NOT_REFUNDABLE
    assert decision.missing == ()


@steady(200)
@given(known_parts)
def test_what_is_presumed_is_marked_and_listed(pair: tuple[Case, Case]) -> None:
    case = pair[1]
    decision = decide(case, POLICY)
    assumed: set[str] = set()
    for criterion in decision.criteria:
        assert criterion.presumed == bool(criterion.assumed)
        assert set(criterion.assumed) <= set(criterion.facts)
        assert all(getattr(case, fact) is None for fact in criterion.assumed)
        assert criterion.truth is not Truth.UNKNOWN or not criterion.presumed
        assumed |= set(criterion.assumed)
    for_scenario_and_figures = {"purchase_kind", "provisioned_at", "expires_at", "fee_waiver_contract"}
    assert set(decision.assumptions) <= assumed | for_scenario_and_figures


@steady(300)
@given(known_parts, worlds(), st.sampled_from(CRITERIA))
def test_a_criterion_reads_only_the_facts_it_names(
    pair: tuple[Case, Case], other: Case, criterion: Criterion
) -> None:
    case = pair[1]
    said = {s.id: s for s in evaluate(case, POLICY).trace}.get(criterion.__name__)
    assume(said is not None)
    assert said is not None
    rest = {name: getattr(other, name) for name in FACTS if name not in said.facts}
    changed = {s.id: s for s in evaluate(replace(case, **rest), POLICY).trace}.get(criterion.__name__)
    assert changed is None or (changed.truth, changed.assumed) == (said.truth, said.assumed)


@steady(200)
@given(known_parts)
def test_what_would_change_the_outcome_does(pair: tuple[Case, Case]) -> None:
    _, case = pair
    ordinary = {**PRESUMED, "quota_left": 1}
    for change in decide(case, POLICY).changes:
        if change.fact in ordinary and change.fact != "requested_at":
            changed = decide(replace(case, **{change.fact: ordinary[change.fact]}), POLICY)  # type: ignore[arg-type]
            assert changed.outcome is change.outcome
