"""Commands as a person runs them, at one fixed time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from refundbot.cli import main
from refundbot.policy import PolicyBook, load_policy


class Ran(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs a command line; a usage error has the status that it ends the program with."""
    monkeypatch.setenv("REFUNDBOT_NOW", "2026-11-22T12:00:00+08:00")

    def call(*arguments: str | Path) -> Ran:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        return Ran(status, *capsys.readouterr())

    return call


@pytest.fixture(scope="session")
def book() -> PolicyBook:
    return load_policy()
