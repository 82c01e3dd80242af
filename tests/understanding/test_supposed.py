"""How far a supposition reaches, and what puts it aside."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts.supposed import dismisses
from refundbot.understanding.utterance import utterance

NOW = datetime.fromisoformat("2026-08-19T15:00:00+08:00")


def supposed(text: str) -> set[str]:
    said = utterance(text)
    return {fact.field for fact in said.facts(NOW) if said.supposed(fact)}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("要是拖到年底再退，又或者当初选的是按量，会亏得少吗", {"billing_mode", "requested_at"}),
        ("假如我明年才用，还是说买的是续费，能多退吗", {"purchase_kind"}),
        ("当初要是开了包月，再或者干脆按需，是不是不用退", {"billing_mode", "term_months"}),
        ("当初就该买按需的", {"billing_mode"}),
        ("如果没看错的话是包年的", set()),
        ("要是方便，帮我看看，我那台是包月的", set()),
        ("数据库是包月的，或者你查下是不是按量", set()),
    ],
)
def test_what_follows_a_supposition_with_or_is_supposed_too(text: str, fields: set[str]) -> None:
    assert supposed(text) == fields


def test_what_is_supposed_takes_the_place_of_nothing_told() -> None:
    facts = utterance("我这台是包年的。要是买的是按需的会不会更省").facts(NOW)
    assert {fact.value for fact in facts if fact.field == "billing_mode"} == {"subscription"}


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("算了不想这些了", True),
        ("不管那些，就说我这单", True),
        ("当我没问", True),
        ("就随便问问的", True),
        ("算了，我要退", False),
        ("这个不想要了", False),
    ],
)
def test_a_supposition_is_put_aside(text: str, aside: bool) -> None:
    assert dismisses(text) is aside
