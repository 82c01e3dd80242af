"""What a conversation remembers between turns. JSON in, JSON out: it lives in one Rasa slot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Check:
    """An eligibility check, running or finished."""

    facts: Mapping[str, object] = field(default_factory=dict)
    """Case fields known so far, as `refundbot.eligibility.cases` reads them."""
    said: Mapping[str, str] = field(default_factory=dict)
    """The customer's own words for a field, to be shown back."""
    not_known: tuple[str, ...] = ()
    asked: str | None = None
    """The fact asked for last; `None` once the verdict was given."""
    misses: int = 0
    """Answers to the question on the table that could not be used."""
    order_number: str | None = None
    heard: bool = False
    """Whether facts were told to a person since the last verdict or question."""

    @property
    def running(self) -> bool:
        """Whether a question of the check is on the table."""
        return self.asked is not None


@dataclass(frozen=True)
class Conversation:
    """The memory of one conversation."""

    last_topic: str | None = None
    check: Check | None = None
    misses: int = 0
    """Turns in a row that were not understood."""

    def to_json(self) -> dict[str, object]:
        """A JSON object for the slot."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: object) -> Conversation:
        """Reads what `to_json` wrote; anything else is an empty memory."""
        if not isinstance(value, dict):
            return cls()
        check = value.get("check")
        return cls(
            last_topic=value.get("last_topic"),
            check=Check(**{**check, "not_known": tuple(check["not_known"])}) if check else None,
            misses=value.get("misses", 0),
        )
