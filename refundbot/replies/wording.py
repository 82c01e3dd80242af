"""The wording templates: data under `wording/`, with closed keys checked when they are read.

A file of `topics/` holds one entry a topic: `follow_ups` (ids of topics and questions) and `variants`, of
which the first that suits is used. A file of `questions/` holds one entry a question; without `follow_ups`
it has those of its topic. A variant is the name of a group in `shared.yaml`, or holds `when` (facet -> the
values it is for, or `any`), `lines`, and where needed `unknown` (what replaces a line whose parameter is not
known), `rests_on` (parameters cited without being shown) and `conflict` (said where the documents disagree
about a parameter that was used). In `lines` an empty line begins the next bubble.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from refundbot import strict_yaml
from refundbot.catalogue import QUESTIONS, TOPICS, topic_of
from refundbot.strict_yaml import Place

FOLDER = Path(__file__).with_name("wording")
ANY = "any"
FACETS = frozenset(
    {"product", "product_rule", "billing_mode", "channel", "coupon_kind", "rejection", "neighbour"}
)
"""What a variant may be chosen by: the facets that the customer named and what follows from them."""


class WordingError(ValueError):
    """A wording file that cannot be used; the message names the file and the key."""


@dataclass(frozen=True)
class Variant:
    """One wording of an answer, and the facets it is for."""

    when: Mapping[str, tuple[str, ...]]
    bubbles: tuple[tuple[str, ...], ...]
    unknown: str | None
    rests_on: tuple[str, ...]
    conflict: str | None

    def suits(self, named: Mapping[str, str]) -> bool:
        """Whether every facet that this wording asks for was named, with one of its values."""
        return all(
            facet in named and (allowed == (ANY,) or named[facet] in allowed)
            for facet, allowed in self.when.items()
        )


@dataclass(frozen=True)
class Entry:
    """What is said on one topic or question."""

    follow_ups: tuple[str, ...]
    """Ids of topics and questions."""
    variants: tuple[Variant, ...]


def wording(name: str, folder: Path = FOLDER) -> Place:
    """One wording file; what is wrong with it is a `WordingError`."""
    return strict_yaml.read(folder / name, WordingError)


def bubbles(written: str) -> tuple[tuple[str, ...], ...]:
    """Split a block of lines into chat bubbles at its empty lines."""
    blocks = written.strip().split("\n\n")
    return tuple(tuple(line.strip() for line in block.strip().splitlines()) for block in blocks)


def _variant(place: Place) -> Variant:
    place.closed({"when", "lines", "unknown", "rests_on", "conflict"}, required={"lines"})
    return Variant(
        when=_when(place.child("when")),
        bubbles=bubbles(place.child("lines").text()),
        unknown=place.optional_text("unknown"),
        rests_on=place.child("rests_on").texts(),
        conflict=place.optional_text("conflict"),
    )


def _when(place: Place) -> dict[str, tuple[str, ...]]:
    if place.content is None:
        return {}
    place.closed(FACETS, required=set())
    return {
        facet.key: (facet.text(),) if isinstance(facet.content, str) else facet.texts()
        for facet in place.children()
    }


def _entry(place: Place, shared: Mapping[str, tuple[Variant, ...]], topic: Entry | None) -> Entry:
    keys = {"follow_ups", "variants"}
    place.closed(keys, required=keys if topic is None else {"variants"})
    inherits = topic is not None and "follow_ups" not in place.mapping()
    entry = Entry(
        follow_ups=topic.follow_ups if topic and inherits else place.child("follow_ups").texts(),
        variants=_variants(place.child("variants"), shared),
    )
    if entry.variants and entry.variants[-1].when:
        raise place.child("variants").error("the last variant must be for everybody, without `when`")
    return entry


def _variants(place: Place, shared: Mapping[str, tuple[Variant, ...]]) -> tuple[Variant, ...]:
    variants: list[Variant] = []
    for item in place.items():
        if not isinstance(item.content, str):
            variants.append(_variant(item))
        elif item.content in shared:
            variants.extend(shared[item.content])
        else:
            raise item.error(f"no shared wording {item.content!r}")
    return tuple(variants)


def load_topics(folder: Path = FOLDER) -> dict[str, Entry]:
    """What is written on the topics; one told twice or a dead follow-up is a `WordingError`."""
    return _entries(folder, "topics", {})


def load_questions(topics: Mapping[str, Entry], folder: Path = FOLDER) -> dict[str, Entry]:
    """What is written on the questions of topics; one told twice or a dead follow-up is a `WordingError`."""
    return _entries(folder, "questions", topics)


def _entries(folder: Path, kind: str, topics: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entries of a folder; those of a question of `topics` need no follow-ups of their own."""
    shared = {group.key: _variants(group, {}) for group in wording("shared.yaml", folder).children()}
    entries: dict[str, Entry] = {}
    for path in sorted((folder / kind).glob("*.yaml")):
        for place in wording(path.name, path.parent).children():
            if place.key in entries:
                raise place.error("is told elsewhere already")
            entry = _entry(place, shared, topics.get(topic_of(place.key)))
            if lost := [each for each in entry.follow_ups if each not in TOPICS and each not in QUESTIONS]:
                raise place.child("follow_ups").error(f"no such topics {sorted(lost)}")
            entries[place.key] = entry
    return entries
