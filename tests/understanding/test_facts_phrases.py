"""Facts that careful readers take from customers' phrases, written apart from the rules that read them.

Each entry of `facts_phrases.yaml` and `facts_phrases_second.yaml`: `text`; `now` and `asked` where they
matter; `facts`, from field to value; and `absent`, fields that the text does not tell (`*`: none at all). A
date is given as the stretch `{earliest, latest}` that the one read lies in, with `approximate` where that
matters; a fact that cannot be used as `{problem: ...}`. `known_failure: true` marks a phrase that is not read
rightly yet.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from refundbot.understanding.facts import Fact, Span, extract_facts

NOW = "2026-06-24T15:00:00+08:00"
FILES = tuple(
    f"facts_phrases{which}.yaml"
    for which in ("", "_second", "_third", "_quota", "_answers", "_english", "_plainly")
)
PHRASES: list[dict[str, Any]] = [
    phrase
    for name in FILES
    for phrase in yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
]


def moment(value: object) -> datetime:
    return datetime.fromisoformat(str(value))


def differs(found: Fact, expected: object) -> bool:
    """Whether a fact is not the expected one."""
    if isinstance(expected, dict):
        if "problem" in expected:
            return found.problem != expected["problem"]
        if "approximate" in expected and found.approximate != expected["approximate"]:
            return True
        if "earliest" in expected:
            return not (
                isinstance(found.value, Span)
                and moment(expected["earliest"]) <= found.value.earliest
                and found.value.latest <= moment(expected["latest"])
            )
        return differs(found, expected["value"])
    if found.problem is not None:
        return True
    if isinstance(found.value, bool) or isinstance(expected, bool):
        return found.value is not expected
    if isinstance(found.value, (Decimal, int)):
        return Decimal(found.value) != Decimal(str(expected))
    return found.value != expected


def parameters() -> list[Any]:
    # Not strict: a role model trained anew may come to read one of them.
    failing = pytest.mark.xfail(reason="known failure", strict=False)
    return [
        pytest.param(
            phrase,
            id=phrase["text"][:40],
            marks=[failing] * bool(phrase.get("known_failure")),
        )
        for phrase in PHRASES
    ]


@pytest.mark.parametrize("phrase", parameters())
def test_phrase(phrase: dict[str, Any]) -> None:
    now = moment(phrase.get("now", NOW))
    found = {fact.field: fact for fact in extract_facts(str(phrase["text"]), now, phrase.get("asked"))}
    expected: dict[str, object] = phrase.get("facts") or {}
    wrong = {
        name: (value, found.get(name))
        for name, value in expected.items()
        if name not in found or differs(found[name], value)
    }
    absent = phrase.get("absent") or []
    extra = {name: fact for name, fact in found.items() if name in absent or "*" in absent}
    assert not wrong, f"expected, found: {wrong}"
    assert not extra


def test_there_are_enough_phrases() -> None:
    assert len(PHRASES) >= 800
