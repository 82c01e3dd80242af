"""Boundary vectors by topic and policy date, from cases/*.yaml."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def vectors() -> list[Any]:
    found = []
    for file in FILES:
        content = yaml.safe_load(file.read_text("utf-8"))
        for case in content["cases"]:
            facts = {**content["base"], **case["case"]}
            found.append(pytest.param(facts, case["expect"], id=f"{file.stem}: {case['name']}"))
    return found


@pytest.mark.parametrize(("facts", "expected"), vectors())
def test_vector(
    facts: dict[str, Any],
    expected: dict[str, Any],
    decided: Callable[..., Any],
    expect: Callable[..., None],
) -> None:
    expect(decided(facts), expected)


def test_names_are_unique() -> None:
    names = [vector.id for vector in vectors()]
    assert len(names) == len(set(names)) > 90
