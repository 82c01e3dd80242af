"""The purchases of one message, taken up one after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from refundbot import replies
from refundbot.dialogue import check as checks
from refundbot.dialogue.purchase_told import Purchase, facts_of
from refundbot.dialogue.put_by import offer
from refundbot.dialogue.said_back import called
from refundbot.dialogue.shared_quota import quota_notes, with_what_is_left
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.taking import take
from refundbot.dialogue.turn import Answered, Services, Turn
from refundbot.replies import Reply

if TYPE_CHECKING:
    from refundbot.dialogue.situation import Situation


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
    """The reply, and after a verdict what can be said of the next purchase that waits.

    One that nobody wished back is offered only.
    """
    decided = memory.finished_check
    if not memory.waiting or decided is None or reply.envelope["kind"] != "verdict":
        return reply, memory
    check = next((each for each in memory.waiting if each.wished), None)
    if check is None:
        return offer(reply, memory, turn)
    following, memory = take_up(check, memory, turn, services)
    return take_up_next(replies.then(reply, following, main=reply), memory, turn, services)


def take_up(check: Check, memory: Memory, turn: Turn, services: Services) -> Answered:
    """What can be said of a purchase that waits, which is talked of from here on."""
    left = memory.check
    waiting = tuple(each for each in memory.waiting if each is not check)
    memory = memory.leaving()
    check = with_what_is_left(replace(check, wished=True), memory.former, turn, services)
    of_the_quota = quota_notes(check, memory.former, turn, services)
    again = left is not None and left.facts.get("product") == check.facts.get("product")
    note = replies.note("next_of_a_kind" if again else "next_purchase", product=called(check, turn.now))
    account = [replies.note("anothers_account")] if check.of_another else []
    reply, check = checks.proceed(check, turn, services, (note, *of_the_quota, *account))
    return reply, replace(memory, check=check, waiting=waiting)


async def take_up_the_offered(situation: Situation) -> Answered:
    """Goes on with the purchase that was offered."""
    memory = situation.memory
    offered = next(check for check in memory.waiting if check.offered)
    return take_up(offered, memory, situation.turn, situation.services)
