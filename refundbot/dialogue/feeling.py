"""A complaint, anger or despair in any message is met first; at the second one a person is offered."""

from __future__ import annotations

from dataclasses import replace

from refundbot import replies
from refundbot.dialogue.on_case import protests
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import Memory
from refundbot.dialogue.turn import Answered
from refundbot.replies import COMPLAINT, Reply

SECOND = 2
"""Signs of trouble in one talk at which a person is offered."""


def feeling_of(situation: Situation) -> str | None:
    """The feeling that presses most in a message; `None` where it has none."""
    return next((name for name in replies.FEELINGS if getattr(situation.marks, name)), None)


def meet(reply: Reply, memory: Memory, situation: Situation) -> Answered:
    """The reply with the feeling of the message met first, and the memory with this sign of trouble.

    A protest against a verdict is met by its own answer, and a wish for a person by the person.
    """
    feeling = feeling_of(situation)
    if feeling is None or protests(situation):
        return reply, memory
    memory = replace(memory, troubles=memory.troubles + 1)
    if memory.troubles >= SECOND:
        reply = replies.with_a_person(reply)
    itself = reply.envelope["kind"] == "handoff" or reply.envelope["topic"] == COMPLAINT
    if itself and feeling != "loses_data":
        return reply, memory
    return replies.met(feeling, reply, situation.policy, memory.turn), memory
