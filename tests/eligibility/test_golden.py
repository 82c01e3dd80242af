"""The worked examples of the documents, run exactly."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from refundbot.eligibility.amounts import refund_line
from refundbot.eligibility.decision import AmountLine
from refundbot.eligibility.duration import closing, whole_hours
from refundbot.policy import PolicyBook
from refundbot.policy.model import POLICY_ZONE

EXAMPLES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "golden.yaml").read_text("utf-8"))
RESEARCHED = {
    *("G1", "G1b", "G1c", "G2", "G3", "G3old", "G4", "G4b", "G4c", "G5", "G6", "G7", "G8", "G9", "G10"),
    *("G11", "G12", "G13", "G14", "G15", "G16", "G17", "G18", "G19", "INT1"),
}


def having(key: str) -> Any:
    return pytest.mark.parametrize("example", [e for e in EXAMPLES if key in e], ids=lambda e: e["id"])


def test_every_researched_example_is_here() -> None:
    assert {example["id"] for example in EXAMPLES} >= RESEARCHED
    assert all(example["source"] and example["kind"] for example in EXAMPLES)


@having("case")
def test_decisions(example: dict[str, Any], decided: Callable[..., Any], expect: Callable[..., None]) -> None:
    decision = decided(example["case"])
    expect(decision, example["out"])
    lines = {line.id: line.amount for line in decision.amounts}
    if "total" in example:
        assert lines["refund_cash"] + lines["refund_voucher"] == Decimal(example["total"])
    if "ratio" in example:
        assert round(lines["consumed"], 6) == Decimal(example["ratio"])
    if "review_hours" in example:
        assert decision.payout.review_hours == example["review_hours"]


@having("hours")
def test_counting_of_hours(example: dict[str, Any], book: PolicyBook) -> None:
    start, end, request = (
        datetime.fromisoformat(example["hours"][name]).replace(tzinfo=POLICY_ZONE)
        for name in ("start", "end", "request")
    )
    policy = book.at(request)
    assert whole_hours(start, closing(end, policy)) == example["out"]["total"]
    assert whole_hours(start, request) == example["out"]["used"]


@having("account")
def test_arithmetic(example: dict[str, Any]) -> None:
    paid, consumed, fee = (AmountLine(name, Decimal(amount)) for name, amount in example["account"].items())
    assert refund_line("refund", paid, consumed, fee).amount == Decimal(example["out"])


@having("policy")
def test_figures_of_the_policy(example: dict[str, Any], book: PolicyBook) -> None:
    policy = book.at(datetime(2026, 11, 22, tzinfo=POLICY_ZONE))
    for id, value in example["policy"].items():
        assert policy.get(id).value == (Decimal(value) if isinstance(value, str) else value)


@having("silent")
def test_no_figure_where_the_formula_is_not_known(example: dict[str, Any], book: PolicyBook) -> None:
    policy = book.at(datetime(2026, 11, 22, tzinfo=POLICY_ZONE))
    ids = policy.ids(f"scenarios.{example['silent']}.")
    assert not any(policy.get(id).known for id in ids if id.endswith("_charged"))
