"""The roles of spans, measured on the messages of an author whom training never saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from bench.roles import by_both, by_rules, f1, reliability
from refundbot.understanding.facts import extract_facts
from refundbot.understanding.facts.roles import model as role_models
from refundbot.understanding.facts.roles.annotations import read_annotated
from refundbot.understanding.facts.roles.model import RolesMissing, role_model
from refundbot.understanding.facts.roles.training import Example, examples

FOLDER = Path(__file__).with_name("roles")
NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")
FLOORS = {
    ("date", "paid"): 0.91,
    ("date", "opened"): 0.76,
    ("date", "effective"): 0.84,
    ("date", "expires"): 0.86,
    ("length", "opened"): 0.78,
    ("length", "expires"): 0.85,
    ("length", "term"): 0.95,
    ("money", "paid"): 0.92,
    ("money", "total"): 0.88,
    ("money", "cash"): 0.88,
    ("money", "voucher"): 0.88,
    ("product", "this"): 0.93,
    ("said", "this"): 0.93,
}
"""F1 of each role, a little below what was measured."""


@pytest.fixture(scope="module")
def unseen() -> Sequence[Example]:
    """The test author's messages."""
    return [each for each in examples(list(read_annotated(FOLDER))) if each.context.asked is None]


def test_an_unseen_author_is_understood(unseen: Sequence[Example]) -> None:
    scores = f1(by_both(role_model()), unseen)
    assert {key: scores[key] for key, floor in FLOORS.items() if scores[key] < floor} == {}


def test_far_better_than_the_rules(unseen: Sequence[Example]) -> None:
    learnt, ruled = f1(by_both(role_model()), unseen), f1(by_rules, unseen)
    assert sum(learnt.values()) > sum(ruled.values()) + 5


def test_probable_roles_are_right(unseen: Sequence[Example]) -> None:
    for _, count, sure, right in reliability(by_both(role_model()), unseen):
        if count >= 80:
            assert abs(sure - right) < 0.15


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "合计900，其中代金券200，微信700",
            {"paid_amount": "700", "voucher_amount": "200", "cash_amount": "700"},
        ),
        ("数据库是我同事的，我退的是云硬盘，五月二号付的钱", {"product": "evs"}),
        ("最多两百", {}),
    ],
)
def test_spans_take_their_roles(text: str, facts: dict[str, str]) -> None:
    found = {fact.field: str(fact.value) for fact in extract_facts(text, NOW)}
    assert {field: found.get(field) for field in facts} == facts
    assert facts or not found


def test_without_a_model_it_is_said_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(role_models, "FILE", tmp_path / "weights.npz")
    role_model.cache_clear()
    try:
        with pytest.raises(RolesMissing, match="make train"):
            extract_facts("昨天买的", NOW)
    finally:
        role_model.cache_clear()
