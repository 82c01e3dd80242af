"""What lies next to refunds and is not ours: a technical fault, another cloud, a phone's data plan ..."""

from __future__ import annotations

import re
from pathlib import Path

from refundbot.replies.wording import read_wording, texts

SERVICE = "service"
"""A product of this cloud, whatever is asked of it: known by the names of the catalogue."""
NEIGHBOURS = {
    name: re.compile(words)
    for name, words in texts(read_wording(Path(__file__).with_suffix(".yaml")), "neighbours.yaml").items()
}
"""The words that tell each of them."""

ELSEWHERE = frozenset({"other_cloud", "carrier", "travel", "shopping", "membership", "device"})
"""Those of another trade: what is felt about them is not for us to mend."""


def neighbour(text: str) -> str | None:
    """Which of them a normalised text is about, the first that fits; `None` for something else."""
    return next((name for name, words in NEIGHBOURS.items() if words.search(text)), None)
