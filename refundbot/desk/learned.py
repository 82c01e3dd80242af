"""From accepted review items to training data: a file of its own, to be read before it is committed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from refundbot.understanding.rasa.training_data import Example, read_examples

FILE_NAME = "learned.yml"
HEADER = "# Phrasings of customers, assigned to their topic at review, by `refundbot.cli review export`.\n"

MOST_NEAREST = 5


@dataclass(frozen=True)
class Near:
    """A training phrasing, its intent, and how alike it is (0 to 1)."""

    text: str
    intent: str
    similarity: float


@dataclass(frozen=True)
class Export:
    """What an export did, by the texts of the items."""

    added: tuple[tuple[str, str], ...]
    """(intent, phrasing)"""
    skipped: tuple[tuple[str, str], ...]
    """(phrasing, why): known already, or known under another intent"""


def nearest(text: str, examples: Iterable[Example]) -> list[Near]:
    """The training phrasings that are most alike, the most alike first."""
    known = list(examples)
    found = process.extract(text, [example.text for example in known], scorer=fuzz.ratio, limit=MOST_NEAREST)
    return [Near(phrasing, known[place].intent, score / 100) for phrasing, score, place in found]


@lru_cache(maxsize=1)
def training(folder: Path) -> tuple[Example, ...]:
    """The training phrasings of a folder, read once."""
    return tuple(read_examples(folder))


def export(accepted: Iterable[tuple[str, str]], folder: Path) -> Export:
    """Adds (intent, phrasing) pairs to `learned.yml` of a training folder, save those that it knows already.

    A phrasing is kept on one line and without what Rasa would read as an annotation.
    """
    known = {_squeezed(example.text): example.intent for example in read_examples(folder)}
    added, skipped = [], []
    for intent, phrasing in accepted:
        text = _plain(phrasing)
        other = known.get(_squeezed(text))
        if not _squeezed(text):
            skipped.append((text, "empty"))
        elif other is not None:
            skipped.append((text, "known" if other == intent else f"known as {other}"))
        else:
            known[_squeezed(text)] = intent
            added.append((intent, text))
    if added:
        _write(folder / FILE_NAME, added)
    return Export(tuple(added), tuple(skipped))


def _write(file: Path, added: Iterable[tuple[str, str]]) -> None:
    phrasings = _read(file)
    for intent, text in added:
        phrasings.setdefault(intent, []).append(text)
    blocks = [
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for intent, texts in sorted(phrasings.items())
    ]
    draft = file.with_suffix(".draft")
    draft.write_text(f'{HEADER}version: "3.1"\n\nnlu:\n' + "\n".join(blocks), encoding="utf-8")
    draft.replace(file)


def _read(file: Path) -> dict[str, list[str]]:
    if not file.exists():
        return {}
    content: Mapping[str, list[dict[str, str]]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        entry["intent"]: [line.removeprefix("- ").strip() for line in entry["examples"].splitlines()]
        for entry in content["nlu"]
    }


def _plain(phrasing: str) -> str:
    """One line, without square brackets and braces, which Rasa gives a meaning."""
    return " ".join(re.sub(r"[\[\]{}]", " ", phrasing).split())


def _squeezed(text: str) -> str:
    """What tells two phrasings apart: no punctuation, spaces or case."""
    return re.sub(r"[\W_]+", "", text).lower()
