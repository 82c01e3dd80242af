"""Names that Python code and Rasa's files must agree on."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from rasa_sdk import Action

import actions
from actions.answer_topic import AnswerTopic
from actions.ask_back import AskBack
from actions.base import CONVERSATION, TurnAction
from refundbot.catalogue import TOPICS

ROOT = Path(__file__).parents[2]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
RULES = yaml.safe_load((ROOT / "data" / "rules.yml").read_text(encoding="utf-8"))["rules"]


ACTIONS = {
    "answer": "action_answer_topic",
    "smalltalk": "action_answer_topic",
    "out_of_scope": "action_answer_topic",
    "check": "action_check_eligibility",
    "said": "action_check_eligibility",
    "handoff": "action_hand_over",
}
"""The action for each kind of topic."""


def action_classes() -> set[type[Action]]:
    """Every concrete action of the package."""
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"actions.{module.name}")
    return set(TurnAction.__subclasses__())


def test_the_domain_lists_exactly_the_actions_that_exist() -> None:
    assert {cls.name() for cls in action_classes()} == set(DOMAIN["actions"])


def test_a_rule_leads_each_intent_to_what_is_done_for_its_kind() -> None:
    steps = {
        first["intent"]: rule["steps"][1]["action"]
        for rule in RULES
        for first in rule["steps"][0].get("or", [rule["steps"][0]])
    }
    expected = {id: ACTIONS[topic.kind] for id, topic in TOPICS.items()}
    assert steps == {**expected, "nlu_fallback": "action_default_fallback"}


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ({"intent": {"name": "payout.time"}}, "payout.time"),
        ({"intent": {"name": "nlu_fallback"}}, None),
        ({"intent": {"name": None}}, None),
        ({}, None),
    ],
)
def test_the_topic_is_the_predicted_intent(message: dict[str, object], topic: str | None) -> None:
    assert AnswerTopic().topic(message) == topic
    assert AskBack().topic(message) is None


def test_nothing_but_the_memory_is_kept_in_slots() -> None:
    assert set(DOMAIN["slots"]) == {CONVERSATION}


def test_entities_named_in_code_stand_in_the_domain() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "refundbot" / "dialogue").glob("*.py"))
    named = set(re.findall(r'(?:entity\(|named\("[a-z_]+", )"([a-z_]+)"', code))
    assert named
    assert named <= set(DOMAIN["entities"])


@pytest.mark.e2e
def test_rasa_finds_nothing_wrong_with_the_data() -> None:
    command = [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
