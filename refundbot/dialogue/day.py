"""A day told by what was told before: a time without its day, 当天就有 of what was paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from refundbot.dialogue.apart import BEGINS, OF_ITS_DAY
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Turn
from refundbot.eligibility.case import Moment
from refundbot.eligibility.reading import moment
from refundbot.understanding.facts import GUESSED, Fact, Span
from refundbot.understanding.facts.answered.meanings import WITH_THE_PAYMENT
from refundbot.understanding.sayings import Saying
from refundbot.understanding.with_the_payment import comes_with_the_payment

_HALF_DAY = timedelta(hours=12)
_A_DAY = timedelta(days=1, seconds=-1)


def on_the_day(fact: Fact, check: Check, turn: Turn) -> Fact:
    """The fact on the day that was told of it before, or on that of the payment, if that was not today.

    那天排队，10点05才开通的 is of the day that was paid on; of the morning and the evening the one behind it.
    几点开的记不清了，十点上下吧 is of the day that was told for the opening. 看错了，是大前天买的 puts right
    the day, and not the hour that was told.
    """
    fact = _of_what_was_told(fact, check, turn)
    if fact.days_on and fact.only_a_time is not None:
        return _behind_the_payment(fact, fact.only_a_time, check)
    if (own := check.facts.get(fact.field)) is not None and fact.only_a_time is not None:
        return _more_exactly(fact, fact.only_a_time, moment(fact.field, own), check)
    puts_right = turn.utterance.marks.corrects and not turn.utterance.marks.unsure
    if own is not None and puts_right and isinstance(fact.value, Span):
        before = moment(fact.field, own)
        return fact if _is_of_another(before, turn) else _at_the_hour_told(fact, before)
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
    pointed = Saying.THAT_DAY.is_in(turn.utterance.normalised)
    return replace(fact, value=span, problem=None, confidence=fact.confidence if pointed else GUESSED)


def _of_what_was_told(fact: Fact, check: Check, turn: Turn) -> Fact:
    """The fact, where it puts right a day by itself, of what that was: 6号开的, 打错了，是16号."""
    only_opened = "provisioned_at" in check.said and not check.order and "paid_at" not in check.facts
    if fact.field != "paid_at" or not only_opened or not turn.utterance.marks.corrects:
        return fact
    named = Saying.PAID_THEN.is_in(turn.utterance.normal_clause(fact))
    return fact if named else replace(fact, field="provisioned_at")


def without_the_days_of_another(check: Check, turn: Turn) -> Check:
    """The check without the days said to be another thing's, which are asked for anew: 6号是另一台."""
    days = {} if check.order else {name: moment(name, check.facts[name]) for name in BEGINS & {*check.facts}}
    return check.without(*(name for name, day in days.items() if _is_of_another(day, turn)))


def _is_of_another(day: Moment, turn: Turn) -> bool:
    """Whether a day is one that the message says to be another thing's."""
    named = turn.utterance.days_of_another
    return day.earliest.date() == day.latest.date() and day.earliest.day in named


def opened_at_once(check: Check, turn: Turn) -> Fact | None:
    """The day of the payment, where it is answered that what was asked for came with it: 当天就有."""
    paid, text, said = check.facts.get("paid_at"), turn.text, turn.utterance
    if check.asked not in OF_ITS_DAY or paid is None:
        return None
    if not comes_with_the_payment(said.normalised) and said.answer_to(check.asked) not in WITH_THE_PAYMENT:
        return None
    day = moment("paid_at", paid)
    told = check.said.get("paid_at")
    rough = told is not None and told.approximate
    return Fact(check.asked, Span(day.earliest, day.latest), text, 0, len(text), approximate=rough)


def _behind_the_payment(fact: Fact, told: Span, check: Check) -> Fact:
    """The time so many days behind the one day of the payment, if that is known: 第二天晚上8点才开通."""
    known = check.facts.get("paid_at")
    paid = None if known is None else moment("paid_at", known)
    if fact.field not in OF_ITS_DAY or paid is None or paid.earliest.date() != paid.latest.date():
        return fact
    days = paid.latest.date() - told.earliest.date() + timedelta(days=fact.days_on)
    return replace(fact, value=Span(told.earliest + days, told.latest + days), problem=None, days_on=0)


def _more_exactly(fact: Fact, told: Span, known: Moment, check: Check) -> Fact:
    """The time on the one day that was known, and within what was known of it where it can be."""
    days = known.latest.date() - told.earliest.date()
    if not days or known.latest - known.earliest >= timedelta(days=1):
        return fact
    if fact.field == check.asked and check.doubt is None and known.latest - known.earliest < _HALF_DAY:
        return fact  # what is asked for anew is not the day told before
    span = Span(told.earliest + days, told.latest + days)
    if span.latest - span.earliest >= _HALF_DAY:
        halves = Span(span.earliest, span.latest - _HALF_DAY), Span(span.earliest + _HALF_DAY, span.latest)
        fitting = [half for half in halves if _overlap(half, known)]
        span = fitting[0] if len(fitting) == 1 else span
    if _overlap(span, known):
        span = Span(max(span.earliest, known.earliest), min(span.latest, known.latest))
    return replace(fact, value=span, problem=None)


def _at_the_hour_told(fact: Fact, known: Moment) -> Fact:
    """A day that takes the place of another one, with the hour that was told of that one."""
    hours, told = (known.earliest, known.latest), fact.value
    of_one_day = hours[0].date() == hours[1].date() and hours[1] - hours[0] < _HALF_DAY
    if not of_one_day or not isinstance(told, Span) or told.latest - told.earliest != _A_DAY:
        return fact
    days = told.earliest.date() - hours[0].date()
    return replace(fact, value=Span(hours[0] + days, hours[1] + days))


def _overlap(span: Span, known: Moment) -> bool:
    return span.earliest <= known.latest and known.earliest <= span.latest
