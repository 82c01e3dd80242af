"""Reads the policy files and refuses anything that is not exactly of their form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import get_args

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
from refundbot.strict_yaml import Place, read, text_of

PACKAGED = Path(__file__).parent

_PARAMETER_KEYS = {"label", "description", "unit", "review_by", "values"}
_ROW_KEYS = {"label", "description", "unit", "review_by", "source", "note"}
"""Of a parameter in one row, beside its one date."""
_ENTRY_KEYS = {"value", "unknown", "source", "note", "conflict"}
_CONFLICT_KEYS = {"source", "says", "resolution"}
_SOURCE_KEYS = {"title", "url", "as_of", "grade"}
_GRADES = ("A", "A-", "B", "C")
_UNSETTLED = ("unknown", "conflict")
"""What is looked at as early as what rests on a weak source."""
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


def load_policy(folder: Path | str = PACKAGED) -> PolicyBook:
    """The policy in `folder`: `version.txt`, `sources.yaml`, `review.yaml` and `parameters/*.yaml`.

    The packaged one is read once in a process. Raises `PolicyError`, naming file and key, for the first thing
    found wrong.
    """
    return _packaged() if folder == PACKAGED else _read_policy(Path(folder))


@cache
def _packaged() -> PolicyBook:
    return _read_policy(PACKAGED)


def _read_policy(folder: Path) -> PolicyBook:
    version = _version(folder / "version.txt")
    sources = {place.key: _source(place) for place in read(folder / "sources.yaml", PolicyError).children()}
    review = _review(folder / "review.yaml")
    files = sorted((folder / "parameters").glob("*.yaml"))
    if not files:
        raise PolicyError(f"{folder / 'parameters'}: there are no parameter files here")
    parameters = {
        parameter.id: parameter
        for file in files
        for parameter in _parameters(read(file, PolicyError), file.stem, sources, review)
    }
    return PolicyBook(version, MappingProxyType(sources), MappingProxyType(parameters))


def _day(place: Place, text: str) -> date:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise place.error(f"{text!r} is not a date of the form YYYY-MM-DD")


def _version(file: Path) -> str:
    version = text_of(file, PolicyError).strip()
    if not _VERSION.fullmatch(version):
        raise PolicyError(f"{file.name}: {version!r} is not a version of the form YEAR.MONTH.NUMBER")
    return version


def _source(place: Place) -> Source:
    place.closed(_SOURCE_KEYS, required={"title", "grade"})
    grade = place.child("grade")
    if grade.content not in _GRADES:
        raise grade.error(f"{grade.content!r} is not a grade; use one of {', '.join(_GRADES)}")
    as_of = place.optional_text("as_of")
    if as_of is not None and not _AS_OF.fullmatch(as_of):
        raise place.child("as_of").error(f"{as_of!r} is not of the form YYYY, YYYY-MM or YYYY-MM-DD")
    return Source(place.key, place.child("title").text(), place.optional_text("url"), as_of, grade.content)


def _review(file: Path) -> Mapping[str, date]:
    """By when a parameter is to be looked at again, by its source's grade, or because it is not settled."""
    place = read(file, PolicyError)
    keys = {*_GRADES, *_UNSETTLED}
    place.closed(keys, required=keys)
    return {child.key: _day(child, child.text()) for child in place.children()}


def _parameters(
    place: Place, id: str, sources: Mapping[str, Source], review: Mapping[str, date]
) -> Iterator[Parameter]:
    for child in place.children():
        if not _ID.fullmatch(child.key):
            raise child.error("an id may only hold letters, digits and underscores, and begins with a letter")
        child_id = f"{id}.{child.key}"
        if child.mapping().keys() & _PARAMETER_KEYS:
            yield _parameter(child, child_id, sources, review)
        else:
            yield from _parameters(child, child_id, sources, review)


def _parameter(place: Place, id: str, sources: Mapping[str, Source], review: Mapping[str, date]) -> Parameter:
    """A parameter in its long form, or in one row where it has one value that is known and undisputed."""
    days = [key for key in place.mapping() if _DATE.fullmatch(key)]
    if days:
        place.closed(_ROW_KEYS | {days[0]}, required={"label", "unit", "source"})
    else:
        place.closed(_PARAMETER_KEYS, required={"label", "unit", "values"})
    unit = place.child("unit")
    if unit.content not in _UNITS:
        raise unit.error(f"{unit.content!r} is not a unit; use one of {', '.join(_UNITS)}")
    if days:
        entries = [_row(place, days[0], unit.content, sources)]
    else:
        entries = [_entry(entry, unit.content, sources) for entry in place.child("values").children()]
    entries.sort(key=lambda entry: entry.since)
    return Parameter(
        id=id,
        label=place.child("label").text(),
        description=place.optional_text("description"),
        unit=unit.content,
        review_by=_review_by(place, entries[-1], review),
        entries=tuple(entries),
    )


def _review_by(place: Place, latest: Entry, review: Mapping[str, date]) -> date:
    """The day by which the latest value is to be looked at again, unless the parameter names its own."""
    if "review_by" in place.mapping():
        own = place.child("review_by")
        return _day(own, own.text())
    if latest.unknown is not None:
        return review["unknown"]
    return review["conflict" if latest.conflict else latest.source.grade]


def _row(place: Place, day: str, unit: Unit, sources: Mapping[str, Source]) -> Entry:
    return Entry(
        since=_day(place.child(day), day),
        value=_value(place.child(day), unit),
        unknown=None,
        source=_cited(place.child("source"), sources),
        note=place.optional_text("note"),
        conflict=None,
    )


def _entry(place: Place, unit: Unit, sources: Mapping[str, Source]) -> Entry:
    since = _day(place, place.key)
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


def _conflict(place: Place, sources: Mapping[str, Source]) -> Conflict:
    place.closed(_CONFLICT_KEYS, required=_CONFLICT_KEYS)
    return Conflict(
        says=place.child("says").text(),
        source=_cited(place.child("source"), sources),
        resolution=place.child("resolution").text(),
    )


def _cited(place: Place, sources: Mapping[str, Source]) -> Source:
    id = place.text()
    if id not in sources:
        raise place.error(f"the source {id!r} does not stand in sources.yaml")
    return sources[id]


def _value(place: Place, unit: Unit) -> Value:
    content = place.content
    if unit == "text" and isinstance(content, str) and content.strip():
        return content
    if unit == "text" and isinstance(content, list) and content:
        return tuple(replace(place, content=item).text() for item in content)
    if unit == "bool" and isinstance(content, bool):
        return content
    if unit == "ratio" and isinstance(content, str) and _RATIO.fullmatch(content) and Decimal(content) <= 1:
        return Decimal(content)
    # type() and not isinstance(): a bool is an int in Python, but no figure.
    if unit not in _EXPECTED and type(content) is int and content >= 0:
        return content
    expected = _EXPECTED.get(unit, "a whole number that is not negative")
    raise place.error(f"{content!r} does not fit the unit {unit}, which takes {expected}")
