"""Messages with what must be masked in them: written ones, the same with other values, and frames."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from refundbot.conversations.privacy.kinds import Found, Kind
from refundbot.masking.invented import Invented

DATA = Path(__file__).parents[2] / "data"
_ALIKE = {
    Kind.NAME: ("name",),
    Kind.ADDRESS: ("address",),
    Kind.PHONE: ("phone", "landline", "foreign_phone"),
    Kind.DOCUMENT: ("id_card", "passport", "permit", "document"),
    Kind.BANK_CARD: ("bank_card",),
    Kind.EMAIL: ("email",),
    Kind.MESSENGER: ("wechat", "qq", "messenger"),
    Kind.PLATE: ("plate",),
    Kind.PASSWORD: ("password", "secret", "secret_key", "access_key", "key"),
    Kind.CODE: ("code",),
}
"""The authors' kinds: the tagger tells apart only what looks different."""
KINDS = {name: kind for kind, names in _ALIKE.items() for name in names}
_INVENTED = {"latin": "name", "bank": "bank_card", "chat": "wechat", "secret": "password"}
"""The kind of what is drawn under another name."""
_SLOT = re.compile(r"\{([a-z_]+)\}")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Example:
    """A message and its spans, in order."""

    text: str
    spans: tuple[Found, ...] = ()


def written(file: Path) -> list[Example]:
    """The messages of one author."""
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [
        Example(row["text"], tuple(sorted(map(_span, row["spans"]), key=lambda s: s.start))) for row in rows
    ]


def _span(span: dict[str, str | int]) -> Found:
    return Found(int(span["start"]), int(span["end"]), KINDS[str(span["kind"])])


def varied(examples: Sequence[Example], invented: Invented, times: int) -> Iterator[Example]:
    """Each message that holds a name or an address, so many times, with other ones in their places."""
    for example in examples:
        if any(span.kind in (Kind.NAME, Kind.ADDRESS) for span in example.spans):
            for _ in range(times):
                yield _anew(example, invented)


def _anew(example: Example, invented: Invented) -> Example:
    text, spans, end = "", [], 0
    for span in example.spans:
        value = example.text[span.start : span.end]
        if span.kind is Kind.NAME:
            value = invented.value("name" if _HAN.search(value) else "latin")
        elif span.kind is Kind.ADDRESS and _HAN.search(value):
            value = invented.value("address")
        text += example.text[end : span.start]
        spans.append(Found(len(text), len(text) + len(value), span.kind))
        text, end = text + value, span.end
    return Example(text + example.text[end:], tuple(spans))


def framed(file: Path, invented: Invented, times: int) -> Iterator[Example]:
    """The sentences of `frames.txt`, each so many times for each of its places to fill, or once."""
    for line in file.read_text(encoding="utf-8").splitlines():
        frame = line.replace(r"\n", "\n").replace(r"\t", "\t")
        if not frame.startswith("#"):
            for _ in range(times * len(_SLOT.findall(frame)) or 1):
                yield _filled(frame, invented)


def _filled(frame: str, invented: Invented) -> Example:
    """What no kind is called by fills a place, too, and is not masked."""
    text, spans, end = "", [], 0
    for slot in _SLOT.finditer(frame):
        value = invented.value(slot[1])
        text += frame[end : slot.start()]
        kind = KINDS.get(_INVENTED.get(slot[1], slot[1]))
        if kind is not None:
            spans.append(Found(len(text), len(text) + len(value), kind))
        text, end = text + value, slot.end()
    return Example(text + frame[end:], tuple(spans))


def some(texts: Sequence[str], count: int, seed: int) -> list[Example]:
    """So many of the texts, in which nothing must be masked."""
    return [Example(text) for text in Random(seed).sample(sorted(texts), count)]
