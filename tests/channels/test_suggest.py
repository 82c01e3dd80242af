"""Type-ahead: what is found by pairs of characters, and what comes first."""

from __future__ import annotations

import pytest

from refundbot.channels.web.suggest import Suggestions
from refundbot.replies import title
from refundbot.understanding.rasa.training_data import Example

PHRASINGS = (
    Example("甲乙丙丁", "payout.time", "a"),
    Example("丙丁", "policy.coupon", "a"),
    Example("戊己庚辛", "policy.coupon", "a"),
    Example("戊己庚辛", "smalltalk.greet", "a"),
    Example("𠮷野家Ab", "policy.invoice", "a"),
)
INDEX = Suggestions(PHRASINGS)


def found(typed: str) -> list[str]:
    return [each["topic"] for each in INDEX.for_text(typed)]


@pytest.mark.parametrize(
    ("typed", "topics"),
    [
        ("甲乙", ["payout.time"]),
        ("丙丁", ["policy.coupon", "payout.time"]),
        ("戊己庚", ["policy.coupon"]),
        ("辛𠮷", []),
        ("𠮷野", ["policy.invoice"]),
        ("aB", ["policy.invoice"]),
        ("甲", []),
        ("  甲 ", []),
        ("丁丙", []),
        ("\U0010ffff\U0010ffff", []),
        ("\x00\x00", []),
    ],
)
def test_a_phrasing_is_found_by_what_it_shares(typed: str, topics: list[str]) -> None:
    assert found(typed) == topics


def test_a_phrasing_does_not_go_on_in_the_next() -> None:
    assert found("丁丙") == found("丁戊") == []


def test_a_title_is_found_by_itself() -> None:
    assert INDEX.for_text(title("policy.invoice"))[0]["topic"] == "policy.invoice"


def test_without_phrasings_titles_are_found() -> None:
    assert Suggestions(()).for_text(title("payout.time"))[0]["text"] == title("payout.time")
