"""What every test of the engine needs: the policy, and checks of decisions against plain expectations."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from refundbot.eligibility import Decision, case_from_mapping, decide, decision_to_json
from refundbot.policy import PolicyBook, load_policy


@pytest.fixture(scope="session")
def book() -> PolicyBook:
    return load_policy()


@pytest.fixture(scope="session")
def decided(book: PolicyBook) -> Callable[[Mapping[str, Any]], Decision]:
    """The decision on a case as written in a file; `requested_at` is part of it."""

    def run(facts: Mapping[str, Any]) -> Decision:
        now = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
        case = case_from_mapping(facts, now)
        return decide(case, book.at(case.requested_at))

    return run


@pytest.fixture(scope="session")
def expect() -> Callable[[Decision, Mapping[str, Any]], None]:
    """Compares a decision with what a file expects of it; keys that the file leaves out are not compared."""

    def check(decision: Decision, expected: Mapping[str, Any]) -> None:
        said: dict[str, Any] = decision_to_json(decision)
        lines = {line.id: line for line in decision.amounts}
        criteria = {criterion.id: criterion.truth.value for criterion in decision.criteria}
        for key, value in expected.items():
            if key == "amounts":
                found = {id: lines[id].amount for id in value}
                assert found == {id: Decimal(str(amount)) for id, amount in value.items()}
            elif key == "unknown":
                assert {id: lines[id].unknown for id in value} == value
            elif key == "criteria":
                assert {id: criteria.get(id) for id in value} == value
            elif key == "coupons":
                assert {coupon.kind: coupon.result for coupon in decision.coupons} == value
            elif key == "review":
                assert decision.payout is not None
                assert decision.payout.review.value == value
            elif key == "assumed":
                assert set(value) <= set(decision.assumptions)
            elif key == "changes":
                assert [tuple(change.values()) for change in said["changes"]] == [tuple(c) for c in value]
            else:
                assert said[key] == value, key

    return check
