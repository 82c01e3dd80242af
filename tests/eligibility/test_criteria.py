"""Each criterion alone: documented, three-valued, and honest about what it read."""

from __future__ import annotations

import ast
import inspect
import re
import typing
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from refundbot import eligibility
from refundbot.eligibility import CRITERIA, bars, case_from_mapping, stages, windows
from refundbot.eligibility.case import Case
from refundbot.eligibility.decision import CriterionResult, Truth
from refundbot.eligibility.rules import RULES
from refundbot.policy import Policy, PolicyBook
from refundbot.policy.model import POLICY_ZONE

NOW = datetime(2026, 11, 22, 12, tzinfo=POLICY_ZONE)
FIELDS = {field.name for field in fields(Case)}


@pytest.fixture(scope="module")
def policy(book: PolicyBook) -> Policy:
    return book.at(NOW)


def defined(module: ModuleType) -> list[typing.Callable[..., object]]:
    functions = [value for _, value in inspect.getmembers(module, inspect.isfunction)]
    returns = [
        (f, typing.get_type_hints(f).get("return")) for f in functions if f.__module__ == module.__name__
    ]
    return [function for function, kind in returns if kind is CriterionResult]


def test_every_criterion_is_used_and_named_once() -> None:
    all_defined = [criterion for module in (bars, stages, windows) for criterion in defined(module)]
    assert set(all_defined) == set(CRITERIA)
    assert len({criterion.__name__ for criterion in CRITERIA}) == len(CRITERIA)


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.__name__)
def test_cites_a_source_in_its_docstring(criterion: typing.Callable[..., object], book: PolicyBook) -> None:
    cited = re.findall(r"\bS\d+\b", criterion.__doc__ or "")
    assert cited
    assert set(cited) <= book.sources.keys()


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda c: c.__name__)
def test_knows_nothing_of_an_empty_case(
    criterion: typing.Callable[[Case, Policy], CriterionResult], policy: Policy
) -> None:
    said = criterion(Case(NOW), policy)
    assert said.id == criterion.__name__
    assert said.truth is Truth.UNKNOWN or said.presumed
    assert set(said.facts) <= FIELDS
    for id in said.parameters:
        policy.get(id)


def test_every_rule_says_what_follows(policy: Policy) -> None:
    for rule in RULES:
        assert rule.scenario or rule.outcome
        assert rule.steps
        if rule.scenario:
            assert policy.get(f"scenarios.{rule.scenario}.refund").known
        if isinstance(rule.reason, str):
            assert policy.get(rule.reason).known
    assert RULES[-1].when == ()


def test_no_clock_in_the_source() -> None:
    for file in Path(eligibility.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            assert not (isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")), (
                file.name
            )


TABLE: list[dict[str, typing.Any]] = yaml.safe_load(
    (Path(__file__).parent / "criteria.yaml").read_text("utf-8")
)


def test_every_criterion_stands_in_the_table() -> None:
    assert sorted(row["is"] for row in TABLE) == sorted(criterion.__name__ for criterion in CRITERIA)


@pytest.mark.parametrize(
    ("id", "row"),
    [
        pytest.param(of["is"], {"reads": of.get("every", []), **row}, id=f"{of['is']} of {row['case']}")
        for of in TABLE
        for row in of["says"]
    ],
)
def test_what_a_criterion_says(id: str, row: dict[str, typing.Any], policy: Policy) -> None:
    criterion = next(criterion for criterion in CRITERIA if criterion.__name__ == id)
    said = criterion(case_from_mapping(row["case"], NOW), policy)
    assert (said.id, said.truth.value) == (id, row["then"])
    assert list(said.parameters) == row["reads"]
    assert list(said.assumed) == row.get("assumes", [])
    assert said.presumed is bool(said.assumed)
    assert {*row["case"]} <= {*said.facts}
