"""What may stand in the way of a refund is heard in many words, and not where it is asked or supposed.

`criteria_heard.yaml` holds, by field of a case, messages that tell a value (`heard`) and messages that do not
(`unheard`). They were written apart from the phrases of `cues.yml`.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from refundbot.understanding.facts import extract_facts

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")
ENTRIES: list[dict[str, Any]] = [
    entry
    for which in ("", "_second", "_third")
    for entry in yaml.safe_load(
        Path(__file__).with_name(f"criteria_heard{which}.yaml").read_text(encoding="utf-8")
    )
]


def heard(text: str) -> dict[str, object]:
    return {fact.field: fact.value for fact in extract_facts(text, NOW)}


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        pytest.param(entry["field"], value, text, id=f"{entry['field']}: {text}")
        for entry in ENTRIES
        for value, texts in entry["heard"].items()
        for text in texts
    ],
)
def test_it_is_heard(field: str, value: object, text: str) -> None:
    assert heard(text).get(field) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        pytest.param(entry["field"], text, id=f"{entry['field']}: {text}")
        for entry in ENTRIES
        for text in entry["unheard"]
    ],
)
def test_it_is_not_heard(field: str, text: str) -> None:
    assert field not in heard(text)


def test_there_are_enough_messages_of_each_criterion() -> None:
    for entry in ENTRIES:
        assert sum(map(len, entry["heard"].values())) >= 10, entry["field"]
        assert len(entry["unheard"]) >= 5, entry["field"]
