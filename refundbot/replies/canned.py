"""Canned replies, which agents keep at hand."""

from __future__ import annotations

from dataclasses import dataclass

from refundbot.replies.wording import FOLDER, read_wording, section, texts


@dataclass(frozen=True)
class Canned:
    """One reply, and where it stands in the list."""

    id: str
    group: str
    title: str
    text: str


def _canned(id: str, value: object) -> Canned:
    where = f"canned.yaml: {id}"
    return Canned(id, **texts(section(value, where, frozenset({"group", "title", "text"})), where))


CANNED = tuple(_canned(id, value) for id, value in read_wording(FOLDER / "canned.yaml").items())
