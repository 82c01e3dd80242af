"""The questions below the topics: what the file may hold, and what every room has for each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from refundbot import completeness, replies
from refundbot.catalogue import QUESTIONS, TOPICS, CatalogueError, Question
from refundbot.catalogue.loader import PACKAGED, load
from refundbot.policy import load_policy

ROOT = Path(__file__).parents[2]


def told(tmp_path: Path, text: str) -> str:
    """What the loader says of a questions file beside the topics that there are."""
    for file in PACKAGED.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    (tmp_path / "questions.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load(tmp_path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("quota: 几次", "questions.yaml: quota: an id is `topic/name`"),
        ("policy.five_day/Quota: 几次", "policy.five_day/Quota: an id is `topic/name`"),
        ("policy.five_day/general: 几次", "no name is `general`"),
        ("policy.five_day/quota: ''", "policy.five_day/quota: a non-empty text is expected here"),
        ("policy.moon/quota: 几次", "there is no topic with an answer for policy.moon/quota"),
        ("eligibility.check/when: 几次", "there is no topic with an answer for eligibility.check/when"),
        ("policy.five_day/a: 几次\npolicy.used/b: 几次", "these titles stand twice: 几次"),
        ("policy.five_day/a: 流量包能退吗", "these titles stand twice: 流量包能退吗"),
    ],
)
def test_a_question_that_is_not_of_its_form_is_refused(tmp_path: Path, row: str, said: str) -> None:
    assert said in told(tmp_path, row)


def test_a_title_is_understood_as_its_question_however_it_ends() -> None:
    for id, question in QUESTIONS.items():
        for text in (question.title, f" {question.title}？", question.title.upper() + "?"):
            assert replies.of_title(text) == id
            assert replies.topic_of_title(text) == question.topic
    assert replies.of_title("今天天气怎么样") is None


def test_every_topic_of_a_question_is_answered() -> None:
    assert {TOPICS[question.topic].kind for question in QUESTIONS.values()} == {"answer"}


def test_a_question_without_answer_or_phrasing_and_a_phrasing_of_no_question_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "domain.yml", tmp_path)
    nlu = tmp_path / "data" / "nlu" / "none.yml"
    nlu.write_text(
        "nlu:\n- intent: policy.used\n  metadata:\n    question: moon\n  examples: |\n    - 月亮上用过\n"
    )
    monkeypatch.setattr(
        completeness, "QUESTIONS", {**QUESTIONS, "policy.used/sun": Question("policy.used/sun", "晒")}
    )
    with pytest.raises(completeness.IncompleteError) as caught:
        completeness.check(load_policy(), tmp_path)
    assert str(caught.value).splitlines() == [
        "wording/questions: policy.used/sun: nothing is written on the question",
        "data/nlu: policy.used/moon: phrasings ask it, but the catalogue has no such question",
        "data/nlu: there is no phrasing of the question policy.used/sun",
    ]
