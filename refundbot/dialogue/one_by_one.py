"""The purchases of one message, taken up one after the other."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.dialogue import check as checks
from refundbot.dialogue.purchase_told import Purchase, facts_of
from refundbot.dialogue.said_back import called
from refundbot.dialogue.shared_quota import quota_notes, with_what_is_left
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.taking import take
from refundbot.dialogue.turn import Answered, Services, Turn
from refundbot.replies import Reply


def later(told: tuple[Purchase, ...], turn: Turn, number: int) -> tuple[Check, ...]:
    """The checks of the purchases behind the first one, to be taken up in their turn."""
    return tuple(
        replace(
            take(
                Check(facts={"product": each.product} if each.product else {}),
                facts_of(each, turn),
                turn.now,
                number,
            ),
            of_another=each.said.asks_of_anothers,
            place=place,
        )
        for place, each in enumerate(told[1:], start=1)
    )


def take_up_next(reply: Reply, memory: Memory, turn: Turn, services: Services) -> Answered:
    """The reply, and after a verdict what can be said of the next purchase that waits."""
    decided = memory.finished_check
    if not memory.waiting or decided is None or reply.envelope["kind"] != "verdict":
        return reply, memory
    check, *others = memory.waiting
    memory = memory.leaving()
    check = with_what_is_left(check, memory.former, turn, services)
    left = quota_notes(check, memory.former, turn, services)
    again = decided.facts.get("product") == check.facts.get("product")
    note = replies.note("next_of_a_kind" if again else "next_purchase", product=called(check, turn.now))
    notes = (note, *left, *([replies.note("anothers_account")] if check.of_another else []))
    following, check = checks.proceed(check, turn, services, notes)
    memory = replace(memory, check=check, waiting=tuple(others))
    return take_up_next(replies.then(reply, following, main=reply), memory, turn, services)
