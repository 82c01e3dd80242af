"""Rasa's NLU training files read without Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

_ANNOTATION = re.compile(r"\[([^\]]+)\]\((\w+)\)")


@dataclass(frozen=True)
class Example:
    """One phrasing, its intent, and start, end and label of each entity that its author marked."""

    text: str
    intent: str
    file: str
    """Name of its file, without .yml."""
    entities: tuple[tuple[int, int, str], ...] = ()


def read_examples(folder: Path) -> Iterator[Example]:
    """All examples of the .yml files of `folder`; entities are written [words](label)."""
    for path in sorted(folder.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in entry["examples"].splitlines():
                yield _plain(line.removeprefix("- ").strip(), entry["intent"], path.stem)


def _plain(line: str, intent: str, file: str) -> Example:
    text, end, entities = "", 0, []
    for match in _ANNOTATION.finditer(line):
        text += line[end : match.start()]
        entities.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        end = match.end()
    return Example(text + line[end:], intent, file, tuple(entities))
