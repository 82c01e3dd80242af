"""The open question of a conversation, found in what the customer said last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from refundbot.assist import weight
from refundbot.channels.assist.desk import Desk
from refundbot.channels.assist.memory import Recalled
from refundbot.channels.typed import UnreadableMessage, typed_text
from refundbot.conversations import store
from refundbot.conversations.models import Conversation, Message
from refundbot.dialogue import Memory, Turn, hear, read_turn

SEEN = 50
"""Messages back to which a conversation is looked at."""

MOST = 8
"""Messages of the customer back to which the question is looked for."""


@dataclass(frozen=True)
class Asked:
    """A customer's message as it is understood, and the memory at it; and what they have said since."""

    message: Message | None
    turn: Turn
    recalled: Recalled
    later: tuple[Turn, ...] = ()


async def open_question(desk: Desk, conversation: Conversation, messages: Sequence[Message]) -> Asked:
    """What the customer last asked or told of their matter, else the last that may be so, else nothing."""
    unclear: Asked | None = None
    later: tuple[Turn, ...] = ()
    customers = [message for message in messages if message.sender == "customer"]
    for message in customers[: -MOST - 1 : -1]:
        asked = await understood(desk, conversation, message, later)
        weighs = weight(asked.turn)
        if weighs == "asks":
            return asked
        if weighs == "unclear":
            unclear = unclear or asked
        later = (asked.turn, *later)
    if unclear is not None:
        return unclear
    return Asked(
        None,
        nothing(desk, desk.customer(conversation)),
        await desk.memory.recall(conversation.trackers(), ""),
        later,
    )


async def memory_after(desk: Desk, asked: Asked) -> Memory:
    """The memory after all that was said, the open question too where the bot has not heard it yet."""
    memory = asked.recalled.now
    if asked.message is not None and asked.recalled.parse is None:
        return await hear(asked.turn, memory, desk.services)
    return memory


def seen(session: Session, conversation_id: str) -> tuple[Conversation, list[Message]]:
    """A conversation and the messages back to which it is looked at.

    Raises:
        NoSuchConversation: there is none.
    """
    conversation = store.find(session, conversation_id)
    if conversation is None:
        raise store.NoSuchConversation(conversation_id)
    return conversation, store.before(session, conversation_id, None, SEEN)


async def idle_seqs(desk: Desk, conversation: Conversation, messages: Sequence[Message]) -> list[int]:
    """Those of the messages in which there is nothing to answer."""
    found = [(message.seq, await understood(desk, conversation, message)) for message in messages]
    return [seq for seq, asked in found if weight(asked.turn) == "idle"]


async def understood(
    desk: Desk, conversation: Conversation, message: Message, later: tuple[Turn, ...] = ()
) -> Asked:
    """A customer's message as Rasa parsed it, or parses it now."""
    recalled = await desk.memory.recall(conversation.trackers(), f"{conversation.id}-{message.seq}")
    customer = desk.customer(conversation)
    if recalled.parse is not None:
        turn = read_turn(recalled.parse, desk.settings.now(), customer)
    else:
        turn = await read_text(desk, message.payload or message.text, customer)
    return Asked(message, turn, recalled, later)


async def read_text(desk: Desk, text: str, customer_id: str | None) -> Turn:
    """A text as Rasa parses it; one in which there is nothing to read says nothing."""
    try:
        return read_turn(await desk.parse(typed_text(text)), desk.settings.now(), customer_id)
    except UnreadableMessage:
        return nothing(desk, customer_id)


def nothing(desk: Desk, customer_id: str | None = None) -> Turn:
    """A message that says nothing."""
    return Turn("", (), (), desk.settings.now(), customer_id)
