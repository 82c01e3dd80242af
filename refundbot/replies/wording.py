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


def read_wording(path: Path) -> Mapping[str, object]:
    """Read one wording file; `WordingError` if it is not a mapping, or one in which a key is given twice."""
    return strict_yaml.read(path, WordingError).mapping()


def section(
    value: object, where: str, required: frozenset[str], optional: frozenset[str] = frozenset()
) -> dict[str, object]:
    """Check a mapping against its closed set of keys."""
    if not isinstance(value, dict):
        raise WordingError(f"{where}: expected a mapping")
    missing, surplus = required - value.keys(), value.keys() - required - optional
    if missing or surplus:
        raise WordingError(f"{where}: missing keys {sorted(missing)}, unknown keys {sorted(surplus)}")
    return value


def sentence(value: object, where: str) -> str:
    """Check that a value is a text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise WordingError(f"{where}: expected a text")
    return value.strip()


def bubbles(value: object, where: str) -> tuple[tuple[str, ...], ...]:
    """Split a block of lines into chat bubbles at its empty lines."""
    blocks = sentence(value, where).split("\n\n")
    return tuple(tuple(line.strip() for line in block.strip().splitlines()) for block in blocks)


def texts(value: object, where: str) -> dict[str, str]:
    """Check a mapping of names to texts."""
    if not isinstance(value, dict):
        raise WordingError(f"{where}: expected a mapping")
    return {str(key): sentence(text, f"{where}.{key}") for key, text in value.items()}


def names(value: object, where: str) -> tuple[str, ...]:
    """Check a list of names."""
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise WordingError(f"{where}: expected a list of names")
    return tuple(value)


def _variant(value: object, where: str) -> Variant:
    given = section(
        value, where, frozenset({"lines"}), frozenset({"when", "unknown", "rests_on", "conflict"})
    )
    when = given.get("when", {})
    if not isinstance(when, dict) or not when.keys() <= FACETS:
        raise WordingError(f"{where}.when: expected facets of {sorted(FACETS)}")
    return Variant(
        when={
            facet: (allowed,) if isinstance(allowed, str) else names(allowed, f"{where}.when.{facet}")
            for facet, allowed in when.items()
        },
        bubbles=bubbles(given["lines"], f"{where}.lines"),
        unknown=sentence(given["unknown"], f"{where}.unknown") if "unknown" in given else None,
        rests_on=names(given.get("rests_on", []), f"{where}.rests_on"),
        conflict=sentence(given["conflict"], f"{where}.conflict") if "conflict" in given else None,
    )


def _entry(
    value: object,
    where: str,
    shared: Mapping[str, tuple[Variant, ...]],
    follow_ups: tuple[str, ...] | None,
) -> Entry:
    optional = frozenset() if follow_ups is None else frozenset({"follow_ups"})
    given = section(value, where, frozenset({"follow_ups", "variants"}) - optional, optional)
    entry = Entry(
        follow_ups=names(given.get("follow_ups", list(follow_ups or ())), f"{where}.follow_ups"),
        variants=_variants(given["variants"], f"{where}.variants", shared),
    )
    if entry.variants and entry.variants[-1].when:
        raise WordingError(f"{where}.variants: the last variant must be for everybody, without `when`")
    return entry


def _variants(value: object, where: str, shared: Mapping[str, tuple[Variant, ...]]) -> tuple[Variant, ...]:
    if not isinstance(value, list):
        raise WordingError(f"{where}: expected a list")
    variants: list[Variant] = []
    for number, item in enumerate(value):
        if not isinstance(item, str):
            variants.append(_variant(item, f"{where}[{number}]"))
        elif item in shared:
            variants.extend(shared[item])
        else:
            raise WordingError(f"{where}[{number}]: no shared wording {item!r}")
    return tuple(variants)


def load_topics(folder: Path = FOLDER) -> dict[str, Entry]:
    """What is written on the topics; one told twice or a dead follow-up is a `WordingError`."""
    return _entries(folder, "topics", {})


def load_questions(topics: Mapping[str, Entry], folder: Path = FOLDER) -> dict[str, Entry]:
    """What is written on the questions of topics; one told twice or a dead follow-up is a `WordingError`."""
    return _entries(folder, "questions", topics)


def _entries(folder: Path, kind: str, topics: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entries of a folder; those of a question of `topics` need no follow-ups of their own."""
    shared = {
        group: _variants(value, f"shared.yaml: {group}", {})
        for group, value in read_wording(folder / "shared.yaml").items()
    }
    entries: dict[str, Entry] = {}
    for path in sorted((folder / kind).glob("*.yaml")):
        for id, value in read_wording(path).items():
            if id in entries:
                raise WordingError(f"{path.name}: {id} is told elsewhere already")
            topic = topics.get(topic_of(id))
            entry = _entry(value, f"{path.name}: {id}", shared, topic.follow_ups if topic else None)
            if lost := [each for each in entry.follow_ups if each not in TOPICS and each not in QUESTIONS]:
                raise WordingError(f"{path.name}: {id}.follow_ups: no such topics {sorted(lost)}")
            entries[id] = entry
    return entries
