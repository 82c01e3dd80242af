"""Rasa's tracker store with one message in it, as it is after the message was answered."""

from __future__ import annotations

from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Session

from refundbot.channels.work.rasa_memory import MEMORY
from refundbot.conversations import store

RANKING = [("eligibility.check", 0.8), ("payout.time", 0.15), ("out_of_scope", 0.05)]


class Kept:
    """The store: `memory` is what the dialogue remembered before the message."""

    def __init__(self, tracker_id: str, message_id: str, text: str, memory: object) -> None:
        ranking = [{"name": name, "confidence": sure} for name, sure in RANKING]
        parse = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": []}
        said = UserUttered(text, parse_data=parse, message_id=message_id, input_channel="web")
        self._tracker = DialogueStateTracker.from_events(
            tracker_id,
            [SlotSet(MEMORY, memory), said, SlotSet(MEMORY, {})],
            slots=[AnySlot(MEMORY, mappings=[])],
        )

    async def retrieve(self, tracker_id: str) -> DialogueStateTracker | None:
        return self._tracker if tracker_id == self._tracker.sender_id else None


def keep(session: Session, conversation_id: str, seq: int, memory: object = None) -> Kept:
    """A store that keeps a customer's message, in a tracker from which the conversation has gone on since."""
    conversation, said = store.lock(session, conversation_id), store.message(session, conversation_id, seq)
    assert said
    conversation.tracker_number += 1
    return Kept(conversation.earlier_trackers()[0], f"{conversation_id}-{seq}", said.text, memory)
