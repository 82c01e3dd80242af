"""The sentences of the training data whose entities are annotated: [words](entity)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

Annotation = tuple[int, int, str]  # start, end, entity
_ANNOTATION = re.compile(r"\[([^\]]+)\]\((\w+)\)")
_DATA = Path(__file__).parents[2] / "data/nlu/eligibility.yml"


@pytest.fixture(scope="session")
def annotated_sentences() -> list[tuple[str, list[Annotation]]]:
    intents = yaml.safe_load(_DATA.read_text(encoding="utf-8"))["nlu"]
    return [_plain(line[2:]) for intent in intents for line in intent["examples"].splitlines()]


def _plain(line: str) -> tuple[str, list[Annotation]]:
    text, end, annotations = "", 0, []
    for match in _ANNOTATION.finditer(line):
        text += line[end : match.start()]
        annotations.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        end = match.end()
    return text + line[end:], annotations
