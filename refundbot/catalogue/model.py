"""What exists, as every room reads it. Plain values: no file access."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Sold = Literal["package", "prepaid"]
GENERAL = "general"
"""What the training data call the question that is the topic itself; no other may bear the name."""
TopicKind = Literal["answer", "check", "handoff", "smalltalk", "out_of_scope", "said"]


class CatalogueError(Exception):
    """Catalogue files that cannot be used; the message has a line for everything found wrong."""


@dataclass(frozen=True, eq=False)
class Product:
    """What the provider sells, as customers, agents and the order system name it. One object a product."""

    id: str
    name: str
    """The words for a reader, in Chinese."""
    names: tuple[str, ...]
    """The phrases it is heard by, its Chinese and English name and its abbreviation among them."""
    everyday: frozenset[str]
    """Of those names the ones that mean much else: heard only where something was bought."""
    rule: str
    """The row of the policy's products that it falls under: its own id, or that of another one."""
    sold: Sold | None
    """The only way it is sold in, in advance either way; `None` where the customer has the choice."""
    topic: str
    """The topic on whether it is refunded."""
    console: str | None
    """The procedure with the steps of its own console page."""
    resource_codes: tuple[str, ...]
    """What the order system calls the resource."""
    package_codes: tuple[str, ...]
    """What the order system calls the service of a package."""
    source: str
    """Id of the source that the names are from."""

    @property
    def own_rule(self) -> bool:
        """Whether the policy has a rule for just this product."""
        return self.rule == self.id


@dataclass(frozen=True, eq=False)
class Channel:
    """A way to pay, as customers name it. What the policy knows of it is the policy's to say."""

    id: str
    name: str
    """The words for a reader, in Chinese."""
    names: tuple[str, ...]
    """The phrases it is heard by."""
    everyday: bool
    """Whether its names mean much else: heard only where something was paid."""
    source: str
    """Id of the source that the names are from."""


@dataclass(frozen=True)
class Topic:
    """What a message may be about. Its id is the intent that the classifier predicts.

    `kind`: what is done for it. An `answer` is read off the wording; the `check` is left to the engine; a
    `handoff` calls a person; `smalltalk` and `out_of_scope` are answers aside; `said` is no topic of its own
    but what one says in a talk: yes, no, wait.
    """

    id: str
    kind: TopicKind
    title: str | None
    """In Chinese, such that it can be asked as it stands; `None` for what is only said."""
    facets: frozenset[str]
    """What the answer may depend on: product, billing_mode, channel, coupon_kind, rejection, neighbour."""
    billing_mode: str | None
    """The billing mode whose rule it tells."""
    circumstance: frozenset[str]
    """Facts of a case that are what the topic is about: told alone they state no case of one's own."""
    words: tuple[str, ...]
    """Phrases without which the topic is not taken for one of several that a message asks about."""
    gives_way: bool
    """Gives way to the check where the message states a case of the customer's own."""
    wish: bool
    """May be what a bare wish for a refund is taken for."""
    told_by_verdict: bool
    """A verdict tells it of the customer's own case."""
    of_a_purchase: bool
    """Asked of a purchase, so that a full question on it is still about what was named just before."""
    decides: bool
    """Says whether what was bought is refunded, which after a verdict only the verdict does."""
    of_a_kind: bool
    """Tells what one kind of purchase is refunded: another kind has another topic."""
    command: bool
    """Works at any point of the talk."""
    informs: bool
    """Tells something and asks nothing."""

    @property
    def group(self) -> str:
        """The first part of the id."""
        return self.id.partition(".")[0]

    @property
    def asked(self) -> bool:
        """Whether it is a topic that one asks about, and not only something that is said."""
        return self.kind != "said"

    @property
    def aside(self) -> bool:
        """Whether it leaves what was talked of where it was."""
        return self.kind in ("smalltalk", "out_of_scope", "handoff")

    @property
    def offered(self) -> bool:
        """Whether it may be offered: as a candidate when asking back, while typing, as what a story asks."""
        return self.kind in ("answer", "check", "handoff")

    @property
    def interrupts(self) -> bool:
        """Whether it is answered while the check waits for an answer.

        What is out of scope is so only where it is plainly asked: a failed answer often looks like it.
        """
        return self.kind in ("answer", "smalltalk", "handoff")

    def heard_in(self, text: str) -> bool:
        """Whether a normalised text that asks several things has words of this one."""
        return bool(self.words) and re.search("|".join(self.words), text) is not None


def topic_of(id: str) -> str:
    """The topic of a question's id, `policy.five_day` of `policy.five_day/quota`; a topic is its own."""
    return id.partition("/")[0]


@dataclass(frozen=True)
class Question:
    """What is asked within a topic, with an answer of its own. The topic itself is asked by its own title."""

    id: str
    """The topic and a name: `policy.five_day/quota`."""
    title: str
    """In Chinese, such that it can be asked as it stands."""

    @property
    def topic(self) -> str:
        """The id of the topic that it belongs to."""
        return topic_of(self.id)


@dataclass(frozen=True)
class Catalogue:
    """All rows by id, in the order of their files."""

    products: Mapping[str, Product]
    channels: Mapping[str, Channel]
    topics: Mapping[str, Topic]
    questions: Mapping[str, Question]
