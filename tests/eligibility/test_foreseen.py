"""What would come of a case by each answer to what is still asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from refundbot.catalogue import PRODUCTS
from refundbot.eligibility import Case, Outcome
from refundbot.eligibility.case import BillingMode, Moment, PurchaseKind
from refundbot.eligibility.foreseen import foreseen

from .worlds import NOW, POLICY

SERVER = Case(
    NOW,
    product=PRODUCTS["ecs"],
    billing_mode=BillingMode.SUBSCRIPTION,
    term_months=12,
    paid_at=Moment.exactly(NOW - timedelta(days=1)),
    paid_amount=Decimal(300),
)


def test_a_branch_for_each_answer_with_what_follows_as_it_mostly_is() -> None:
    branches = foreseen(SERVER, POLICY)
    told = {dict(branch.supposed)["quota_left"]: branch.decision.outcome for branch in branches}
    assert told == {0: Outcome.PARTIAL_REFUND, 1: Outcome.FULL_REFUND}
    assert all(branch.case.purchase_kind is PurchaseKind.NEW for branch in branches)


def test_of_a_renewal_both_states_are_told() -> None:
    long_ago = replace(SERVER, paid_at=Moment.exactly(NOW - timedelta(days=90)))
    outcomes = [branch.decision.outcome for branch in foreseen(long_ago, POLICY)]
    assert sorted(outcomes, key=str) == sorted(
        [Outcome.PARTIAL_REFUND, Outcome.PARTIAL_REFUND, Outcome.FULL_REFUND], key=str
    )


def test_nothing_is_foreseen_of_what_is_decided_or_hardly_known() -> None:
    assert foreseen(Case(NOW), POLICY) == ()
    assert foreseen(Case(NOW, product=PRODUCTS["shared_traffic_package"]), POLICY) == ()
