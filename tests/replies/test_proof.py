"""Whatever the engine can say, the agent's card has words for it."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import yaml

from refundbot.eligibility import Case, case_from_mapping, decide
from refundbot.policy import load_policy
from refundbot.replies import proof

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")
CASES = Path(__file__).parents[1] / "eligibility" / "cases"


def vectors() -> list[dict[str, Any]]:
    """The facts of every boundary case of the engine."""
    facts = []
    for file in sorted(CASES.glob("*.yaml")):
        content = yaml.safe_load(file.read_text("utf-8"))
        facts += [{**content["base"], **vector["case"]} for vector in content["cases"]]
    return facts


def test_every_boundary_case_has_a_card_without_a_gap() -> None:
    book, seen = load_policy(), 0
    for stated in vectors():
        case = case_from_mapping(stated, NOW)
        policy = book.at(case.requested_at)
        decision = decide(case, policy)
        card = proof.verdict_card(decision, case, policy)
        assert card["title"]
        assert [said["id"] for said in card["criteria"]] == [said.id for said in decision.criteria]
        for said in card["criteria"]:
            assert said["title"]
            assert all(fact["value"] for fact in said["facts"])
            assert all(value["value"] and value["source"]["title"] for value in said["parameters"])
        assert all(line["text"] for line in card["amounts"])
        assert {fact["name"] for fact in proof.facts_known(case)} <= {f.name for f in fields(Case)}
        seen += 1
    assert seen > 100


@pytest.mark.parametrize("name", [f.name for f in fields(Case)])
def test_every_value_of_an_enumerated_fact_has_words(name: str) -> None:
    kinds = [kind for kind in get_args(get_type_hints(Case)[name]) if isinstance(kind, type)]
    for kind in kinds:
        for value in kind if issubclass(kind, Enum) else ():
            words = proof.fact_words(case_from_mapping({name: value.value}, NOW), name)
            assert words
            assert words != value.value or not words.isascii() or words == "WeLink"


def test_no_value_of_the_policy_is_shown_by_its_raw_id() -> None:
    policy = load_policy().at(NOW)
    shown = {id: proof.parameter(policy.get(id))["value"] for id in policy.ids()}
    assert {id: value for id, value in shown.items() if re.search(r"[a-z]+_[a-z_]+", str(value))} == {}
