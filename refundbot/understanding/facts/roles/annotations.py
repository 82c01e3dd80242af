"""Messages whose spans an author has annotated with roles, in Rasa's format of entities."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

import yaml

from refundbot.understanding.facts.when.spans import SHANGHAI

_MARK = re.compile(r"\[(?P<words>[^\[\]]+)\](?P<label>\{[^{}]*\})")


@dataclass(frozen=True)
class Mark:
    """A span of the text, the kind of thing that it is and the role that it has."""

    start: int
    end: int
    kind: str
    role: str


@dataclass(frozen=True)
class Annotated:
    """One message, when it was written (noon, Asia/Shanghai), and its marks."""

    text: str
    now: datetime
    author: str
    marks: tuple[Mark, ...]


def read_annotated(folder: Path) -> Iterator[Annotated]:
    """The messages of all files of a folder; a file is named after its author."""
    for path in sorted(folder.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["messages"]:
            text, marks = _plain(entry["text"])
            yield Annotated(text, datetime.combine(entry["day"], time(12), SHANGHAI), path.stem, tuple(marks))


def _plain(written: str) -> tuple[str, list[Mark]]:
    text, end, marks = "", 0, []
    for match in _MARK.finditer(written):
        text += written[end : match.start()]
        label = json.loads(match["label"])
        marks.append(Mark(len(text), len(text) + len(match["words"]), label["entity"], label["role"]))
        text += match["words"]
        end = match.end()
    return text + written[end:], marks
