"""Each criterion alone: documented, three-valued, and honest about what it read."""

from __future__ import annotations

import ast
import inspect
import re
import typing
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

from refundbot import eligibility
from refundbot.eligibility import CRITERIA, amounts, bars, case, decision, duration, payout, stages, windows
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


def kinds(of: object) -> set[object]:
    """All types that a type is made of."""
    found = {of}
    for part in typing.get_args(of):
        found |= kinds(part)
    return found


@pytest.mark.parametrize("module", [case, decision, amounts, duration, payout])
def test_no_float_comes_near_money(module: ModuleType) -> None:
    for _, kind in inspect.getmembers(module, lambda value: isinstance(value, type) and is_dataclass(value)):
        for name, hint in typing.get_type_hints(kind).items():
            assert float not in kinds(hint), f"{kind.__name__}.{name}"
    for _, function in inspect.getmembers(module, inspect.isfunction):
        for name, hint in typing.get_type_hints(function).items():
            assert float not in kinds(hint), f"{function.__name__}: {name}"


def test_no_float_and_no_clock_in_the_source() -> None:
    for file in Path(eligibility.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), file.name
            assert not (isinstance(node, ast.Name) and node.id == "float"), file.name
            assert not (isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow")), (
                file.name
            )
