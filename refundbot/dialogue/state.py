"""What a conversation remembers between turns. JSON in, JSON out: it lives in one Rasa slot."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from refundbot.dialogue.apart import TELLS_APART, are_two
from refundbot.understanding.text.script import Script
from refundbot.understanding.text.tables import Row

MOST_KEPT = 9
"""Purchases that are kept beside the one talked of."""
REMEMBERED = 4
"""Turns for which what was named still gives a short message its meaning."""


@dataclass(frozen=True)
class Named:
    """A product, billing mode, channel or coupon that the customer named, and how many turns ago."""

    value: str
    ago: int = 0


@dataclass(frozen=True)
class Provenance:
    """Where a fact is from: the customer's words, in which of their messages, and how they were read."""

    words: str
    turn: int = 0
    """The number of the message in the conversation, from 1; 0 where it was not noted."""
    confidence: float = 1.0
    """Probability that the words were read rightly."""
    approximate: bool = False
    """Whether they tell it roughly."""
    readings: tuple[Mapping[str, str], ...] = ()
    """What else a date without a year may mean (`earliest`, `latest`), besides the span that was taken."""
    instead_of: str | None = None
    """Yuan told before of a sum that this takes the place of, which counts until this is confirmed."""
    within: bool | None = None
    """As of a fact: whether it is a voucher's sum that was a part of what was paid, and is taken off that."""

    def to_json(self) -> list[object]:
        """The fields in their order, without those at the end that say nothing of their own."""
        values = [getattr(self, each.name) for each in fields(self)]
        while len(values) > 1 and values[-1] == fields(self)[len(values) - 1].default:
            values.pop()
        return values

    @classmethod
    def from_json(cls, value: object) -> Provenance:
        """Reads what `to_json` wrote, and the bare words of a slot from before there was more."""
        if not isinstance(value, list):
            return cls(str(value))
        told = cls(*value)
        return replace(told, readings=tuple(told.readings))


@dataclass(frozen=True)
class Check:
    """An eligibility check, running or finished."""

    facts: Mapping[str, object] = field(default_factory=dict)
    """Case fields known so far, as `refundbot.eligibility.cases` reads them."""
    said: Mapping[str, Provenance] = field(default_factory=dict)
    """Where each field is from that the customer told."""
    price_of_one: str | None = None
    """Yuan that one of several cost, where only that was told: all cost as much times their number."""
    bought: int | None = None
    """How many the order was of, of which only some go back."""
    meant_for: Mapping[str, object] | None = None
    """The later time (`earliest` to `latest`) that the refund is meant for, the moment of it that is judged
    (`at`), and the `quota_left` of a later year. One from before there was more has `at` alone."""
    not_known: tuple[str, ...] = ()
    asked: str | None = None
    """The fact asked for last; `None` once the verdict was given."""
    misses: int = 0
    """Answers to the question on the table that could not be used."""
    askings: Mapping[str, int] = field(default_factory=dict)
    """How often each fact was asked for."""
    doubt: str | None = None
    """The contradiction or reading that the question on the table is about, as `consistency` names it."""
    settled: tuple[str, ...] = ()
    """Doubts that were asked about."""
    bought_anew: bool = False
    """Whether it was told as bought or opened, and no renewal was spoken of."""
    implied: tuple[str, ...] = ()
    """Facts that follow from how it was told, so that they are premises and not asked for (`implied.py`)."""
    order: Mapping[str, object] | None = None
    """Number, title and sample mark of the order that the facts are from."""
    heard: bool = False
    """Whether facts were told to a person since the last verdict or question."""
    unconfirmed: bool = False
    """Whether only what is likely was told of it, and whether its premises hold was asked."""
    wished: bool = False
    """Whether it was wished back, a verdict was asked for, or what was asked of it was answered."""
    offered: bool = False
    """Whether it was offered to be looked at, as one that waits and that nobody wished back."""
    of_another: bool = False
    """Whether it is of what somebody else bought, to be given back beside the customer's own."""
    place: int = 0
    """Its place among those that one message told of."""
    orders_offered: bool = False
    """Whether the customer's own orders were put before them already."""
    ago: int = 0
    """Turns since the check was last spoken of."""

    @property
    def content(self) -> tuple[object, ...]:
        """All that a verdict rests on."""
        return self.facts, self.meant_for

    def without(self, *fields: str) -> Check:
        """The check without some facts and the words that told them."""
        facts = {name: value for name, value in self.facts.items() if name not in fields}
        said = {name: told for name, told in self.said.items() if name not in fields}
        return replace(self, facts=facts, said=said)

    @property
    def since(self) -> tuple[int, int]:
        """The number of the message that first told something of it, and its place in there."""
        told = (words.turn for name, words in self.said.items() if name in TELLS_APART)
        return min(told, default=sys.maxsize), self.place

    @property
    def rough(self) -> bool:
        """Whether a sum was only told roughly."""
        return any(told.approximate for name, told in self.said.items() if name.endswith("_amount"))

    @property
    def order_number(self) -> str | None:
        """The number of the order that the facts are from."""
        return str(self.order["number"]) if self.order else None

    @property
    def running(self) -> bool:
        """Whether a question of the check is on the table."""
        return self.asked is not None

    def to_json(self) -> dict[str, object]:
        """A JSON object."""
        return {**asdict(self), "said": {name: told.to_json() for name, told in self.said.items()}}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Check:
        """Reads what `to_json` wrote, now or before more was remembered."""
        said = {name: Provenance.from_json(told) for name, told in value.get("said", {}).items()}
        lists = {name: tuple(value.get(name, ())) for name in ("not_known", "settled", "implied")}
        return cls(**{**value, **lists, "said": said})


