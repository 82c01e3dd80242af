"""The yearly quota of an account, which the purchases that go back one after the other take of in turn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from refundbot import replies
from refundbot.dialogue.facts import case_of, decision_on, quota_told
from refundbot.dialogue.state import Check
from refundbot.dialogue.turn import Services, Turn
from refundbot.eligibility import Decision, Outcome, decide
from refundbot.eligibility.windows import quota_needed

_TAKES_ONE_EACH = "in_use_five_day"
_TAKES_ALL = "in_use_partly_five_day"
_OF_THE_QUOTA = frozenset({"quota_left", "quota_covers"})
"""Criteria that read it."""


def with_what_is_left(check: Check, before: Iterable[Check], turn: Turn, services: Services) -> Check:
    """A check with the quota that the purchases looked at `before` it leave.

    How much is left of a quota of which it was only told that some is left has to be asked.
    """
    known = _told_of(before, check, turn, services)
    if known is None:
        return check
    taken = _takes(known, turn, services)
    if quota_told(known) is None and taken:
        return check.without("quota_left")
    left = _left(known, turn, services)
    words = known.said.get("quota_left")
    said = {**check.said, "quota_left": words} if words is not None else check.said
    return replace(check, facts={**check.facts, "quota_left": left}, said=said)


def given_back(check: Check, kept: Check, turn: Turn, services: Services) -> Check:
    """A check with what one that is `kept` after all would have taken of the quota before it."""
    left, taken = check.facts.get("quota_left"), _takes(kept, turn, services)
    same = check.of_another == kept.of_another and _told_at(check) == _told_at(kept)
    if not taken or not isinstance(left, int) or not same or left > _left(kept, turn, services):
        return check
    return replace(check, facts={**check.facts, "quota_left": left + taken})


def quota_notes(check: Check, before: Iterable[Check], turn: Turn, services: Services) -> tuple[str, ...]:
    """What is said of the quota that those before it take, where the verdict on a check rests on it."""
    known = _told_of(before, check, turn, services)
    taken = 0 if known is None else _takes(known, turn, services)
    decision = decision_on(check, turn.now, services.policies.at(turn.now))
    if not taken or not _rests_on_it(decision):
        return ()
    left = check.facts.get("quota_left")
    return (
        replies.note("quota_to_count")
        if left is None
        else replies.note("quota_taken", taken=taken, left=left),
    )


def _told_of(before: Iterable[Check], check: Check, turn: Turn, services: Services) -> Check | None:
    """The last of those before that knows what is left, as it was told last."""
    told = [each for each in before if "quota_left" in each.facts and each.of_another == check.of_another]
    last = max((_told_at(each) for each in told), default=0)
    known = [each for each in told if _told_at(each) == last]
    return min(known, key=lambda each: _left(each, turn, services), default=None)


def _told_at(check: Check) -> int:
    """In which message it was told how much is left."""
    words = check.said.get("quota_left")
    return 0 if words is None else words.turn


def _left(check: Check, turn: Turn, services: Services) -> int:
    """What a purchase leaves of it."""
    return max(0, int(str(check.facts["quota_left"])) - _takes(check, turn, services))


def _rests_on_it(decision: Decision) -> bool:
    if decision.outcome is Outcome.NEED_FACTS:
        return "quota_left" in decision.missing or not _OF_THE_QUOTA.isdisjoint(decision.deciding)
    return not _OF_THE_QUOTA.isdisjoint(decision.deciding)


def _takes(check: Check, turn: Turn, services: Services) -> int:
    """How much of the quota a purchase takes, as it is decided."""
    case, policy = case_of(check, turn.now), services.policies.at(turn.now)
    scenario = decide(case, policy).scenario
    if scenario == _TAKES_ALL:
        return case.quota_left or 0
    return (quota_needed(case) or 1) if scenario == _TAKES_ONE_EACH else 0
