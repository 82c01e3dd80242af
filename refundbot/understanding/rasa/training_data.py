"""Rasa's NLU training files read without Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

SETTLED = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
)
"""The authors to whose phrasings none is added. Roles and masking learn what is harmless from theirs alone,
so that a new phrasing of an intent does not train these anew."""

_ANNOTATION = re.compile(r"\[([^\]]+)\]\((\w+)\)")


@dataclass(frozen=True)
class Example:
    """One phrasing, its intent, and start, end and label of each entity that its author marked."""

    text: str
    intent: str
    author: str
    """The folder that its file lies in; empty for what was learned from customers."""
    entities: tuple[tuple[int, int, str], ...] = ()
    question: str | None = None
    """The name of the topic's question that it asks, `general` for the topic itself; `None`: not told."""


def read_examples(folder: Path) -> Iterator[Example]:
    """All examples of the .yml files under `folder`; entities are written [words](label)."""
    for path in sorted(folder.rglob("*.yml")):
        author = path.parent.relative_to(folder).name
        for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]:
            question = entry.get("metadata", {}).get("question")
            for line in entry["examples"].splitlines():
                yield _plain(line.removeprefix("- ").strip(), entry["intent"], author, question)


def read_settled(folder: Path) -> list[Example]:
    """The examples of the settled authors."""
    return [example for author in SETTLED for example in read_examples(folder / author)]


def _plain(line: str, intent: str, author: str, question: str | None) -> Example:
    text, end, entities = "", 0, []
    for match in _ANNOTATION.finditer(line):
        text += line[end : match.start()]
        entities.append((len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        end = match.end()
    return Example(text + line[end:], intent, author, tuple(entities), question)