@dataclass(frozen=True)
class UnderWay:
    """A refund that was asked for already, as the customer told of it."""

    stage: str | None = None
    """How far it is: asked, processing, reviewing, done, or withdrawn from the account."""
    short: bool = False
    """Whether less came than was expected."""
    asked: Mapping[str, str] | None = None
    """When it was asked for (`earliest`, `latest`, ISO 8601)."""
    roughly: bool = False
    """Whether only about how long ago that was is known."""
    ago: int = 0
    """Turns since it was last spoken of."""


@dataclass(frozen=True)
class Listed:
    """Purchases that a message listed, of which some are meant, and which of them were taken up."""

    rows: tuple[Row, ...]
    about: str = ""
    """What was said of them all."""
    turn: int = 0
    """The number of the message that listed them."""
    taken: tuple[int, ...] = ()
    """Those that were taken up as what goes back, by their places in `rows`."""
    chosen_at: int = 0
    """The number of the message that last chose some of them."""
    chosen: int = 0
    """How many it chose."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Listed:
        """Reads what is stored of it."""
        rows = tuple(Row(**{**row, "names": tuple(row["names"])}) for row in value["rows"])
        return cls(**{**value, "rows": rows, "taken": tuple(value["taken"])})


@dataclass(frozen=True)
class Memory:
    """The memory of one conversation."""

    last_topic: str | None = None
    last_question: str | None = None
    """The question of that topic that was answered; `None` where it was the topic itself."""
    check: Check | None = None
    waiting: tuple[Check, ...] = ()
    """Other purchases of the message, to be looked at one after the other."""
    former: tuple[Check, ...] = ()
    """Other purchases that were talked of before, the latest first."""
    listed: Listed | None = None
    """The purchases that were listed last."""
    wants_sum: bool = False
    """Whether it was asked what they come to together, and not all of them were decided yet."""
    anothers: Check | None = None
    """Somebody else's purchase, asked about beside the customer's own."""
    actual: Check | None = None
    """The case as it is, while `check` is one that the customer only supposed."""
    under_way: UnderWay | None = None
    """The refund that the customer waits for, while it is talked of."""
    turn: int = 0
    """The number of the message that is being answered, from 1."""
    misses: int = 0
    """Turns in a row that were not understood."""
    troubles: int = 0
    """Messages of anger, complaint or despair so far."""
    for_another: bool = False
    """Whether the customer asks on behalf of somebody else."""
    of_renewals: bool = False
    """Whether a renewal was spoken of, whatever was said of it."""
    script: Script = "simplified"
    """The script that the customer writes and is answered in."""
    offered: tuple[str, ...] = ()
    """What the buttons of the last answer say, where that is in another script."""
    named: Mapping[str, Named] = field(default_factory=dict)
    """What the customer named lately, by facet (`refundbot.replies.Facets`)."""

    def named_within(self, turns: int) -> dict[str, str]:
        """What was named in the last turns, by facet."""
        return {facet: named.value for facet, named in self.named.items() if named.ago <= turns}

    @property
    def purchases(self) -> tuple[Check, ...]:
        """All purchases that are known, in the order in which they were first told of."""
        talked_of = (self.check,) if self.check else ()
        return tuple(sorted((*reversed(self.former), *talked_of, *self.waiting), key=lambda each: each.since))

    @property
    def finished_check(self) -> Check | None:
        """The check that has its verdict; it is talked of until another purchase is."""
        check = self.check
        return None if check is None or check.running or check.heard else check

    def aged(self) -> Memory:
        """The memory one turn later: what was not spoken of for long is forgotten."""
        named = {facet: replace(each, ago=each.ago + 1) for facet, each in self.named.items()}
        return replace(
            self,
            turn=self.turn + 1,
            check=replace(self.check, ago=self.check.ago + 1) if self.check else None,
            anothers=replace(self.anothers, ago=self.anothers.ago + 1) if self.anothers else None,
            under_way=_one_turn_later(self.under_way),
            named={facet: each for facet, each in named.items() if each.ago <= REMEMBERED},
        )

    def leaving(self) -> Memory:
        """The memory after another purchase is turned to: the one talked of is kept, to be gone back to.

        What was still asked about has no verdict that could be repeated then; it was only told of.
        """
        left = self.check
        if left is None or "product" not in left.facts:
            return self
        others = (
            each
            for each in self.former
            if each.facts["product"] != left.facts["product"] or are_two(each.facts, left.facts)
        )
        return replace(
            self,
            former=(replace(left, asked=None, doubt=None, heard=left.heard or left.running), *others)[
                :MOST_KEPT
            ],
        )

    def without_supposition(self) -> Memory:
        """The memory with the case as it is, where another one was supposed."""
        return replace(self, check=self.actual, actual=None) if self.actual else self

    def answered(self, topic: str, question: str | None = None) -> Memory:
        """The memory after an answer to a topic, or to a question of it."""
        return replace(self, last_topic=topic, last_question=question, misses=0)

    def hearing(self, named: Mapping[str, str]) -> Memory:
        """The memory with what was named in this turn."""
        return replace(self, named={**self.named, **{facet: Named(value) for facet, value in named.items()}})

    def to_json(self) -> dict[str, object]:
        """A JSON object for the slot."""
        checks = {"check": self.check, "actual": self.actual, "anothers": self.anothers}
        stored = {name: each and each.to_json() for name, each in checks.items()}
        lists = {"waiting": self.waiting, "former": self.former}
        return {**asdict(self), **stored} | {
            name: [each.to_json() for each in checks] for name, checks in lists.items()
        }

    @classmethod
    def from_json(cls, value: object) -> Memory:
        """Reads what `to_json` wrote; anything else is an empty memory."""
        if not isinstance(value, dict):
            return cls()
        check, actual, anothers = (value.get(name) for name in ("check", "actual", "anothers"))
        return cls(
            last_topic=value.get("last_topic"),
            last_question=value.get("last_question"),
            check=Check.from_json(check) if check else None,
            actual=Check.from_json(actual) if actual else None,
            anothers=Check.from_json(anothers) if anothers else None,
            under_way=UnderWay(**value["under_way"]) if value.get("under_way") else None,
            waiting=tuple(map(Check.from_json, value.get("waiting", ()))),
            former=tuple(map(Check.from_json, value.get("former", ()))),
            listed=Listed.from_json(value["listed"]) if value.get("listed") else None,
            wants_sum=value.get("wants_sum", False),
            turn=value.get("turn", 0),
            misses=value.get("misses", 0),
            troubles=value.get("troubles", 0),
            for_another=value.get("for_another", False),
            of_renewals=value.get("of_renewals", False),
            script=value.get("script", "simplified"),
            offered=tuple(value.get("offered", ())),
            named={facet: Named(**each) for facet, each in value.get("named", {}).items()},
        )


def _one_turn_later(refund: UnderWay | None) -> UnderWay | None:
    """A refund under way that was not spoken of in this turn; one of long ago is forgotten."""
    return None if refund is None or refund.ago >= REMEMBERED else replace(refund, ago=refund.ago + 1)
