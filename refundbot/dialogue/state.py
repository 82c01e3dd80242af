"""What a conversation remembers between turns. JSON in, JSON out: it lives in one Rasa slot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

REMEMBERED = 4
"""Turns for which what was named, or a finished check, still gives a short message its meaning."""


@dataclass(frozen=True)
class Named:
    """A product, billing mode, channel or coupon that the customer named, and how many turns ago."""

    value: str
    ago: int = 0


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
    order: Mapping[str, object] | None = None
    """Number, title and sample mark of the order that the facts are from."""
    heard: bool = False
    """Whether facts were told to a person since the last verdict or question."""
    orders_offered: bool = False
    """Whether the customer's own orders were put before him already."""
    ago: int = 0
    """Turns since the check was last spoken of."""

    @property
    def order_number(self) -> str | None:
        """The number of the order that the facts are from."""
        return str(self.order["number"]) if self.order else None

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
    named: Mapping[str, Named] = field(default_factory=dict)
    """What the customer named lately, by facet (`refundbot.replies.Facets`)."""

    def named_within(self, turns: int) -> dict[str, str]:
        """What was named in the last turns, by facet."""
        return {facet: named.value for facet, named in self.named.items() if named.ago <= turns}

    @property
    def finished_check(self) -> Check | None:
        """The check that the talk was of until lately, if it has its verdict."""
        check = self.check
        if check is None or check.running or check.heard:
            return None
        return check if check.ago <= REMEMBERED else None

    def aged(self) -> Conversation:
        """The memory one turn later: what was not spoken of for long is forgotten."""
        named = {facet: replace(each, ago=each.ago + 1) for facet, each in self.named.items()}
        return replace(
            self,
            check=replace(self.check, ago=self.check.ago + 1) if self.check else None,
            named={facet: each for facet, each in named.items() if each.ago <= REMEMBERED},
        )

    def hearing(self, named: Mapping[str, str]) -> Conversation:
        """The memory with what was named in this turn."""
        return replace(self, named={**self.named, **{facet: Named(value) for facet, value in named.items()}})

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
            named={facet: Named(**each) for facet, each in value.get("named", {}).items()},
        )
