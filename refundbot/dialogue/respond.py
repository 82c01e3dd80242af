"""One turn: what the customer meant in the light of the conversation, and the answer to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from refundbot import replies
from refundbot.dialogue.answering import answer_one
from refundbot.dialogue.carry_over import talked_of
from refundbot.dialogue.feeling import meet
from refundbot.dialogue.in_all import add_up_at_last
from refundbot.dialogue.listed import in_its_row
from refundbot.dialogue.moves import choose
from refundbot.dialogue.one_by_one import take_up_next
from refundbot.dialogue.situate import situate
from refundbot.dialogue.state import Memory
from refundbot.dialogue.trace import Trace, traced
from refundbot.dialogue.turn import Answered, Services, Turn
from refundbot.replies import Reply
from refundbot.understanding.text.script import Script, script_of


@dataclass(frozen=True)
class Response:
    """What is said in a turn, the memory after it, and why."""

    reply: Reply
    memory: Memory
    trace: Trace


async def respond_traced(topic: str | None, turn: Turn, state: Memory, services: Services) -> Response:
    """Answers a turn and tells why. `topic` is the predicted intent, `None` when no intent explains it."""
    turn, state = in_its_row(turn, state)
    theirs = state.check is not None and state.check.of_another and not state.for_another
    for_another = state.for_another or (theirs and not turn.utterance.of_oneself)
    turn = replace(turn, for_another=for_another, talked_of=talked_of(state))
    situation = situate(topic, turn, state, services)
    move = choose(situation)
    reply, memory = take_up_next(*await move.act(situation), turn, services)
    reply, memory = add_up_at_last(reply, memory, turn, services)
    reply, memory = meet(reply, memory, situation)
    script = _script(turn, state)
    offered = () if script == "simplified" else tuple(button.text for button in reply.buttons)
    memory = replace(
        memory, script=script, offered=offered, for_another=not theirs and turn.utterance.reading.for_another
    )
    return Response(replies.in_script(reply, script), memory, traced(situation, move))


def _script(turn: Turn, state: Memory) -> Script:
    """The script to answer in; what was picked of what we offered does not tell it."""
    return state.script if turn.text in state.offered else script_of(turn.text, state.script)


async def respond(topic: str | None, turn: Turn, state: Memory, services: Services) -> Answered:
    """Answers a turn. `topic` is the predicted intent, `None` when no intent explains the message."""
    response = await respond_traced(topic, turn, state, services)
    return response.reply, response.memory


def explain(topic: str | None, turn: Turn, state: Memory, services: Services) -> Trace:
    """Why a turn is answered as it is, though no order is looked up. `topic` as in `respond`."""
    turn, state = in_its_row(turn, state)
    situation = situate(topic, replace(turn, talked_of=talked_of(state)), state, services)
    return traced(situation, choose(situation))


def answer_about(topic: str, turn: Turn, state: Memory, services: Services) -> Reply:
    """The answer to a topic about what the message names, whatever else the message may be.

    `KeyError` for the eligibility check and for what is no topic.
    """
    situation = replace(situate(topic, turn, state, services), ellipsis=None)
    return answer_one(topic, situation)[0]
