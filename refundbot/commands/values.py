"""Policy values in words, for engineers and agents."""

from __future__ import annotations

from refundbot.policy import Conflict, ParameterValue, Source
from refundbot.replies.proof import shown
from refundbot.replies.wording import wording

WORDS = wording("values.yaml").by_key()


def cited(source: Source) -> str:
    """A source by its id, grade and date of the copy that was read."""
    return WORDS["source"].format(id=source.id, grade=source.grade, as_of=source.as_of or WORDS["undated"])


def dated(value: ParameterValue) -> str:
    """The value with its source and its first day; before that day, where it was sought."""
    template = WORDS["sought" if value.since is None else "known"]
    return template.format(value=shown(value), source=cited(value.source), since=value.since)


def titled(value: ParameterValue) -> str:
    """The id of a parameter and its label."""
    return WORDS["titled"].format(id=value.id, label=value.label)


def line(value: ParameterValue) -> str:
    """A parameter with its value, source and first day."""
    return WORDS["line"].format(title=titled(value), value=dated(value))


def disagreement(conflict: Conflict) -> str:
    """What another source says, and how that is resolved."""
    return WORDS["conflict"].format(
        source=cited(conflict.source), says=conflict.says, resolution=conflict.resolution
    )
