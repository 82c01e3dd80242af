"""The bot's memory in Rasa's trackers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rasa.shared.core.events import SlotSet, UserUttered

from refundbot.channels.assist.memory import Heard, Recalled
from refundbot.dialogue import Memory

MEMORY = "conversation"
"""The slot in which the dialogue remembers."""


class RasaMemory:
    """The memory in Rasa's trackers."""

    def __init__(self, agent: Callable[[], Any]) -> None:
        """`agent` gives Rasa's loaded agent."""
        self._agent = agent

    async def heard(self, trackers: Sequence[str], message_id: str) -> Heard | None:
        """See `BotMemory.heard`. Of a message that was asked twice, the latter time counts."""
        store = self._agent().tracker_store
        for tracker_id in trackers:
            tracker = await store.retrieve(tracker_id)
            said = _uttered(tracker, message_id) if tracker else None
            if said is not None:
                before = Memory.from_json(memory_before(tracker, message_id))
                return Heard(said.parse_data, before, (said.metadata or {}).get("customer_id"))
        return None

    async def recall(self, trackers: Sequence[str], message_id: str) -> Recalled:
        """See `BotMemory.recall`. A new tracker, still without memory, goes on from the one before it."""
        store = self._agent().tracker_store
        for tracker_id in trackers:
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


def memory_before(tracker: Any, message_id: str) -> object:
    """What the dialogue remembered before a message, which a killed server may have half answered."""
    memory = None
    for event in tracker.events if tracker else ():
        if isinstance(event, UserUttered) and event.message_id == message_id:
            break
        if isinstance(event, SlotSet) and event.key == MEMORY:
            memory = event.value
    return memory
