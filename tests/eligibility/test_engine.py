"""What a decision says besides its outcome: scenario, steps, parameters, presumptions, changes."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from refundbot.catalogue import CHANNELS, PRODUCTS
from refundbot.eligibility import decide
from refundbot.eligibility.amounts import CONSUMED
from refundbot.eligibility.case import (
    BillingMode,
    Case,
    Freeze,
    Moment,
    Origin,
    PurchaseKind,
)
from refundbot.eligibility.case import ResourceState as State
from refundbot.eligibility.decision import Decision, Outcome
from refundbot.eligibility.presumptions import ordinary

sys.path.insert(0, str(Path(__file__).parent))
from worlds import NOW, POLICY

CONSOLE, PERSON = "procedures.console_in_use", "procedures.manual_review"
LONG_AGO = Moment.exactly(NOW - timedelta(days=20))
SERVER = Case(
    NOW,
    product=PRODUCTS["ecs"],
    billing_mode=BillingMode.SUBSCRIPTION,
    term_months=60,
    purchase_kind=PurchaseKind.NEW,
    state=State.IN_EFFECT,
    paid_at=LONG_AGO,
    provisioned_at=LONG_AGO,
    effective_at=LONG_AGO,
    expires_at=Moment.exactly(NOW + timedelta(days=60)),
    paid_amount=Decimal(800),
)


def decided(case: Case, **facts: object) -> Decision:
    return decide(replace(case, **facts), POLICY)  # type: ignore[arg-type]


def test_a_first_purchase_is_presumed_where_a_renewal_would_end_alike() -> None:
    later = Case(NOW, product=PRODUCTS["resource_package"], state=State.NOT_IN_EFFECT)
    decision = decide(later, POLICY)
    assert (decision.outcome, decision.scenario) == (Outcome.FULL_REFUND, "not_effective")
    assert "purchase_kind" in decision.assumptions
    assert decision.next_steps == ("procedures.console_not_effective",)
    renewed = decided(later, purchase_kind=PurchaseKind.RENEWAL)
    assert (renewed.outcome, renewed.scenario) == (Outcome.FULL_REFUND, "renewal_period")
    assert "purchase_kind" not in renewed.assumptions


def test_a_first_purchase_is_presumed_where_each_kind_ends_alike_by_a_way_of_its_own() -> None:
    """Before it begins a renewal comes back in full, and so does what was bought two days ago."""
    later = decided(
        SERVER,
        purchase_kind=None,
        state=State.NOT_IN_EFFECT,
        paid_at=Moment.exactly(NOW - timedelta(days=2)),
        provisioned_at=None,
        effective_at=None,
        quota_left=1,
    )
    assert (later.outcome, later.missing) == (Outcome.FULL_REFUND, ())
    assert "purchase_kind" in later.assumptions


def test_what_was_had_for_nothing_is_not_asked_how_it_is_billed() -> None:
    trial = Case(NOW, product=PRODUCTS["ecs"], origin=Origin.TRIAL, not_known=frozenset({"billing_mode"}))
    for case in (trial, replace(trial, not_known=frozenset())):
        decision = decide(case, POLICY)
        assert (decision.outcome, decision.missing) == (Outcome.NOT_REFUNDABLE, ())
    by_use = decided(trial, billing_mode=BillingMode.PAY_PER_USE)
    assert by_use.outcome is Outcome.NOTHING_TO_REFUND


def test_what_was_renewed_is_not_asked_how_it_is_billed() -> None:
    renewed = Case(
        NOW,
        product=PRODUCTS["ecs"],
        purchase_kind=PurchaseKind.RENEWAL,
        state=State.NOT_IN_EFFECT,
    )
    decision = decide(renewed, POLICY)
    assert (decision.outcome, decision.missing) == (Outcome.FULL_REFUND, ())


def test_who_does_not_know_how_it_is_billed_is_asked_whether_it_was_renewed() -> None:
    """Only a term is renewed (S7)."""
    old = Moment.exactly(NOW - timedelta(days=20))
    unsure = Case(NOW, product=PRODUCTS["ecs"], state=State.IN_EFFECT, paid_at=old)
    unsure = replace(unsure, not_known=frozenset({"billing_mode"}))
    assert decide(unsure, POLICY).missing == ("purchase_kind",)
    renewed = decide(replace(unsure, purchase_kind=PurchaseKind.RENEWAL), POLICY)
    assert (renewed.outcome, renewed.missing) == (Outcome.PARTIAL_REFUND, ())


def test_it_is_not_presumed_where_that_settles_nothing() -> None:
    """Ended or with an order still to be paid: refused for two reasons, which ask for no presumption."""
    refused = Case(
        NOW, product=PRODUCTS["ecs"], billing_mode=BillingMode.SUBSCRIPTION, pending_transaction=True
    )
    decision = decide(refused, POLICY)
    assert decision.outcome is Outcome.NOT_REFUNDABLE
    assert "purchase_kind" not in decision.assumptions
    assert decision.next_steps == ("procedures.cancel_unpaid", PERSON)


@pytest.mark.parametrize(
    ("facts", "steps"),
    [
        ({}, (CONSOLE, "procedures.ecs_entry")),
        ({"product": PRODUCTS["evs"]}, (CONSOLE,)),
        ({"freeze": Freeze.ARREARS}, (PERSON,)),
        ({"product": PRODUCTS["domain"]}, (PERSON,)),
    ],
)
def test_what_to_do_next(facts: dict[str, object], steps: tuple[str, ...]) -> None:
    assert decided(SERVER, **facts).next_steps == steps


def test_where_the_documents_disagree_each_page_and_a_person() -> None:
    exactly = Moment.exactly(NOW - timedelta(days=5))
    decision = decided(SERVER, provisioned_at=exactly, quota_left=1)
    assert (decision.outcome, decision.scenario) == (Outcome.MANUAL_REVIEW, None)
    assert decision.possible == (Outcome.FULL_REFUND, Outcome.PARTIAL_REFUND)
    assert decision.next_steps == (CONSOLE, "procedures.ecs_entry", PERSON)


def test_while_facts_are_missing_nothing_is_concluded() -> None:
    """Of a package it is open whether it has taken effect; of a server, how long it may be given back."""
    package = decide(Case(NOW, product=PRODUCTS["obs_package"]), POLICY)
    server = decided(SERVER, provisioned_at=None, paid_at=None, effective_at=None)
    for decision in (package, server):
        assert decision.outcome is Outcome.NEED_FACTS
        assert (decision.scenario, decision.blocking, decision.next_steps) == (None, (), ())
        assert (decision.amounts, decision.payout) == ((), None)


def test_while_facts_are_missing_no_deadline_is_told() -> None:
    """In full before it starts if it was a first purchase, but not at all if renewed in a promotion."""
    later = Moment.exactly(NOW + timedelta(days=4))
    addon = Case(NOW, product=PRODUCTS["bandwidth_addon"], origin=Origin.PROMOTION, effective_at=later)
    decision = decide(addon, POLICY)
    assert (decision.outcome, decision.missing) == (Outcome.NEED_FACTS, ("purchase_kind",))
    assert decision.changes == ()
    (change,) = decided(addon, purchase_kind=PurchaseKind.NEW).changes
    assert (change.fact, change.outcome) == ("effective_at", Outcome.FULL_REFUND)


def test_every_parameter_is_told_those_that_decided_first() -> None:
    in_use, account = "scenarios.in_use_conditional", "payout.accounts.balance"
    situation = "non_refundable.situations"
    assert decided(SERVER, channel=CHANNELS["balance"]).parameters == (
        *(f"{in_use}.applies", f"{in_use}.refund", "windows.five_day"),
        *("coupon_rules.paid_amount", f"{in_use}.consumed_charged", *CONSUMED),
        *(f"{in_use}.fee_charged", "fees.five_year.year_1", "formulas.refund"),
        *("large_refund.threshold", "large_refund.review_hours", f"{account}.to", f"{account}.days"),
        *("products.ecs.refundable", "scenarios.pay_per_use.refund", f"{situation}.one_off.reason"),
        *(f"{situation}.expired.reason", f"{situation}.pending_transaction.reason"),
        *(f"{situation}.support_benefits_used.reason", "windows.five_day_applies_to"),
        *("scenarios.not_effective.applies", f"{situation}.special_activity.reason"),
        f"{situation}.page_refuses.reason",
    )


def test_a_refusal_is_told_by_its_reason_first() -> None:
    decision = decided(SERVER, product=PRODUCTS["domain"])
    assert decision.parameters == (
        *("products.domain.reason", "scenarios.in_use_blocked.applies", "scenarios.in_use_blocked.refund"),
        "products.domain.refundable",
    )
    assert decision.sources == ("S17", "S16")


def test_the_ordinary_case_is_provisioned_when_paid_unless_it_is_said_otherwise() -> None:
    earlier = Moment.exactly(NOW - timedelta(days=30))
    assert ordinary(Case(NOW, paid_at=earlier)).provisioned_at == earlier
    assert ordinary(Case(NOW, paid_at=earlier, provisioned_at=LONG_AGO)).provisioned_at == LONG_AGO
    assert ordinary(Case(NOW, paid_at=earlier, state=State.NOT_IN_EFFECT)).provisioned_at is None


def test_where_the_quota_is_short_of_all_that_goes_back_it_is_told_until_when_a_larger_one_would_do() -> None:
    """The quota is whole again in the next year, and the five days may reach into it."""
    opened = NOW - timedelta(days=1)
    few = decided(SERVER, provisioned_at=Moment.exactly(opened), quota_left=1, quantity=3)
    assert few.outcome is Outcome.PARTIAL_REFUND
    (change,) = [change for change in few.changes if change.fact == "quota_left"]
    assert change.outcome is Outcome.FULL_REFUND
    assert change.until == (opened + timedelta(days=5)).isoformat()
