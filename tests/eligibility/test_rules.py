"""The table of rules is data, which mutation testing leaves alone: here its parts are left out in turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from refundbot.eligibility import Case, case_from_mapping, evaluation
from refundbot.eligibility.rules import RULES, Rule
from refundbot.policy import PolicyBook

NOW = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
Table = tuple[Rule, ...]


def cases() -> list[Case]:
    """The cases of all vectors."""
    files = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
    contents = [yaml.safe_load(file.read_text("utf-8")) for file in files]
    facts = [{**content["base"], **vector["case"]} for content in contents for vector in content["cases"]]
    return [case_from_mapping(stated, NOW) for stated in facts]


CASES = cases()


def verdicts(book: PolicyBook) -> list[Any]:
    """What is told of each case."""
    told = [evaluation.evaluate(case, book.at(case.requested_at)) for case in CASES]
    return [(said.outcomes, said.last.rule.scenario, said.last.reason, said.last.rule.steps) for said in told]


def without_rules() -> list[Any]:
    last = len(RULES) - 1  # has no condition: there is always a conclusion
    return [pytest.param(RULES[:i] + RULES[i + 1 :], id=f"rule {i}") for i in range(last)]


def without_conditions() -> list[Any]:
    tables = []
    for i, rule in enumerate(RULES):
        for left_out in rule.when if len(rule.when) > 1 else ():
            weaker = replace(rule, when=tuple(condition for condition in rule.when if condition != left_out))
            name = f"rule {i}: {left_out.criterion.__name__}"
            tables.append(pytest.param((*RULES[:i], weaker, *RULES[i + 1 :]), id=name))
    return tables


@pytest.mark.parametrize("table", [*without_rules(), *without_conditions()])
def test_some_vector_rests_on_every_part_of_the_table(
    table: Table, book: PolicyBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = verdicts(book)
    monkeypatch.setattr(evaluation, "RULES", table)
    assert verdicts(book) != before
