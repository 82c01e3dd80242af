"""The sentences that meet a feeling: each alone, whatever follows it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from refundbot.policy import Policy
from refundbot.replies import FEELINGS, Facets, Reply, answer, met, title, with_a_person
from refundbot.understanding.marks import marks

PERSON = title("support.handoff")


@pytest.mark.parametrize("feeling", FEELINGS)
def test_each_sentence_stands_before_an_answer_that_stays_as_it_is(
    feeling: str, policy: Policy, check: Callable[[Reply], None]
) -> None:
    told = answer("payout.time", policy, Facets(), 1.0)
    first = {met(feeling, told, policy, turn).texts[0] for turn in range(len(FEELINGS[feeling]))}
    assert len(first) == len(FEELINGS[feeling])
    for turn in range(len(FEELINGS[feeling])):
        reply = met(feeling, told, policy, turn)
        check(reply)
        assert reply.texts[1:] == told.texts
        assert reply.buttons == told.buttons
        assert reply.envelope["topic"] == "payout.time"


def test_every_feeling_is_a_mark() -> None:
    assert all(hasattr(marks(""), feeling) for feeling in FEELINGS)


def test_a_person_is_offered_once(policy: Policy) -> None:
    told = answer("payout.time", policy, Facets(), 1.0)
    twice = with_a_person(with_a_person(told))
    assert [button.text for button in twice.buttons].count(PERSON) == 1
    assert twice.buttons[:-1] == told.buttons
