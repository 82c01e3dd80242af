"""The eligibility check as a conversation: the one fact that could change the outcome, or the verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from refundbot import replies
from refundbot.dialogue import consistency
from refundbot.dialogue.consistency import Doubt
from refundbot.dialogue.facts import case_of, decision_on
from refundbot.dialogue.implied import is_implied
from refundbot.dialogue.later import day_notes
from refundbot.dialogue.said_back import corrected, recap
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Services, Turn
from refundbot.eligibility import Decision, decide, next_question
from refundbot.eligibility.case import BillingMode
from refundbot.eligibility.products import GENERAL
from refundbot.eligibility.windows import quota_needed
from refundbot.policy import Policy
from refundbot.replies import OwnOrder, Reply

MOST_ASKINGS = 2
"""How often one fact is asked for."""


def proceed(
    check: Check,
    turn: Turn,
    services: Services,
    notes: tuple[str, ...] = (),
    *,
    say_back: bool = True,
    orders: tuple[OwnOrder, ...] = (),
    before: Check | None = None,
    conclude: bool = False,
    freed: bool = False,
) -> tuple[Reply, Check]:
    """The verdict if the facts decide it, else the one question that could still change the outcome.

    `say_back`: whether a question is to say back what is known, which is tiresome where nothing was added.
    `orders` are offered with a question. `before`: the check as it was decided before, so that a verdict
    that stays the same is not told at full length. `conclude`: nothing more is asked, whatever is still open.
    `freed`: what stood in the way before is gone.
    """
    policy = services.policies.at(turn.now)
    check = consistency.read_to_fit(consistency.with_its_voucher(check, turn), turn)
    doubt = consistency.clash(check, turn, policy)
    if doubt is not None and doubt.name == check.doubt:
        counts = replies.item(case_of(check, turn.now), consistency.later_told(doubt.fields, check))
        check = consistency.settle(check, doubt)
        notes = (*notes, replies.note("later_counts", item=counts)) if counts else notes
        doubt = consistency.clash(check, turn, policy)
    if doubt is not None:
        return _asking_about(doubt, check, turn, policy, notes)
    told, check = check.facts.get("paid_amount"), _whatever_it_is(consistency.confirmed(check, turn))
    if told != check.facts.get("paid_amount") and (
        counts := replies.item(case_of(check, turn.now), "paid_amount")
    ):
        notes = (*notes, replies.note("as_told_before", item=counts))
    if doubt := consistency.another_sum(check):  # no figure is told of it before
        return _asking_about(doubt, check, turn, policy, notes)
    check, fact = next_open(check, turn.now, policy, freed=freed)
    while fact is not None and (conclude or check.askings.get(fact, 0) >= MOST_ASKINGS):
        check, note = _given_up(check, fact)
        notes = (note, *(other for other in notes if other != note))
        fact = next_question(case_of(check, turn.now), policy)
    if fact is None and not conclude and (left := _passed_over(check, turn, policy)):
        check, fact = left
        notes = (replies.note("nearly"),)
    if fact is None and (
        doubt := consistency.misread(check, turn, policy) or consistency.voucher_apart(check, turn, policy)
    ):
        return _asking_about(doubt, check, turn, policy, notes)
    case = case_of(check, turn.now)
    understood = recap(check, case)
    if fact is None:
        decision = decide(case, policy)
        known = decision_on(before, turn.now, policy) if before and not before.unconfirmed else None
        repeated = known is not None and alike(decision, known, telling=True)
        news = _news(check, before, turn) if before and repeated else None
        postponed = turn.utterance.marks.postpones
        days = day_notes(check, turn.now, policy, postponed=postponed)
        reply = replies.verdict(
            decision,
            case,
            policy,
            turn.confidence,
            notes,
            understood,
            check.order,
            repeated=news,
            before=known,
            rough=check.rough,
            days=days,
        )
        return reply, replace(check, asked=None, doubt=None, misses=0, heard=False, unconfirmed=False, ago=0)
    attempt = check.misses if fact == check.asked else 0
    told = understood if say_back else ()
    reply = replies.question(fact, policy, turn.confidence, attempt, notes, told, orders, quota_needed(case))
    offered = check.orders_offered or bool(orders)
    askings = {**check.askings, fact: check.askings.get(fact, 0) + 1}
    check = replace(check, asked=fact, misses=attempt, askings=askings, orders_offered=offered)
    return reply, replace(check, doubt=None, heard=False, ago=0)


def next_open(
    check: Check, now: datetime, policy: Policy, *, freed: bool = False
) -> tuple[Check, str | None]:
    """The check with what is implied of all that could still change the outcome, and the first that is not.

    `freed`: as in `proceed`.
    """
    fact = next_question(case_of(check, now), policy)
    while fact is not None and is_implied(fact, check, freed=freed):
        check = replace(check, implied=(*check.implied, fact))
        fact = next_question(case_of(check, now), policy)
    return check, fact


def skip(check: Check) -> tuple[Check, tuple[str, ...]]:
    """The check after the customer could not say what was asked, and what is said of that."""
    if check.asked is None or check.doubt is not None:
        return check, ()
    if check.asked == "product":
        general, note = _given_up(check, "product")
        return general, (note,)
    askings = {**check.askings, check.asked: MOST_ASKINGS + 1}
    return replace(check, not_known=(*check.not_known, check.asked), askings=askings, misses=0), ()


def uncounted(check: Check) -> Check:
    """The check without its having asked what is on the table, which is not counted as asking twice."""
    asked = str(check.asked)
    return replace(check, askings={**check.askings, asked: check.askings.get(asked, 1) - 1})


def put_often(check: Check) -> bool:
    """Whether the question on the table was put as often as one is."""
    return check.askings.get(str(check.asked), 0) >= MOST_ASKINGS


def _news(check: Check, before: Check, turn: Turn) -> tuple[str, ...]:
    """What is said back of a check that was not known before; what was corrected is said back already."""
    known = (*recap(before, case_of(before, turn.now)), *corrected(check, before, turn.now))
    return tuple(item for item in recap(check, case_of(check, turn.now)) if item not in known)


def _passed_over(check: Check, turn: Turn, policy: Policy) -> tuple[Check, str] | None:
    """What was put twice and passed over, not unknown, is asked a last time when all else is told."""
    for fact in check.not_known:
        if check.askings.get(fact) == MOST_ASKINGS and fact != check.asked:
            again = replace(check, not_known=tuple(name for name in check.not_known if name != fact))
            if next_question(case_of(again, turn.now), policy) == fact:
                return again, fact
    return None


TELLING = ("outcome", "blocking", "amounts", "coupons")
"""The parts of a decision that are the answer itself."""


def alike(one: Decision, other: Decision, *, telling: bool = False) -> bool:
    """Whether two decisions say the same to the customer; `telling`: in outcome and sums at least."""
    parts = TELLING if telling else (*TELLING, "scenario", "payout", "next_steps", "changes")
    return all(getattr(one, part) == getattr(other, part) for part in parts)


def _whatever_it_is(check: Check) -> Check:
    """The check of what is billed by use, of which there is nothing to give back whatever product it is."""
    if "product" in check.facts or check.facts.get("billing_mode") != BillingMode.PAY_PER_USE.value:
        return check
    return replace(check, facts={**check.facts, "product": GENERAL})


def _asking_about(
    doubt: Doubt, check: Check, turn: Turn, policy: Policy, notes: tuple[str, ...]
) -> tuple[Reply, Check]:
    """The question about a doubt, which shows what was understood."""
    case = case_of(check, turn.now)
    items = tuple(item for field in doubt.fields if (item := replies.item(case, field)) is not None)
    reply = replies.doubt(items, policy, turn.confidence, notes, doubt.name)
    asked, askings = doubt.fields[-1], {**check.askings, doubt.name: check.askings.get(doubt.name, 0) + 1}
    check = replace(check, asked=asked, askings=askings, doubt=doubt.name)
    return reply, replace(check, misses=0, heard=False, ago=0)


def _given_up(check: Check, fact: str) -> tuple[Check, str]:
    """The check without a fact that was asked for in vain, and a sentence that says so.

    A product that is not listed is taken for another service, which falls under the general rules.
    """
    if fact != "product":
        return replace(check, not_known=(*check.not_known, fact), misses=0), replies.note("left_open")
    return replace(check, facts={**check.facts, "product": GENERAL}, misses=0), replies.note(
        "product_general"
    )
