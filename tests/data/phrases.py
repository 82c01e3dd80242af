"""Reads the training phrasings and the test questions for the checks on both."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
ANNOTATION = re.compile(r"\[([^\]]+)\]\(([a-z_]+)\)")


@cache
def training() -> tuple[tuple[str, str], ...]:
    """(intent, phrasing as written) of every training example."""
    files = sorted((ROOT / "data" / "nlu").rglob("*.yml"))
    blocks = chain.from_iterable(
        yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"] for path in files
    )
    return tuple(
        (block["intent"], line.removeprefix("- ").strip())
        for block in blocks
        for line in block["examples"].splitlines()
    )


def plain(phrasing: str) -> str:
    """A phrasing without its entity annotations."""
    return ANNOTATION.sub(r"\1", phrasing)


def questions() -> Iterator[tuple[str, str]]:
    """(set, question) of every labelled test question."""
    for path in sorted((ROOT / "tests" / "questions").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield path.stem, json.loads(line)["text"]


def squeeze(text: str) -> str:
    """A text reduced to what counts for telling two apart: no punctuation, spaces or case."""
    return re.sub(r"[\W_]+", "", text).lower()


def grams(text: str) -> frozenset[str]:
    """Character trigrams of the squeezed text; a text shorter than three is its own gram."""
    text = squeeze(text)
    return frozenset(text[i : i + 3] for i in range(max(1, len(text) - 2)))


def near(left: frozenset[str], right: frozenset[str]) -> float:
    """Jaccard similarity of two sets of grams."""
    return len(left & right) / len(left | right)
