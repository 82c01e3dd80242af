"""Takes personal data and secrets out of text before it is stored or logged.

`plain` reads the text. The grammars of what is taken out are `numbers`, `emails`, `messengers`, `papers`,
`people`, `addresses`, `keys`, `secrets`, `fields` and `tables`; `kept` is that of numbers that stay because
they are asked about: orders, resources, sums, dates, machines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from refundbot.conversations.privacy import (
    addresses,
    emails,
    fields,
    kept,
    keys,
    messengers,
    numbers,
    papers,
    people,
    secrets,
    tables,
)
from refundbot.conversations.privacy.kinds import Found
from refundbot.conversations.privacy.plain import read, read_spelt


def mask(text: str) -> str:
    """The text with a word in the place of each thing that must not be kept; see `kinds.Kind`. Its cost grows
    with the length of the text, whatever the text is."""
    masked, end = [], 0
    for found in find(text):
        masked += [text[end : found.start], found.kind.value]
        end = found.end
    return "".join([*masked, text[end:]])


def find(text: str) -> list[Found]:
    """What `mask` takes out, in order and apart from each other."""
    return list(_apart(_found(text)))


def _found(text: str) -> Iterator[Found]:
    plain = read(text)
    yield from _numbered(plain)
    for grammar in (keys, people, fields, addresses, tables):
        yield from grammar.find(plain)
    spelt = read_spelt(plain)
    if spelt != plain:
        yield from _numbered(spelt)


def _numbered(plain: str) -> Iterator[Found]:
    """What has digits, which may be spelt."""
    yield from secrets.find(plain)
    yield from emails.find(plain)
    yield from messengers.find(plain)
    yield from numbers.find(kept.blank(plain))
    yield from papers.find(plain)


def _apart(found: Iterable[Found]) -> Iterator[Found]:
    """In order; those that overlap are one, of the kind of the first and longest."""
    whole: Found | None = None
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if whole is None or each.start >= whole.end:
            if whole is not None:
                yield whole
            whole = each
        elif each.end > whole.end:
            whole = Found(whole.start, each.end, whole.kind)
    if whole is not None:
        yield whole
