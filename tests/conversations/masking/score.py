"""Recall and precision of masking on written examples: `python -m tests.conversations.masking.score`."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from refundbot.conversations.privacy import find

READ, HELD_OUT, THIRD, FOURTH, FIFTH, SIXTH = SETS = tuple(
    Path(__file__).with_name(f"{name}.jsonl")
    for name in ("read", "held_out", "third", "fourth", "fifth", "sixth")
)


@dataclass
class Score:
    """Spans that should be masked and were, and spans that were masked and should be at least in part."""

    gold: int = 0
    masked: int = 0
    recalled: int = 0
    right: int = 0
    missed: Counter[str] = field(default_factory=Counter)

    @property
    def recall(self) -> float:
        return self.recalled / self.gold

    @property
    def precision(self) -> float:
        return self.right / self.masked


def score(examples: Path) -> Score:
    """How well a set is masked. A span counts as recalled where all of it is masked."""
    total = Score()
    for line in examples.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        masked = find(row["text"])
        covered = {place for found in masked for place in range(found.start, found.end)}
        gold = {place for span in row["spans"] for place in range(span["start"], span["end"])}
        for span in row["spans"]:
            is_recalled = covered.issuperset(range(span["start"], span["end"]))
            total.gold += 1
            total.recalled += is_recalled
            total.missed[span["kind"]] += not is_recalled
        total.masked += len(masked)
        total.right += sum(not gold.isdisjoint(range(found.start, found.end)) for found in masked)
    return total


if __name__ == "__main__":
    for examples in SETS:
        result = score(examples)
        print(f"{examples.stem}: recall {result.recall:.4f} of {result.gold}, ", end="")
        print(f"precision {result.precision:.4f} of {result.masked}, missed {dict(+result.missed)}")
