"""Reads the policy files and refuses anything that is not exactly of their form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

import yaml

from refundbot.policy.model import (
    Conflict,
    Entry,
    Parameter,
    PolicyBook,
    PolicyError,
    Source,
    Unit,
    Value,
)

PACKAGED = Path(__file__).parent

_PARAMETER_KEYS = {"label", "description", "unit", "review_by", "values"}
_ENTRY_KEYS = {"value", "unknown", "source", "note", "conflict"}
_CONFLICT_KEYS = {"source", "says", "resolution"}
_SOURCE_KEYS = {"title", "url", "as_of", "grade"}
_GRADES = ("A", "A-", "B", "C")
_UNITS: tuple[Unit, ...] = get_args(Unit)
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_AS_OF = re.compile(r"\d{4}(-\d{2}){0,2}")
_VERSION = re.compile(r"\d{4}\.\d{1,2}\.\d+")
_RATIO = re.compile(r"\d+(\.\d+)?")
_EXPECTED: Mapping[Unit, str] = {
    "text": "a text or a list of texts",
    "bool": "true or false",
    "ratio": "a quoted decimal between 0 and 1",
}
_YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_policy(folder: Path | str = PACKAGED) -> PolicyBook:
    """The policy in `folder`: `version.txt`, `sources.yaml` and `parameters/*.yaml`.

    Raises `PolicyError`, naming file and key, for the first thing found wrong.
    """
    folder = Path(folder)
    version = _version(folder / "version.txt")
    sources = {place.key: _source(place) for place in _read(folder / "sources.yaml").children()}
    files = sorted((folder / "parameters").glob("*.yaml"))
    if not files:
        raise PolicyError(f"{folder / 'parameters'}: there are no parameter files here")
    parameters = {
        parameter.id: parameter
        for file in files
        for parameter in _parameters(_read(file), file.stem, sources)
    }
    return PolicyBook(version, MappingProxyType(sources), MappingProxyType(parameters))


@dataclass(frozen=True)
class _Place:
    """A piece of a file with the path that leads to it, so that every complaint can say where."""

    file: str
    path: tuple[str, ...]
    content: Any

    @property
    def key(self) -> str:
        return self.path[-1]

    def error(self, sentence: str) -> PolicyError:
        where = ".".join(self.path)
        return PolicyError(f"{self.file}: {where}: {sentence}" if where else f"{self.file}: {sentence}")

    def mapping(self) -> Mapping[str, Any]:
        if not isinstance(self.content, dict) or not self.content:
            raise self.error("a mapping with at least one key is expected here")
        return self.content

    def children(self) -> Iterator[_Place]:
        return (self.child(key) for key in self.mapping())

    def child(self, key: str) -> _Place:
        return _Place(self.file, (*self.path, key), self.mapping().get(key))

    def closed(self, allowed: set[str], required: set[str]) -> None:
        keys = set(self.mapping())
        if unknown := sorted(keys - allowed):
            raise self.error(f"the key {unknown[0]!r} is not known; allowed are {', '.join(sorted(allowed))}")
        if missing := sorted(required - keys):
            raise self.error(f"the key {missing[0]!r} is missing")

    def text(self) -> str:
        if not isinstance(self.content, str) or not self.content.strip():
            raise self.error("a non-empty text is expected here")
        return self.content

    def optional_text(self, key: str) -> str | None:
        return self.child(key).text() if key in self.mapping() else None

    def day(self, text: str) -> date:
        try:
            if _DATE.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise self.error(f"{text!r} is not a date of the form YYYY-MM-DD")


def _version(file: Path) -> str:
    version = _text_of(file).strip()
    if not _VERSION.fullmatch(version):
        raise PolicyError(f"{file.name}: {version!r} is not a version of the form YEAR.MONTH.NUMBER")
    return version


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{file}: the file cannot be read ({error})") from error


def _read(file: Path) -> _Place:
    loader = _YAML_LOADER(_text_of(file))
    try:
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        raise PolicyError(f"{file.name}: this is not valid YAML ({' '.join(str(error).split())})") from error
    finally:
        loader.dispose()
    return _Place(file.name, (), _plain(node, _Place(file.name, (), None)))


def _plain(node: yaml.Node | None, place: _Place) -> Any:
    """Plain Python of a YAML node, refusing what YAML would let pass: duplicate keys and floats."""
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            below = _Place(place.file, (*place.path, key), None)
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
    if kind == "int" and re.fullmatch(r"0|-?[1-9]\d*", node.value):
        return int(node.value)
    return node.value


def _source(place: _Place) -> Source:
    place.closed(_SOURCE_KEYS, required={"title", "grade"})
    grade = place.child("grade")
    if grade.content not in _GRADES:
        raise grade.error(f"{grade.content!r} is not a grade; use one of {', '.join(_GRADES)}")
    as_of = place.optional_text("as_of")
    if as_of is not None and not _AS_OF.fullmatch(as_of):
        raise place.child("as_of").error(f"{as_of!r} is not of the form YYYY, YYYY-MM or YYYY-MM-DD")
    return Source(place.key, place.child("title").text(), place.optional_text("url"), as_of, grade.content)


def _parameters(place: _Place, id: str, sources: Mapping[str, Source]) -> Iterator[Parameter]:
    for child in place.children():
        if not _ID.fullmatch(child.key):
            raise child.error("an id may only hold letters, digits and underscores, and begins with a letter")
        child_id = f"{id}.{child.key}"
        if child.mapping().keys() & _PARAMETER_KEYS:
            yield _parameter(child, child_id, sources)
        else:
            yield from _parameters(child, child_id, sources)


def _parameter(place: _Place, id: str, sources: Mapping[str, Source]) -> Parameter:
    place.closed(_PARAMETER_KEYS, required=_PARAMETER_KEYS - {"description"})
    unit = place.child("unit")
    if unit.content not in _UNITS:
        raise unit.error(f"{unit.content!r} is not a unit; use one of {', '.join(_UNITS)}")
    review_by = place.child("review_by")
    entries = [_entry(entry, unit.content, sources) for entry in place.child("values").children()]
    return Parameter(
        id=id,
        label=place.child("label").text(),
        description=place.optional_text("description"),
        unit=unit.content,
        review_by=review_by.day(review_by.text()),
        entries=tuple(sorted(entries, key=lambda entry: entry.since)),
    )


def _entry(place: _Place, unit: Unit, sources: Mapping[str, Source]) -> Entry:
    since = place.day(place.key)
    place.closed(_ENTRY_KEYS, required={"source"})
    if ("value" in place.mapping()) == ("unknown" in place.mapping()):
        raise place.error("exactly one of 'value' and 'unknown' is expected here")
    return Entry(
        since=since,
        value=_value(place.child("value"), unit) if "value" in place.mapping() else None,
        unknown=place.optional_text("unknown"),
        source=_cited(place.child("source"), sources),
        note=place.optional_text("note"),
        conflict=_conflict(place.child("conflict"), sources) if "conflict" in place.mapping() else None,
    )


def _conflict(place: _Place, sources: Mapping[str, Source]) -> Conflict:
    place.closed(_CONFLICT_KEYS, required=_CONFLICT_KEYS)
    return Conflict(
        says=place.child("says").text(),
        source=_cited(place.child("source"), sources),
        resolution=place.child("resolution").text(),
    )


def _cited(place: _Place, sources: Mapping[str, Source]) -> Source:
    id = place.text()
    if id not in sources:
        raise place.error(f"the source {id!r} does not stand in sources.yaml")
    return sources[id]


def _value(place: _Place, unit: Unit) -> Value:
    content = place.content
    if unit == "text" and isinstance(content, str) and content.strip():
        return content
    if unit == "text" and isinstance(content, list) and content:
        return tuple(_Place(place.file, place.path, item).text() for item in content)
    if unit == "bool" and isinstance(content, bool):
        return content
    if unit == "ratio" and isinstance(content, str) and _RATIO.fullmatch(content) and Decimal(content) <= 1:
        return Decimal(content)
    # type() and not isinstance(): a bool is an int in Python, but no figure.
    if unit not in _EXPECTED and type(content) is int and content >= 0:
        return content
    expected = _EXPECTED.get(unit, "a whole number that is not negative")
    raise place.error(f"{content!r} does not fit the unit {unit}, which takes {expected}")
