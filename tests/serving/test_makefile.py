"""The Makefile lists what it can do and runs it in the right order."""

from __future__ import annotations

import re
import subprocess

import pytest

from refundbot.settings import ROOT

TARGETS = [
    "help",
    "setup",
    "web",
    "ready",
    "run",
    "demo-cluster",
    "ask",
    "chat",
    "train",
    "lint",
    "test",
    "eval",
    "nightly",
    "attack",
    "soak",
    "mutants",
    "lock",
    "clean",
]


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("arguments", [[], ["help"]])
def test_help_lists_every_target(arguments: list[str]) -> None:
    listed = re.findall(r"^  make ([\w-]+) +\S", make(*arguments).stdout, re.MULTILINE)
    assert listed == TARGETS
    phony = re.findall(r"^\.PHONY: ([\w-]+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(phony) == set(TARGETS)


def test_a_question_is_asked_for() -> None:
    result = make("ask", "Q=")
    assert result.returncode != 0
    assert "make ask Q=" in result.stderr


def test_test_checks_style_types_and_imports_and_trains_before_pytest_comes_last() -> None:
    commands = make("--dry-run", "test").stdout
    order = [
        commands.index(tool)
        for tool in ["ruff check", "ruff format", "mypy", "lint-imports", "cli train", "run --silent test"]
    ]
    assert order == sorted(order)
    assert " -m pytest" in commands.rstrip().splitlines()[-1]


@pytest.mark.parametrize("target", ["run", "test"])
def test_the_pages_are_built_while_the_models_are_trained(target: str) -> None:
    lines = make("--dry-run", target).stdout.splitlines()
    (both,) = [line for line in lines if "--jobs=2" in line]
    assert both.split()[-2:] == ["web", "train"]


def test_ci_calls_the_same_command() -> None:
    assert (ROOT / ".ci" / "run").read_text().rstrip().endswith("exec make test")
