"""Masking on the written examples, against which the rules were read: nothing is lost, our own words stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from refundbot.conversations.privacy import mask
from tests.conversations.masking.score import FIFTH, FOURTH, HELD_OUT, READ, SIXTH, THIRD, score

ROOT = Path(__file__).parents[3]
OWN = {
    "data": ("*.yml", "*.md"),
    "docs": ("*.md",),
    "refundbot/replies/wording": ("*.yaml",),
    "tests/questions": ("*.jsonl", "*.md"),
}
NAMES = ("我是刘律师",)
"""Of a person whom a writer of training data invented: it is masked rightly."""


@pytest.mark.parametrize(
    ("examples", "recall", "precision"),
    [
        (READ, 0.98, 0.99),
        (HELD_OUT, 0.99, 0.99),
        (THIRD, 0.99, 0.99),
        (FOURTH, 0.99, 0.99),
        (FIFTH, 0.99, 0.99),
        (SIXTH, 0.80, 0.94),
    ],
    ids=["read", "held_out", "third", "fourth", "fifth", "sixth"],
)
def test_what_must_not_be_kept_is_masked_and_little_else(
    examples: Path, recall: float, precision: float
) -> None:
    result = score(examples)
    assert result.recall >= recall
    assert result.precision >= precision


@pytest.mark.parametrize("folder", OWN)
def test_questions_documents_and_answers_are_left_alone(folder: str) -> None:
    files = [file for pattern in OWN[folder] for file in (ROOT / folder).rglob(pattern)]
    lines = {line for file in files for line in file.read_text(encoding="utf-8").splitlines()}
    assert lines
    assert [line for line in lines if mask(line) != line and not any(map(line.__contains__, NAMES))] == []
