"""Money is whole fen or Decimal wherever it passes: a walk over the types of everything that handles it."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from refundbot import eligibility, orders, policy, replies

PACKAGES = (policy, eligibility, orders, replies)
SECONDS = {"timeout", "backoff"}
RATIOS = {"confidence", "likely"}
EXACT = (policy, eligibility)
"""Packages that handle nothing inexact at all."""


def modules() -> list[ModuleType]:
    """Every module of the packages."""
    found = []
    for package in PACKAGES:
        below = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        found += [package, *(importlib.import_module(module.name) for module in below)]
    return found


MODULES = modules()


def kinds(of: object) -> set[object]:
    """All types that a type is made of."""
    if isinstance(of, list):  # the parameters of a Callable
        return {kind for part in of for kind in kinds(part)}
    found = {of}
    for part in typing.get_args(of):
        found |= kinds(part)
    return found


def signatures(module: ModuleType) -> Iterator[tuple[str, str, object]]:
    """All that a module defines with a type: fields, and parameters and results of functions and methods.

    Each as where it stands, its own name, and its type.
    """
    own = [value for value in vars(module).values() if getattr(value, "__module__", None) == module.__name__]
    classes = [value for value in own if isinstance(value, type)]
    methods = [value for kind in classes for value in vars(kind).values() if inspect.isfunction(value)]
    for thing in (*own, *methods):
        if isinstance(thing, type) or inspect.isfunction(thing):
            for name, hint in typing.get_type_hints(thing).items():
                yield f"{thing.__qualname__}: {name}", name, hint


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_type_is_made_of_float(module: ModuleType) -> None:
    for where, name, hint in signatures(module):
        assert name in SECONDS | RATIOS or float not in kinds(hint), where


def test_the_walk_finds_what_holds_money() -> None:
    found = {where: hint for module in MODULES for where, _, hint in signatures(module)}
    assert found["Coupon: amount"] is Decimal
    assert Decimal in kinds(found["AmountLine: amount"])
    assert Decimal in kinds(found["large_review: highest"])
    assert int in kinds(found["Order: paid_amount_fen"])
    assert int in kinds(found["fen: return"])
    assert Decimal in kinds(found["ParameterValue: value"])


def test_no_float_is_written_or_made_in_the_rules() -> None:
    for package in EXACT:
        for file in Path(package.__path__[0]).glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), file.name
                assert not (isinstance(node, ast.Name) and node.id == "float"), file.name
