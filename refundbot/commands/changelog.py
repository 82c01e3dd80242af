"""docs/policy-changelog.md: every change of a policy value, with its days and sources."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from refundbot.commands import values
from refundbot.commands.history import Change, changes
from refundbot.policy import PolicyBook
from refundbot.replies.wording import wording

_WORDS = wording("changelog.yaml").by_key()


def changelog(book: PolicyBook) -> str:
    """The changelog as Markdown: what changed, newest first, then what was recorded when at first."""
    every = changes(book)
    changed = [change for change in every if change.old]
    first = [change for change in every if not change.old]
    lines = [_WORDS["head"].format(version=book.version), "", _WORDS["changes"]]
    lines += [*_changed(changed), "", _WORDS["firsts"], *_first(first)]
    return "\n".join(lines) + "\n"


def _changed(changed: list[Change]) -> Iterator[str]:
    newest_first = sorted(changed, key=lambda change: change.day, reverse=True)
    for day, on_day in groupby(newest_first, key=lambda change: change.day):
        yield from ("", _WORDS["day"].format(day=day), "")
        for change in on_day:
            assert change.old
            old, new = values.dated(change.old), values.dated(change.new)
            yield _WORDS["change"].format(id=change.new.id, label=change.new.label, old=old, new=new)


def _first(first: list[Change]) -> Iterator[str]:
    """A row for each day and subject; `first` is in order of day and id."""
    for (day, subject), rows in groupby(first, key=lambda change: (change.day, _subject(change))):
        keys = "、".join(change.new.id.removeprefix(f"{subject}.") for change in rows)
        yield _WORDS["first"].format(day=day, subject=subject, keys=keys)


def _subject(change: Change) -> str:
    """The policy file in which it stands."""
    return change.new.id.partition(".")[0]
