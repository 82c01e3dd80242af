"""The adapter that every action is: the tracker's turn in, the dialogue's reply out."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.bootstrap import services, settings
from refundbot import dialogue, replies
from refundbot.catalogue import TOPICS
from refundbot.dialogue import Memory, Turn, respond
from refundbot.replies import Reply
from refundbot.settings import Settings

logger = logging.getLogger(__name__)
CONVERSATION = "conversation"


class TurnAction(Action, ABC):
    """Leaves a turn to the dialogue, which knows what to do for each kind of topic."""

    @classmethod
    @abstractmethod
    def name(cls) -> str:
        """Name of the action in the domain."""

    def topic(self, message: Mapping[str, Any]) -> str | None:
        """The predicted intent; `None` where no intent explains the message."""
        intent = (message.get("intent") or {}).get("name")
        return intent if intent in TOPICS else None

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Asks the dialogue what to say. Never raises: a failure becomes an apology with a way on."""
        try:
            state = Memory.from_json(tracker.get_slot(CONVERSATION))
            turn = read_turn(tracker.latest_message, settings())
            reply, state = await respond(self.topic(tracker.latest_message), turn, state, services())
        except Exception:
            logger.exception("%s failed", self.name())
            say(dispatcher, replies.error("unavailable"))
            return []
        say(dispatcher, reply)
        # Said, so that Rasa's policies need not find out that the customer is listened to next.
        return [SlotSet(CONVERSATION, state.to_json()), FollowupAction("action_listen")]


def read_turn(message: Mapping[str, Any], settings: Settings) -> Turn:
    """A message as Rasa parsed it, and the customer, whom the channel has verified."""
    customer = (message.get("metadata") or {}).get("customer_id")
    return dialogue.read_turn(message, settings.now(), customer)


def say(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Utters a reply: its texts, buttons on the last of them, then the envelope."""
    buttons = [{"title": button.title, "payload": button.text} for button in reply.buttons]
    *first, last = reply.texts
    for text in first:
        dispatcher.utter_message(text=text)
    dispatcher.utter_message(text=last, buttons=buttons)
    dispatcher.utter_message(json_message={"data": reply.envelope})
