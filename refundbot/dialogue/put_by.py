"""A purchase that was told of and left for another one, which nobody wished back: it waits to be asked for.

One that was wished back is gone on with by itself once the one talked of has its verdict (`one_by_one.py`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from refundbot import replies
from refundbot.dialogue.said_back import called
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.turn import Answered, Turn
from refundbot.replies import Reply
from refundbot.understanding.sayings import Saying

if TYPE_CHECKING:
    from refundbot.dialogue.situation import Situation


def is_wished(turn: Turn) -> bool:
    """Whether a message wishes a purchase back, or asks for a verdict on it."""
    marks = turn.utterance.marks
    asks = marks.asks and marks.names_a_refund
    return marks.wishes or marks.bare_wish or marks.asks_the_verdict or marks.asks_how_much or asks


def put_by(check: Check, turn: Turn) -> Check:
    """A check that waits: what was on the table is asked again in its turn."""
    wished = check.wished or Saying.GOES_BACK_TOO.is_in(turn.utterance.normalised)
    return replace(check, asked=None, doubt=None, wished=wished)


def offer(reply: Reply, memory: Memory, turn: Turn) -> Answered:
    """The reply, and once that the one that waits, and that nobody wished back, can be looked at too."""
    left = next((check for check in memory.waiting if not (check.wished or check.offered)), None)
    if left is None:
        return reply, memory
    waiting = tuple(replace(each, offered=True) if each is left else each for each in memory.waiting)
    reply = replies.offering_the_other(reply, called(left, turn.now))
    return reply, replace(memory, waiting=waiting)


def asks_for_it(situation: Situation) -> bool:
    """Whether the one that was offered is to be looked at: 前面那单也看看."""
    offered = any(check.offered for check in situation.memory.waiting)
    text = situation.turn.utterance.normalised
    return offered and not situation.facts and Saying.LOOKS_AT_THE_OTHER.is_in(text)
