"""What lies next to refunds and is not ours: a technical fault, another cloud, a phone's data plan ..."""

from __future__ import annotations

import re
from pathlib import Path

from refundbot.replies.wording import wording

SERVICE = "service"
"""A product of this cloud, whatever is asked of it: known by the names of the catalogue."""
NEIGHBOURS = {
    name: re.compile(words)
    for name, words in wording("neighbours.yaml", Path(__file__).parent).by_key().items()
}
"""The words that tell each of them."""

ELSEWHERE = frozenset({"other_cloud", "carrier", "travel", "shopping", "membership", "device"})
"""Those of another trade: what is felt about them is not for us to mend."""


def neighbour(text: str) -> str | None:
    """Which of them a normalised text is about, the first that fits; `None` for something else."""
    return next((name for name, words in NEIGHBOURS.items() if words.search(text)), None)
