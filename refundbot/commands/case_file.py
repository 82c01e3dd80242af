"""Case files: YAML (or JSON) with one case, or a list of cases, by the names of the `Case` fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from refundbot.eligibility import Case, CaseError, case_from_mapping


class CaseFileError(ValueError):
    """A case file that cannot be used; the text names the file, the case and the field."""


@dataclass(frozen=True)
class CaseFile:
    """The cases of a file; `single` where it holds one case and no list."""

    cases: tuple[Case, ...]
    single: bool


def read_cases(file: Path, now: datetime, at: datetime | None = None) -> CaseFile:
    """The cases in `file`, all of them or none.

    A case is asked for `at` that instant where it is given, else at its own `requested_at`, else `now`; all
    aware. Raises `CaseFileError`.
    """
    content = _content(file)
    listed = content if isinstance(content, list) else [content]
    if not listed or not all(isinstance(item, dict) for item in listed):
        raise CaseFileError(f"{file}: a case (a mapping of facts) or a list of cases is expected")
    cases = []
    for number, item in enumerate(listed, start=1):
        facts = {str(name): value for name, value in item.items()}
        if at is not None:
            facts["requested_at"] = at
        try:
            cases.append(case_from_mapping(facts, now))
        except CaseError as error:
            where = f"{file}: case {number}" if isinstance(content, list) else f"{file}"
            raise CaseFileError(f"{where}: {error}") from None
    return CaseFile(tuple(cases), single=not isinstance(content, list))


def _content(file: Path) -> object:
    try:
        content: object = yaml.load(file.read_text(encoding="utf-8-sig"), _Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise CaseFileError(f"{file}: the file cannot be read ({error})") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CaseFileError(f"{file}: this is not valid YAML ({_complaint(error)})") from None
    return content


def _complaint(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return " ".join(str(error).split())


class _Loader(yaml.SafeLoader):
    """YAML in which a key given twice is an error, and a date stays the text that was written."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Iterator[dict[object, object]]:
    content: dict[object, object] = {}
    yield content
    keys: list[object] = []
    for key, _ in node.value:
        if key.value in keys:
            raise yaml.MarkedYAMLError(
                problem=f"the key {key.value} stands twice", problem_mark=key.start_mark
            )
        keys.append(key.value)
    content.update(loader.construct_mapping(node))


def _text(loader: _Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _text)
