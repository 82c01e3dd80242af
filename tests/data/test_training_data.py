"""The training data: enough of it, no phrasing under two intents, and none of the test questions in it."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path

import pytest
import yaml

from bench.customers import voices
from bench.customers.playing import play
from refundbot.policy import load_policy
from refundbot.understanding.facts.answered.training import read_answers
from refundbot.understanding.facts.roles.annotations import read_annotated

sys.path.insert(0, str(Path(__file__).parent))
from phrases import ROOT, grams, near, plain, questions, squeeze, training

LEAK_AT = 0.7
SHORT = 10
"""Characters below which two messages may well be the same by chance: 3月2号买的."""


def leaks(examples: list[str], tests: list[str]) -> list[tuple[str, str]]:
    """(question, phrasing) pairs that are equal, equal when squeezed, or share 0.7 of their trigrams."""
    index: dict[str, list[int]] = defaultdict(list)
    sets = [grams(example) for example in examples]
    for number, example_grams in enumerate(sets):
        for gram in example_grams:
            index[gram].append(number)
    found = []
    for question in tests:
        wanted = grams(question)
        shared = Counter(chain.from_iterable(index[gram] for gram in wanted if gram in index))
        likely = [number for number, count in shared.items() if count >= LEAK_AT * len(wanted)]
        found += [(question, examples[n]) for n in likely if near(wanted, sets[n]) >= LEAK_AT]
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


class Deaf:
    """A bot that answers nothing, and keeps how its customers begin."""

    def __init__(self) -> None:
        self.openings: list[str] = []
        self.begun = False

    def begin(self, at: object) -> None:
        self.begun = False

    def say(self, text: str) -> dict[str, object]:
        if not self.begun:
            self.openings.append(text)
        self.begun = True
        return {"texts": [], "buttons": [], "envelope": {"kind": "answer"}, "asked": None, "facts": {}}


def test_no_opening_of_a_simulated_customer_stands_in_the_training_data() -> None:
    bot = Deaf()
    assert len(list(play(200, seed=1, bot=bot, voices=voices.load(), policies=load_policy()))) == 200
    examples = [*(plain(phrasing) for _, phrasing in training())]
    examples += [message.text for message in read_annotated(ROOT / "data" / "facts")]
    assert len(bot.openings) == 200
    assert leaks(examples, bot.openings) == []


def annotated(folder: Path) -> list[str]:
    """Messages annotated with roles; what is as short as a bare date tells nothing of who wrote it."""
    return [message.text for message in read_annotated(folder) if len(squeeze(message.text)) >= SHORT]


def test_no_test_message_stands_among_the_annotated_ones() -> None:
    learnt = annotated(ROOT / "data" / "facts")
    tested = annotated(ROOT / "tests" / "understanding" / "roles")
    for path in (ROOT / "tests" / "understanding").glob("facts_phrases*.yaml"):
        phrases = yaml.safe_load(path.read_text(encoding="utf-8"))
        tested += [phrase["text"] for phrase in phrases if len(squeeze(phrase["text"])) >= SHORT]
    tested += [text for _, text in questions() if len(squeeze(text)) >= SHORT]
    assert len(learnt) >= 2500
    assert leaks(learnt, tested) == []


def test_no_test_message_stands_among_the_answers() -> None:
    answers = read_answers(sorted((ROOT / "data" / "answers").glob("*.yml")))
    learnt = {text for told in answers.values() for text, _ in told if len(squeeze(text)) >= SHORT}
    tested = [text for _, text in questions() if len(squeeze(text)) >= SHORT]
    tested += annotated(ROOT / "tests" / "understanding" / "roles")
    assert len(learnt) >= 3000
    assert leaks(sorted(learnt), tested) == []


@pytest.mark.parametrize("leaked", ["流量包怎么退", "流量包，怎么退？", "请问流量包到底应该怎么退订呢"])
def test_the_leak_check_can_fail(leaked: str) -> None:
    assert leaks(["流量包怎么退", "请问流量包到底应该怎么退订呢亲"], [leaked])
