"""The examples that stand in docstrings: those of `>>>`, and the dates that each reader of a form names."""

from __future__ import annotations

import doctest
import re
from datetime import datetime
from importlib import import_module
from pathlib import Path

import pytest

from refundbot import understanding
from refundbot.understanding.facts.when.dates import find_dates
from refundbot.understanding.facts.when.forms import FORMS
from refundbot.understanding.text.normal_form import normalize

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")
ROOT = Path(understanding.__file__).parents[2]
MODULES = [
    ".".join(file.relative_to(ROOT).with_suffix("").parts)
    for file in sorted(Path(understanding.__file__).parent.rglob("*.py"))
    if ">>>" in file.read_text("utf-8")
]
DATES = [
    (reader.__name__, example)
    for _, reader in FORMS
    for example in re.split(r"[:;.](?=\s|$)", reader.__doc__ or "")[0].split(", ")
]


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_hold(module: str) -> None:
    result = doctest.testmod(import_module(module))
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize(("reader", "example"), DATES)
def test_a_reader_reads_the_dates_that_it_names(reader: str, example: str) -> None:
    text = normalize(example)
    date = text.removesuffix("开通")
    said = text if date != text else f"{text}买的"
    assert [said[found.start : found.end] for found in find_dates(said, NOW)] == [date]
