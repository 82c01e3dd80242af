"""A time of day told without its day: that of the payment, where it was told on another day before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Turn
from refundbot.eligibility.reading import moment
from refundbot.understanding.facts import Fact, Span
from refundbot.understanding.stance import points_at_a_day

_GUESSED = 0.5
"""How sure the day is where it was not pointed to, so that it is asked about."""
_HALF_DAY = timedelta(hours=12)


def on_the_day(fact: Fact, check: Check, turn: Turn) -> Fact:
    """The fact on the day of the payment, if it is the time of an opening and that was not today.

    那天排队，10点05才开通的 is of the day that was paid on; of the morning and the evening the one behind it.
    """
    known, told = check.facts.get("paid_at"), fact.only_a_time
    if fact.field != "provisioned_at" or known is None or told is None:
        return fact
    paid = moment("paid_at", known)
    days = paid.latest.date() - told.earliest.date()
    if not days or paid.latest - paid.earliest >= timedelta(days=1):
        return fact
    span = Span(told.earliest + days, told.latest + days)
    if span.latest - span.earliest >= _HALF_DAY:
        morning = Span(span.earliest, span.latest - _HALF_DAY)
        span = morning if morning.latest >= paid.earliest else Span(span.earliest + _HALF_DAY, span.latest)
    pointed = points_at_a_day(turn.utterance.normalised)
    return replace(fact, value=span, problem=None, confidence=fact.confidence if pointed else _GUESSED)
