"""What is told of a refund that was asked for already, and remembered while it is talked of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from refundbot.dialogue.facts import plain
from refundbot.dialogue.state import Memory, UnderWay
from refundbot.dialogue.turn import Turn
from refundbot.eligibility.case import ResourceState
from refundbot.understanding.facts import Fact
from refundbot.understanding.facts.under_way import ASKED_AT, stage_of, tells_of_a_purchase, turns_to_refund

_TOLD_WITH_IT = frozenset(
    {ASKED_AT, "product", "channel", "seller", "paid_amount", "paid_at", "order_number", "billing_mode"}
)
"""What is heard of the purchase beside a refund of it that is waited for."""


def spoken_of(turn: Turn, memory: Memory) -> bool:
    """Whether a refund that was asked for is told of, or goes on being talked of; not while a check runs."""
    told, marks = turn.utterance.under_way, turn.utterance.marks
    if turn.utterance.only_of_the_other or _is_of_a_purchase(turn) or _counts_refunds(turn):
        return False
    if memory.check is not None and memory.check.running:
        return told is not None and told.late
    turns_away = marks.wishes or turns_to_refund(turn.utterance.reading) or marks.keeps_it
    return told is not None or (memory.under_way is not None and not turns_away)


def _is_of_a_purchase(turn: Turn) -> bool:
    """Whether a message tells when something was bought, and of no money that has not come."""
    told = turn.utterance.under_way
    return not (told and told.late) and any(
        fact.field in ("paid_at", "provisioned_at")
        and tells_of_a_purchase(turn.utterance.normal_clause(fact))
        for fact in turn.utterance.facts(turn.now)
    )


def _counts_refunds(turn: Turn) -> bool:
    """Whether refunds are told of for what they left of the quota: 他们退了一堆硬盘，把十个全占了."""
    told = turn.utterance.under_way
    late = told is not None and told.late
    return not late and any(
        fact.field in ("quota_left", "quota_used") for fact in turn.utterance.facts(turn.now)
    )


def of_the_refund(facts: Iterable[Fact], turn: Turn) -> tuple[Fact, ...]:
    """What a message tells beside a refund that is waited for; a day without a purchase is the refund's."""
    kept = []
    for fact in facts:
        bought = tells_of_a_purchase(turn.utterance.normal_clause(fact))
        if fact.field in ("paid_at", "provisioned_at") and not bought:
            fact = replace(fact, field=ASKED_AT)
        if fact.field in _TOLD_WITH_IT or fact.value == ResourceState.UNSUBSCRIBED.value:
            kept.append(fact)
    return tuple(kept)


def remembered(turn: Turn, memory: Memory, facts: Iterable[Fact]) -> UnderWay | None:
    """The refund that is waited for, with what a message tells of it."""
    told, known = turn.utterance.under_way, memory.under_way
    if not spoken_of(turn, memory):
        return known
    refund = known or UnderWay()
    if told is not None:
        refund = replace(refund, stage=told.stage or refund.stage, short=told.short or refund.short, ago=0)
    elif reached := stage_of(turn.utterance.reading):
        refund = replace(refund, stage=reached)
    days = [fact for fact in facts if fact.field == ASKED_AT and not fact.problem]
    asked = next(iter(days if told else turn.utterance.stated(days)), None)  # 几天 alone asks
    span = plain(asked.value) if asked is not None else None
    if asked is not None and isinstance(span, dict) and (refund.asked is None or told is not None):
        refund = replace(refund, asked=span, roughly=asked.approximate, ago=0)
    return refund
