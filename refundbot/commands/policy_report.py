"""The policy in words: lists, one value with all that is known of it, changes, and what needs care."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from refundbot.commands.history import Change, changes, history
from refundbot.commands.values import WORDS, cited, dated, disagreement, line, titled
from refundbot.eligibility.evaluation import OFFICIAL
from refundbot.policy import ParameterValue, Policy, PolicyBook
from refundbot.policy.model import Parameter
from refundbot.replies.proof import shown


def listed(policy: Policy, ids: Iterable[str]) -> str:
    """One line a parameter: value, source and first day."""
    return "\n".join(line(policy.get(id)) for id in ids)


def explained(parameter: Parameter, on: date) -> str:
    """A parameter on a day: value, source with its address, note, conflict, review date and history."""
    value = parameter.at(on)
    lines = [titled(value)]
    if parameter.description:
        lines.append(parameter.description)
    lines += [
        WORDS["in_force"].format(day=on, value=shown(value)),
        WORDS["cited"].format(
            source=cited(value.source), title=value.source.title, url=value.source.url or WORDS["no_url"]
        ),
    ]
    if value.note:
        lines.append(WORDS["note"].format(note=value.note))
    if value.conflict:
        lines.append(disagreement(value.conflict))
    lines += [WORDS["review_by"].format(day=parameter.review_by), WORDS["history"]]
    lines += [WORDS["entry"].format(value=dated(entry)) for entry in history(parameter)]
    return "\n".join(lines)


def compared(book: PolicyBook, first: date, last: date) -> str:
    """What changed after `first` up to `last` inclusive, then what was first recorded; a line each."""
    found = changes(book, first, last)
    if not found:
        return WORDS["no_change"].format(first=first, last=last)
    sections = {
        "changed": [_change(change) for change in found if change.old],
        "recorded": [_change(change) for change in found if not change.old],
    }
    return "\n\n".join(_section(key, lines) for key, lines in sections.items())


def _change(change: Change) -> str:
    template = WORDS["change" if change.old else "record"]
    old = dated(change.old) if change.old else None
    return template.format(day=change.day, title=titled(change.new), old=old, new=dated(change.new))


def inspected(book: PolicyBook, on: date) -> str:
    """What needs care on a day: reviews overdue and to come, unknowns, conflicts, sources."""
    policy = book.at(on)
    values = [policy.get(id) for id in policy.ids()]
    head = WORDS["checked"].format(
        version=book.version, values=len(values), sources=len(book.sources), day=on
    )
    overdue = [WORDS["line"].format(title=titled(value), value=value.review_by) for value in book.overdue(on)]
    sections = {
        "overdue": overdue,
        "review": list(_reviews(values)),
        "not_known": [line(value) for value in values if not value.known],
        "conflicts": list(_conflicts(values)),
        "unofficial": [line(value) for value in values if value.known and value.source.grade not in OFFICIAL],
        "sources": list(_sources(book)),
    }
    return "\n\n".join((head, *(_section(key, lines) for key, lines in sections.items())))


def _section(key: str, lines: list[str]) -> str:
    return "\n".join((WORDS["section"].format(title=WORDS[key], count=len(lines)), *lines))


def _reviews(values: list[ParameterValue]) -> Iterator[str]:
    for day, count in sorted(Counter(value.review_by for value in values).items()):
        yield WORDS["review_line"].format(day=day, count=count)


def _conflicts(values: list[ParameterValue]) -> Iterator[str]:
    for value in values:
        if value.conflict:
            yield f"{line(value)}\n  {disagreement(value.conflict)}"


def _sources(book: PolicyBook) -> Iterator[str]:
    """Each source with the number of values, past ones included, that cite it for or against."""
    entries = [entry for parameter in book.parameters.values() for entry in parameter.entries]
    used = Counter(entry.source for entry in entries)
    used.update(entry.conflict.source for entry in entries if entry.conflict)
    for source in book.sources.values():
        yield WORDS["source_line"].format(source=cited(source), title=source.title, count=used[source])
