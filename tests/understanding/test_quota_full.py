"""As many refunds as a year has are told in many words, and as many that are not full yet."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import extract_facts

NOW = datetime.fromisoformat("2026-11-02T09:20:00+08:00")


def left(text: str, asked: str | None = "quota_left") -> object:
    """What is left of the quota by a text."""
    return next((fact.value for fact in extract_facts(text, NOW, asked) if fact.field == "quota_left"), None)


@pytest.mark.parametrize(
    "text",
    [
        "十个应该是满了",
        "今年退够10次了",
        "名额满了",
        "早就满了",
        "退够了",
        "已经满10次了",
        "十次好像都用满了",
    ],
)
def test_it_is_full(text: str) -> None:
    assert left(text) == 0


@pytest.mark.parametrize(
    "text", ["没退满十个", "还没退够10次", "名额够了", "还没满", "10次够了", "满10个月了"]
)
def test_it_is_not_full(text: str) -> None:
    assert left(text) != 0


def test_it_is_heard_unasked() -> None:
    assert left("今年名额满了，还能全退吗", None) == 0
