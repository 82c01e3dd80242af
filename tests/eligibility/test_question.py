"""Only what can still change the outcome is asked for, and asking comes to an end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from refundbot.catalogue import PRODUCTS
from refundbot.eligibility import ASKABLE, decide, next_question
from refundbot.eligibility.case import BillingMode, Case, Moment, PurchaseKind, ResourceState
from refundbot.eligibility.decision import Outcome
from refundbot.eligibility.evaluation import evaluate
from refundbot.eligibility.presumptions import PRESUMED
from refundbot.eligibility.products import billing
from refundbot.eligibility.windows import CERTIFICATE_DAYS, FIVE_DAYS

sys.path.insert(0, str(Path(__file__).parent))
from worlds import NOW, POLICY, beginnings, parts, steady, without, worlds

known_parts = worlds().flatmap(lambda world: st.tuples(st.just(world), parts(world)))


def answers(name: str, case: Case) -> tuple[object, ...]:
    """Every kind of answer to a question."""
    ago = [Moment.exactly(NOW - timedelta(hours=hours)) for hours in (1, 150, 1000, 9000)]
    if name == "provisioned_at":
        later = tuple(when for when in ago if case.paid_at and when.latest >= case.paid_at.earliest)
        return later or (ago[0],)
    given: dict[str, tuple[object, ...]] = {
        "product": tuple(p for p in PRODUCTS.values() if p.own_rule),
        "billing_mode": tuple(BillingMode),
        "paid_at": tuple(ago),
        "quota_left": (0, 1, 10),
        "purchase_kind": tuple(PurchaseKind),
        "state": (ResourceState.NOT_IN_EFFECT, ResourceState.IN_EFFECT, ResourceState.EXPIRED),
        "certificate_refundable_state": (False, True),
        "pending_transaction": (False, True),
    }
    return given[name]


@steady(200)
@given(known_parts, st.data())
def test_asking_ends_and_never_repeats(pair: tuple[Case, Case], data: st.DataObject) -> None:
    case = pair[1]
    asked: list[str] = []
    while (name := next_question(case, POLICY)) is not None:
        assert name in ASKABLE
        assert name not in asked
        assert name not in case.not_known
        assert getattr(case, name) is None
        asked.append(name)
        if data.draw(st.integers(0, 3)) == 0:
            case = replace(case, not_known=case.not_known | {name})
        else:
            case = replace(case, **{name: data.draw(st.sampled_from(answers(name, case)))})  # type: ignore[arg-type]
    decision = decide(case, POLICY)
    assert decision.outcome is not Outcome.NEED_FACTS
    assert decision.missing == ()


@steady(200)
@given(known_parts)
def test_the_question_is_the_first_of_what_is_missing(pair: tuple[Case, Case]) -> None:
    decision = decide(pair[1], POLICY)
    assert next_question(pair[1], POLICY) == (decision.missing[0] if decision.missing else None)
    where_the_page_refuses = {"pending_transaction"} if pair[1].page_refuses else set()
    assert not set(decision.missing) & (PRESUMED.keys() - where_the_page_refuses)


def test_windows_of_which_nothing_is_known_are_not_asked_about() -> None:
    policy = without(POLICY, FIVE_DAYS, CERTIFICATE_DAYS)
    decision = decide(Case(NOW, product=PRODUCTS["ecs"], billing_mode=BillingMode.SUBSCRIPTION), policy)
    assert decision.outcome is Outcome.NEED_FACTS
    assert "provisioned_at" not in decision.missing


def completions(case: Case, but: str) -> Iterator[Case]:
    """The case with every combination of answers to the other questions."""
    names = [n for n in ASKABLE if n != but and getattr(case, n) is None and n not in case.not_known]
    names = [n for n in names if n != "provisioned_at"]
    for values in product(*(answers(name, case) for name in names)):
        yield replace(case, **dict(zip(names, values, strict=True)))  # type: ignore[arg-type]


def tells(name: str, case: Case) -> bool:
    """Whether two answers to one question leave different outcomes open."""
    left = {evaluate(replace(case, **{name: value}), POLICY).outcomes for value in answers(name, case)}  # type: ignore[arg-type]
    return len({frozenset(outcomes) for outcomes in left}) > 1


def settles(name: str, case: Case) -> bool:
    """Whether the answer to one question decides between verdicts, an open case being one for a person."""
    left = [evaluate(replace(case, **{name: value}), POLICY).outcomes for value in answers(name, case)]  # type: ignore[arg-type]
    return len({outcomes if len(outcomes) == 1 else (Outcome.MANUAL_REVIEW,) for outcomes in left}) > 1


def openings(outcome: Outcome) -> st.SearchStrategy[Case]:
    """Beginnings of which more than one outcome can still come, with questions left or without."""

    def is_open(case: Case) -> bool:
        decision = decide(case, POLICY)
        return decision.outcome is outcome and bool(decision.possible)

    return beginnings().filter(is_open)


@steady(100)
@given(openings(Outcome.NEED_FACTS))
def test_what_is_asked_can_change_the_outcome(case: Case) -> None:
    """By brute force: some combination of the other answers makes this answer tell."""
    for name in decide(case, POLICY).missing:
        assert any(tells(name, complete) for complete in completions(case, name)), name


@steady(60)
@given(openings(Outcome.MANUAL_REVIEW))
def test_nothing_is_left_unasked_that_could_settle_an_open_case(case: Case) -> None:
    known = {name: getattr(case, name) for name in ("paid_at", "quota_left", "purchase_kind")}
    for name, said in {**known, "billing_mode": billing(case)}.items():
        if said is None and name not in case.not_known:
            assert not any(settles(name, complete) for complete in completions(case, name)), name
