"""The OpenAPI file as the server uses it: where an operation lies, who may ask for it, and what it takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker, RefResolver

from refundbot.visible import is_visible

FILE = Path(__file__).with_name("openapi.yaml")
MOST_SHOWN = 40
"""Characters of a name that nobody knows."""

METHODS = ("get", "post", "put", "patch", "delete")

Json = Mapping[str, Any]

_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("visible")
def _can_be_seen(value: object) -> bool:
    return not isinstance(value, str) or is_visible(value)


@_FORMATS.checks("date", raises=ValueError)
def _is_a_day(value: object) -> bool:
    return not isinstance(value, str) or date.fromisoformat(value) is not None


class BadInput(ValueError):
    """What was sent is not what the operation takes; the text names the field."""

    def __init__(self, field: str, *, too_long: bool = False) -> None:
        super().__init__(field)
        self.field = field
        self.too_long = too_long


class NoSuchThing(LookupError):
    """The address names something that cannot exist."""


class Parameter:
    """One parameter of an address or a query."""

    def __init__(self, described: Json, document: Json) -> None:
        self.name: str = described["name"]
        self.where: str = described["in"]
        self.default: object = described["schema"].get("default")
        self.schema = _validator(described["schema"], document)
        self._kind = described["schema"].get("type")

    def typed(self, text: str) -> object:
        """A text as the type that the schema names; left as it is where it is not of that type."""
        if self._kind == "integer" and re.fullmatch(r"-?[0-9]{1,18}", text, re.ASCII):
            return int(text)
        if self._kind == "boolean" and text in ("true", "false"):
            return text == "true"
        return text


class Operation:
    """One operation of the file."""

    def __init__(self, path: str, method: str, described: Json, parameters: Iterable[Json], document: Json):
        self.id: str = described["operationId"]
        self.method = method.upper()
        self.path = path
        self.role: str = described.get("security", document["security"])[0]["agentToken"][0]
        """Whom it is for: every agent, or supervisors."""
        self._parameters = [Parameter(described, document) for described in parameters]
        self._body = self._body_validator(described, document)
        self.takes_file = "requestBody" in described and self._body is None
        """Whether the body is a file, which the operation reads itself."""

    def address(self, given: Json) -> dict[str, Any]:
        """The values of the path's parameters.

        Raises:
            NoSuchThing: one of them can name nothing.
        """
        values = {}
        for parameter in self._parameters:
            if parameter.where == "path":
                values[parameter.name] = parameter.typed(given[parameter.name])
                if not parameter.schema.is_valid(values[parameter.name]):
                    raise NoSuchThing(parameter.name)
        return values

    def query(self, given: Mapping[str, str]) -> dict[str, Any]:
        """The values of the query's parameters, by name; those that were not given are `None` or the default.

        Raises:
            BadInput: one of them is not what it should be, or none that the operation takes.
        """
        known = [parameter for parameter in self._parameters if parameter.where == "query"]
        for name in given.keys() - {parameter.name for parameter in known}:
            raise BadInput(name[:MOST_SHOWN])
        values: dict[str, Any] = {}
        for parameter in known:
            values[parameter.name] = parameter.default
            if parameter.name in given:
                values[parameter.name] = parameter.typed(given[parameter.name])
                _check(values[parameter.name], parameter.schema, parameter.name)
        return values

    def body(self, given: object) -> dict[str, Any]:
        """The body, which is an object where the operation takes one; else nothing is looked at.

        Raises:
            BadInput: it is not what it should be.
        """
        if self._body is None:
            return {}
        _check(given, self._body, "body")
        assert isinstance(given, dict)
        return given

    @staticmethod
    def _body_validator(described: Json, document: Json) -> Draft202012Validator | None:
        if "requestBody" not in described:
            return None
        body = _referred(described["requestBody"], "requestBodies", document)
        if "application/json" not in body["content"]:
            return None
        schema = body["content"]["application/json"]["schema"]
        return _validator({"type": "object", "allOf": [schema]}, document)


@cache
def read_operations(file: Path = FILE) -> Mapping[str, Operation]:
    """The operations of the file by their ids."""
    document: Json = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    operations = (
        Operation(path, method, item[method], _parameters(item, method, document), document)
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    )
    return MappingProxyType({operation.id: operation for operation in operations})


def _parameters(item: Json, method: str, document: Json) -> list[Json]:
    listed = [*item.get("parameters", ()), *item[method].get("parameters", ())]
    return [_referred(parameter, "parameters", document) for parameter in listed]


def _referred(described: Json, kind: str, document: Json) -> Json:
    """What is described there, or among the components of that kind."""
    if "$ref" not in described:
        return described
    found: Json = document["components"][kind][described["$ref"].rpartition("/")[2]]
    return found


def _validator(schema: Json, document: Json) -> Draft202012Validator:
    return Draft202012Validator(schema, resolver=RefResolver("", dict(document)), format_checker=_FORMATS)


def _check(value: object, schema: Draft202012Validator, name: str) -> None:
    error = next(iter(schema.iter_errors(value)), None)
    if error is not None:
        field = ".".join(map(str, error.absolute_path)) or name
        raise BadInput(field, too_long=error.validator in ("maxLength", "maxItems"))
    for text in _texts(value):
        if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise BadInput(name)  # no database can keep it


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
