"""Figures that a wording says of several things at once, held against the whole history of the policy."""

from __future__ import annotations

from collections.abc import Iterator

from refundbot.policy import PolicyBook
from refundbot.replies.draft import PLACEHOLDER, several
from refundbot.replies.wording import FOLDER


def differing(book: PolicyBook) -> Iterator[str]:
    """A line for each figure that a wording says of several for which it is not the same on some day."""
    for file in sorted(FOLDER.rglob("*.yaml")):
        for id in dict.fromkeys(match[1] for match in PLACEHOLDER.finditer(file.read_text(encoding="utf-8"))):
            if "+" in id and "<" not in id:
                name = file.relative_to(FOLDER)
                yield from (f"{name}: {{{id}}}: {told}" for told in _differing(several(id), book))


def _differing(ids: list[str], book: PolicyBook) -> Iterator[str]:
    absent = [id for id in ids if id not in book.parameters]
    if absent:
        yield f"there is no policy parameter {', '.join(absent)}"
        return
    days = {entry.since for id in ids for entry in book.parameters[id].entries}
    for day in sorted(days):
        values = {id: book.parameters[id].at(day).value for id in ids}
        if len(set(values.values())) > 1:
            told = ", ".join(f"{id} is {value}" for id, value in values.items())
            yield f"not one figure for all on {day}: {told}; word them apart"
