"""What a button sends is understood as what it says."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from refundbot.replies.questions import QUESTIONS
from refundbot.understanding.facts import extract_facts

NOW = datetime(2026, 11, 22, 15, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("fact", "text"),
    [(fact, choice.text) for fact, asked in QUESTIONS.items() for choice in asked.choices],
)
def test_a_choice_is_read_as_an_answer_to_its_question(fact: str, text: str) -> None:
    read = [found for found in extract_facts(text, NOW, fact) if found.field == fact]
    assert len(read) == 1
    assert read[0].problem is None


@pytest.mark.parametrize("fact", [fact for fact, asked in QUESTIONS.items() if len(asked.choices) > 1])
def test_choices_of_a_question_are_read_as_different_answers(fact: str) -> None:
    values = {
        str(found.value)
        for choice in QUESTIONS[fact].choices
        for found in extract_facts(choice.text, NOW, fact)
        if found.field == fact
    }
    assert len(values) == len(QUESTIONS[fact].choices)
