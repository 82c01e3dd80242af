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
from actions.base import CONVERSATION, TopicAction
from refundbot.replies import TOPICS

ROOT = Path(__file__).parents[2]
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
RULES = yaml.safe_load((ROOT / "data" / "rules.yml").read_text(encoding="utf-8"))["rules"]


def action_classes() -> set[type[Action]]:
    """Every concrete action of the package."""
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"actions.{module.name}")
    return set(TopicAction.__subclasses__())


def test_the_domain_lists_exactly_the_actions_that_exist() -> None:
    assert {cls.name() for cls in action_classes()} == set(DOMAIN["actions"])


def test_each_topic_is_an_intent_and_has_an_action() -> None:
    assert set(TOPICS) <= set(DOMAIN["intents"])
    assert {cls.topic for cls in action_classes()} - {None} == set(DOMAIN["intents"])


def test_one_rule_leads_each_intent_to_the_action_of_its_name() -> None:
    steps = {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in RULES}
    expected = {intent: "action_" + intent.replace(".", "_") for intent in DOMAIN["intents"]}
    assert steps == {**expected, "nlu_fallback": "action_default_fallback"}


def test_slots_and_entities_named_in_code_stand_in_the_domain() -> None:
    assert CONVERSATION in DOMAIN["slots"]
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "refundbot" / "dialogue").glob("*.py"))
    named = set(re.findall(r'(?:entity\(|named\("[a-z_]+", )"([a-z_]+)"', code))
    assert named
    assert named <= set(DOMAIN["entities"])


@pytest.mark.e2e
def test_rasa_finds_nothing_wrong_with_the_data() -> None:
    command = [sys.executable, "-m", "rasa", "data", "validate", "--fail-on-warnings"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
