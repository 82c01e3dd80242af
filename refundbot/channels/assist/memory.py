"""What the bot remembers of a conversation, read for the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from rasa.shared.core.events import UserUttered

from refundbot.channels.web.bot import MEMORY, memory_before
from refundbot.conversations.models import Conversation
from refundbot.dialogue import Conversation as Memory


@dataclass(frozen=True)
class Recalled:
    """The dialogue's memory at a customer's message."""

    before: Memory
    """Before the message."""
    now: Memory
    """After all that was said."""
    parse: Mapping[str, Any] | None
    """The message as Rasa parsed it, where it has."""


@dataclass(frozen=True)
class Heard:
    """A customer's message as the bot heard it."""

    parse: Mapping[str, Any]
    """As Rasa parsed it."""
    before: Memory
    """The dialogue's memory before it."""
    customer_id: str | None
    """The customer, if they were signed in."""


class BotMemory(Protocol):
    """Where the bot's memory is read."""

    async def heard(self, conversation: Conversation, message_id: str) -> Heard | None:
        """The message of that id in Rasa, however long ago; `None` where it is not kept any more."""
        ...

    async def recall(self, conversation: Conversation, message_id: str) -> Recalled:
        """The memory of a conversation at the message of that id in Rasa."""
        ...


class RasaMemory:
    """The memory in Rasa's trackers."""

    def __init__(self, agent: Callable[[], Any]) -> None:
        """`agent` gives Rasa's loaded agent."""
        self._agent = agent

    async def heard(self, conversation: Conversation, message_id: str) -> Heard | None:
        """See `BotMemory.heard`. Of a message that was asked twice, the latter time counts."""
        store = self._agent().tracker_store
        for tracker_id in (conversation.tracker_id, *conversation.earlier_trackers()):
            tracker = await store.retrieve(tracker_id)
            said = _uttered(tracker, message_id) if tracker else None
            if said is not None:
                before = Memory.from_json(memory_before(tracker, message_id))
                return Heard(said.parse_data, before, (said.metadata or {}).get("customer_id"))
        return None

    async def recall(self, conversation: Conversation, message_id: str) -> Recalled:
        """See `BotMemory.recall`. A new tracker, still without memory, goes on from the one before it."""
        store = self._agent().tracker_store
        for tracker_id in (conversation.tracker_id, *conversation.earlier_trackers()):
            tracker = await store.retrieve(tracker_id)
            now = tracker.get_slot(MEMORY) if tracker else None
            if now is not None:
                before = memory_before(tracker, message_id)
                said = _uttered(tracker, message_id)
                return Recalled(
                    Memory.from_json(before), Memory.from_json(now), said.parse_data if said else None
                )
        return Recalled(Memory(), Memory(), None)


def _uttered(tracker: Any, message_id: str) -> UserUttered | None:
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered) and event.message_id == message_id:
            return event
    return None
