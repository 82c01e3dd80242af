"""What was heard of a purchase before it is judged."""

from __future__ import annotations

from refundbot.eligibility import Decision
from refundbot.policy import Policy
from refundbot.replies.draft import Draft
from refundbot.replies.model import Button, Reply
from refundbot.replies.questions import RECAP, tell_recap
from refundbot.replies.turns import CHECK
from refundbot.replies.verdicts import outcome, premises
from refundbot.replies.wording import wording

_WORDS = wording("heard.yaml").of_keys("likely", "confirm", "all_right", "go_on", "that_is_all").by_key()

_NOT_FOR_THEM = frozenset({"expires_at", "five_day_supported"})
"""Presumptions that no customer can confirm."""


def to_confirm(decision: Decision) -> tuple[str, ...]:
    """The premises of a decision that the customer can confirm, in few words each."""
    return premises(decision, _NOT_FOR_THEM)


def heard_so_far(
    recap: tuple[str, ...], policy: Policy, confidence: float, likely: Decision | None = None
) -> Reply:
    """Says back what was told so far, and that it is judged as soon as that is asked for.

    `likely`: what comes of it where its premises hold, which are asked about: no verdict yet.
    """
    draft = Draft(policy)
    tell_recap(draft, RECAP, recap)
    if likely is not None:
        draft.next_bubble()
        draft.say(_WORDS["likely"].format(outcome=outcome(likely.outcome.value)))
        draft.say(_WORDS["confirm"].format(facts="、".join(to_confirm(likely))))
        return _reply(draft, confidence, "all_right")
    draft.say(_WORDS["go_on"])
    return _reply(draft, confidence, "that_is_all")


def _reply(draft: Draft, confidence: float, button: str) -> Reply:
    return draft.reply("question", CHECK, confidence, buttons=(Button(_WORDS[button], _WORDS[button]),))
