"""YAML that is exactly of its form: no key twice, no float, and every complaint names file and key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"0|-?[1-9]\d*")


@dataclass(frozen=True)
class Place:
    """A piece of a file with the path that leads to it, so that every complaint can say where."""

    file: str
    path: tuple[str, ...]
    content: Any
    kind: type[Exception]
    """The exception that a complaint is."""

    @property
    def key(self) -> str:
        """The last key of the path."""
        return self.path[-1]

    def error(self, sentence: str) -> Exception:
        """A complaint about what stands here."""
        where = ".".join(self.path)
        return self.kind(f"{self.file}: {where}: {sentence}" if where else f"{self.file}: {sentence}")

    def mapping(self) -> Mapping[str, Any]:
        """The mapping that stands here; an empty one is an error."""
        if not isinstance(self.content, dict) or not self.content:
            raise self.error("a mapping with at least one key is expected here")
        return self.content

    def children(self) -> Iterator[Place]:
        """The places of the mapping that stands here, in the order of the file."""
        return (self.child(key) for key in self.mapping())

    def child(self, key: str) -> Place:
        """The place below a key; its content is `None` where the key is absent."""
        return replace(self, path=(*self.path, key), content=self.mapping().get(key))

    def closed(self, allowed: AbstractSet[str], required: AbstractSet[str]) -> None:
        """Checks the keys of the mapping that stands here."""
        keys = set(self.mapping())
        if unknown := sorted(keys - allowed):
            raise self.error(f"the key {unknown[0]!r} is not known; allowed are {', '.join(sorted(allowed))}")
        if missing := sorted(required - keys):
            raise self.error(f"the key {missing[0]!r} is missing")

    def of_keys(self, *keys: str) -> Place:
        """This place, the mapping of which holds these keys and no others."""
        self.closed({*keys}, required={*keys})
        return self

    def text(self) -> str:
        """The text that stands here; a block of lines without the end of its last one."""
        if not isinstance(self.content, str) or not self.content.strip():
            raise self.error("a non-empty text is expected here")
        return self.content.rstrip("\n")

    def optional_text(self, key: str) -> str | None:
        """The text below a key, if the key is there."""
        return self.child(key).text() if key in self.mapping() else None

    def by_key(self) -> dict[str, str]:
        """The texts of the mapping that stands here; none where the key is absent."""
        return {} if self.content is None else {place.key: place.text() for place in self.children()}

    def items(self) -> Iterator[Place]:
        """The places of the list that stands here."""
        if not isinstance(self.content, list):
            raise self.error("a list is expected here")
        return (
            replace(self, path=(*self.path, str(number)), content=item)
            for number, item in enumerate(self.content)
        )

    def texts(self) -> tuple[str, ...]:
        """The list of texts that stands here; none where the key is absent."""
        if self.content is None:
            return ()
        if not isinstance(self.content, list):
            raise self.error("a list of texts is expected here")
        return tuple(replace(self, content=item).text() for item in self.content)

    def one_of(self, allowed: tuple[str, ...]) -> str:
        """The text that stands here, which is one of a closed set."""
        if self.content not in allowed:
            raise self.error(f"{self.content!r} is not known; use one of {', '.join(allowed)}")
        return str(self.content)

    def some_of(self, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """The list that stands here, of which every item is one of a closed set, and none stands twice."""
        items = self.texts()
        for item in items:
            replace(self, content=item).one_of(allowed)
            if items.count(item) > 1:
                raise self.error(f"{item!r} stands twice")
        return items


def text_of(file: Path, kind: type[Exception]) -> str:
    """The text of a file."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise kind(f"{file}: the file cannot be read ({error})") from error


def read(file: Path, kind: type[Exception]) -> Place:
    """The whole of a file. What is wrong with it, now or later, is told by a `kind`."""
    loader = _LOADER(text_of(file, kind))
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        raise kind(f"{file.name}: this is not valid YAML ({' '.join(str(error).split())})") from error
    finally:
        loader.dispose()
    place = Place(file.name, (), None, kind)
    return replace(place, content=_plain(node, place))


def _plain(node: yaml.Node | None, place: Place) -> Any:
    """Plain Python of a YAML node, refusing what YAML would let pass: duplicate keys and floats."""
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            below = replace(place, path=(*place.path, key))
            if key in mapping:
                raise below.error(
                    f"the key stands twice in one mapping, again on line {key_node.start_mark.line + 1}"
                )
            mapping[key] = _plain(value_node, below)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, place) for item in node.value]
    if node is None:
        return None
    # Dates stay text: PyYAML would turn a bad one into a ValueError that names no file.
    kind = node.tag.rpartition(":")[2]
    if kind == "float":
        raise place.error(
            f"{node.value} is a float, and figures must be exact; quote a ratio, write money in whole fen"
        )
    if kind == "null":
        return None
    if kind == "bool" and node.value in ("true", "false"):
        return node.value == "true"
    if kind == "int" and _INTEGER.fullmatch(node.value):
        return int(node.value)
    return node.value
