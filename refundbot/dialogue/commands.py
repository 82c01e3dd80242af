"""What works at any point of the talk: a person, stop, start over, wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from refundbot import replies
from refundbot.dialogue import check as checks
from refundbot.dialogue.answering import answer
from refundbot.dialogue.situation import Situation
from refundbot.dialogue.state import Check, Memory
from refundbot.dialogue.turn import Answered, no_topic
from refundbot.replies import CHECK
from refundbot.understanding.thresholds import CALLS_A_PERSON_FROM

_OF_A_PERSON = ("support.handoff", "support.contact")
SURE_OF_EITHER = 0.9
"""Probability of both together from which on a message that is neither surely is one of them."""


def wants(command: str) -> Callable[[Situation], bool]:
    """The condition that the message is a command."""
    return lambda situation: situation.alone == command


def wants_a_person(situation: Situation) -> bool:
    """Whether the message calls a person, or it is unsure whether it does or only asks how to reach one."""
    likely = dict(situation.turn.ranking)
    free = situation.chosen is None and not situation.marks.negates_command
    unsure = free and likely.get("support.handoff", 0.0) >= CALLS_A_PERSON_FROM
    either = (
        no_topic(situation.alone) and sum(likely.get(topic, 0.0) for topic in _OF_A_PERSON) >= SURE_OF_EITHER
    )
    return situation.alone == "support.handoff" or (
        unsure and (situation.alone == "support.contact" or either)
    )


async def hand_over(situation: Situation) -> Answered:
    """Calls a person."""
    return answer("support.handoff", replace(situation, ellipsis=None))


async def wait(situation: Situation) -> Answered:
    """Lets the customer look something up."""
    return replies.unclear_small("waiting"), situation.memory


async def start_over(situation: Situation) -> Answered:
    """Forgets everything; a check begins anew."""
    if situation.memory.check is None:
        return replies.unclear_small("restarted"), Memory()
    restarted = replies.unclear_small("restarted").texts[:1]
    reply, check = checks.proceed(Check(), situation.turn, situation.services, restarted)
    return reply, Memory(last_topic=CHECK, check=check)


async def stop(situation: Situation) -> Answered:
    """Ends the check; a verdict already given is kept."""
    if situation.finished or (situation.marks.keeps_it and not situation.running):
        return replies.unclear_small("kept"), situation.memory
    return replies.unclear_small("cancelled" if situation.running else "nothing_running"), Memory()
