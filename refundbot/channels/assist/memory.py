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


class BotMemory(Protocol):
    """Where the bot's memory is read."""

    async def recall(self, conversation: Conversation, message_id: str) -> Recalled:
        """The memory of a conversation at the message of that id in Rasa."""
        ...


class RasaMemory:
    """The memory in Rasa's trackers."""

    def __init__(self, agent: Callable[[], Any]) -> None:
        """`agent` gives Rasa's loaded agent."""
        self._agent = agent

    async def recall(self, conversation: Conversation, message_id: str) -> Recalled:
        """See `BotMemory.recall`. A new tracker, still without memory, goes on from the one before it."""
        store = self._agent().tracker_store
        for tracker_id in (conversation.tracker_id, *conversation.earlier_trackers()):
            tracker = await store.retrieve(tracker_id)
            now = tracker.get_slot(MEMORY) if tracker else None
            if now is not None:
                before = memory_before(tracker, message_id)
                return Recalled(Memory.from_json(before), Memory.from_json(now), _parse(tracker, message_id))
        return Recalled(Memory(), Memory(), None)


def _parse(tracker: Any, message_id: str) -> Mapping[str, Any] | None:
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered) and event.message_id == message_id:
            parse: Mapping[str, Any] = event.parse_data
            return parse
    return None
