"""Values that nobody has: names, addresses, numbers and secrets to be put into sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import jieba
import yaml

from refundbot.conversations.privacy.given import LIKELY, POSSIBLE
from refundbot.conversations.privacy.surnames import COMPOUND, RARE

_PIECES = Path(__file__).parents[2] / "data" / "masking" / "pieces.yml"
_OPEN = re.compile(r"#|\{([a-z_]+)\}")


class Invented:
    """Draws values; the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        listed: dict[str, str] = yaml.safe_load(_PIECES.read_text(encoding="utf-8"))
        self._pieces: dict[str, Sequence[str]] = {name: of.split("|") for name, of in listed.items()}
        self._pieces |= _looked_up(set(self._pieces["common"]))

    def value(self, what: str) -> str:
        """One of what a frame, or `pieces.yml`, calls by that name."""
        forms = self._pieces[what]
        form = forms[self._random.randrange(len(forms))].lstrip()
        value = _OPEN.sub(self._filled, form.lstrip("^~"))
        return value.upper() if form.startswith("^") else value.lower() if form.startswith("~") else value

    def _filled(self, opened: re.Match[str]) -> str:
        return self.value(opened[1]) if opened[1] else str(self._random.randrange(10))


def _looked_up(surnames: set[str]) -> Mapping[str, Sequence[str]]:
    """Given names and places, out of jieba's dictionary, and surnames."""
    lines = Path(jieba.__path__[0], "dict.txt").read_text(encoding="utf-8").splitlines()
    entries = [(word, tag) for word, _, tag in map(str.split, lines)]
    names = [word for word, tag in entries if tag == "nr" and len(word) in (2, 3)]
    places = [word for word, tag in entries if tag == "ns" and len(word) < 7]
    ends = {"province": "省", "city": "市", "district": "区县", "town": "镇乡"}
    return {
        "given": [name[1:] for name in names if name[0] in surnames],
        "likely": sorted(LIKELY),
        "possible": sorted(POSSIBLE),
        "rare": sorted(RARE),
        "compound": COMPOUND,
        "short": [place for place in places if len(place) < 4 and place[-1] not in "省市区县镇乡国"],
        **{name: [place for place in places if place[-1] in end] for name, end in ends.items()},
    }
