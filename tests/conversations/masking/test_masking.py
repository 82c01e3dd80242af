"""Masking on written examples: what the rules were written for they find, and both do as well as unread."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.masking import by_rules, score
from refundbot.conversations.privacy import find, mask, mask_by_rules
from refundbot.masking.examples import DATA, written
from refundbot.understanding.facts.roles.annotations import read_annotated
from refundbot.understanding.rasa.training_data import read_examples

sys.path.insert(0, str(Path(__file__).parents[2] / "data"))
from phrases import grams, near, questions

HERE = Path(__file__).parent
ROOT = Path(__file__).parents[3]
LEAK_AT = 0.8
MOST_TOUCHED = 0.015
"""Of questions without personal data, how many may have a word masked: each training moves it a little."""
SHORT = 10
"""Characters below which two messages may well be the same by chance."""


@pytest.mark.parametrize("author", ["first", "rules", "second", "third", "fourth", "fifth"])
def test_what_the_rules_were_written_for_they_find(author: str) -> None:
    result = score(written(DATA / "masking" / f"{author}.jsonl"), by_rules)
    assert result.recall >= 0.97
    assert result.precision >= 0.99


@pytest.mark.parametrize(
    ("author", "recall", "precision"),
    [("sixth", 0.93, 0.94), ("seventh", 0.975, 0.98), ("eleventh", 0.97, 0.98)],
)
def test_of_an_author_who_was_not_learnt_from_most_is_masked_and_little_else(
    author: str, recall: float, precision: float
) -> None:
    result = score(written(HERE / f"{author}.jsonl"), find)
    assert result.recall >= recall
    assert result.precision >= precision


def test_no_test_message_stands_among_the_learnt_ones() -> None:
    learnt = [grams(one.text) for file in (DATA / "masking").glob("*.jsonl") for one in written(file)]
    tested = {one.text: grams(one.text) for file in HERE.glob("*.jsonl") for one in written(file)}
    long = {text: wanted for text, wanted in tested.items() if len(text) >= SHORT}
    assert long
    assert [
        text for text, wanted in long.items() if any(near(wanted, each) >= LEAK_AT for each in learnt)
    ] == []


def test_the_rules_leave_documents_and_answers_alone() -> None:
    lines = {line for folder in ("docs", "refundbot/replies/wording", "data/nlu") for line in _lines(folder)}
    assert [line for line in lines if mask_by_rules(line) != line] == []


def test_of_what_is_taught_hardly_any_is_masked() -> None:
    taught = [example.text for example in read_examples(ROOT / "data" / "nlu")]
    taught = taught[::8] + [message.text for message in read_annotated(ROOT / "data" / "facts")][::4]
    assert sum(mask(text) != text for text in taught) <= MOST_TOUCHED * len(taught)


def test_of_questions_that_were_not_learnt_hardly_any_is_masked() -> None:
    asked = [text for _, text in questions()]
    assert sum(mask(text) != text for text in asked) <= MOST_TOUCHED * len(asked)


def _lines(folder: str) -> list[str]:
    files = [file for pattern in ("*.md", "*.yaml", "*.yml") for file in (ROOT / folder).rglob(pattern)]
    return [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
