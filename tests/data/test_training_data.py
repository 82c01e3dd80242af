"""The training data: enough of it, no phrasing under two intents, and none of the test questions in it."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parent))
from phrases import ROOT, grams, near, plain, questions, squeeze, training

LEAK_AT = 0.7


def leaks(examples: list[str], tests: list[str]) -> list[tuple[str, str]]:
    """(question, phrasing) pairs that are equal, equal when squeezed, or share 0.7 of their trigrams."""
    index: dict[str, set[int]] = defaultdict(set)
    sets = [grams(example) for example in examples]
    for number, example_grams in enumerate(sets):
        for gram in example_grams:
            index[gram].add(number)
    found = []
    for question in tests:
        wanted = grams(question)
        candidates = set().union(*(index[gram] for gram in wanted)) if wanted else set()
        found += [(question, examples[n]) for n in candidates if near(wanted, sets[n]) >= LEAK_AT]
    return found


def test_every_intent_of_the_domain_has_phrasings() -> None:
    intents = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]
    counts = Counter(intent for intent, _ in training())
    assert set(counts) == set(intents)
    assert {intent: n for intent, n in counts.items() if n < 25} == {}


def test_no_phrasing_stands_under_two_intents() -> None:
    intents: dict[str, set[str]] = defaultdict(set)
    for intent, phrasing in training():
        intents[squeeze(plain(phrasing))].add(intent)
    assert {text: names for text, names in intents.items() if len(names) > 1} == {}


def test_no_phrasing_stands_twice() -> None:
    counts = Counter(plain(phrasing) for _, phrasing in training())
    assert [text for text, n in counts.items() if n > 1] == []


def test_no_test_question_stands_in_the_training_data() -> None:
    examples = [plain(phrasing) for _, phrasing in training()]
    tests = [text for _, text in questions()]
    assert tests
    assert leaks(examples, tests) == []


@pytest.mark.parametrize("leaked", ["流量包怎么退", "流量包，怎么退？", "请问流量包到底应该怎么退订呢"])
def test_the_leak_check_can_fail(leaked: str) -> None:
    assert leaks(["流量包怎么退", "请问流量包到底应该怎么退订呢亲"], [leaked])
