"""What rules tell of personal data and secrets, each kind by a grammar of its own.

`kept` is that of numbers that stay because they are asked about: orders, resources, sums, dates, machines.
"""

from __future__ import annotations

from collections.abc import Iterator

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
from refundbot.conversations.privacy.kinds import Found, apart
from refundbot.conversations.privacy.plain import read_spelt


def find(plain: str) -> list[Found]:
    """What the rules find in a plain text, in order and apart from each other."""
    return apart(_found(plain))


def _found(plain: str) -> Iterator[Found]:
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
    asked = kept.blank(plain)
    yield from numbers.find(asked)
    yield from papers.find(asked)
