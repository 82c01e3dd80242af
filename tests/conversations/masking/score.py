"""Masking on examples that nothing has learnt from: `python -m tests.conversations.masking.score`."""

from __future__ import annotations

from pathlib import Path

from bench.masking import score
from refundbot.conversations.privacy import find
from refundbot.masking.examples import written

SETS = tuple(Path(__file__).with_name(f"{name}.jsonl") for name in ("sixth", "seventh", "eleventh"))

if __name__ == "__main__":
    for examples in SETS:
        print(f"{examples.stem}: {score(written(examples), find)}")
