"""What lies next to refunds and is not ours: a technical fault, another cloud, a phone's data plan ..."""

from __future__ import annotations

import re
from pathlib import Path

from refundbot.replies.wording import read, texts

NEIGHBOURS = {
    name: re.compile(words)
    for name, words in texts(read(Path(__file__).with_suffix(".yaml")), "neighbours.yaml").items()
}
"""The words that tell each of them."""


def neighbour(text: str) -> str | None:
    """Which of them a normalised text is about, the first that fits; `None` for something else."""
    return next((name for name, words in NEIGHBOURS.items() if words.search(text)), None)
