"""The adapter that every topic's action is."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.bootstrap import services, settings
from refundbot import dialogue, replies
from refundbot.dialogue import Conversation, Turn, respond
from refundbot.orders.identity import verify_customer_token
from refundbot.replies import Reply
from refundbot.settings import Settings

logger = logging.getLogger(__name__)
CONVERSATION = "conversation"


class TopicAction(Action, ABC):
    """Answers one topic. The name follows from the topic: `payout.time` -> `action_payout_time`."""

    @property
    @abstractmethod
    def topic(self) -> str | None:
        """The topic or dialogue intent; `None` where no intent explains the message."""

    @classmethod
    def name(cls) -> str:
        """Name of the action in the domain."""
        return "action_" + str(cls.topic).replace(".", "_")

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Asks the dialogue what to say. Never raises: a failure becomes an apology with a way on."""
        try:
            state = Conversation.from_json(tracker.get_slot(CONVERSATION))
            turn = read_turn(tracker.latest_message, settings())
            reply, state = await respond(self.topic, turn, state, services())
        except Exception:
            logger.exception("%s failed", self.name())
            say(dispatcher, replies.error("unavailable"))
            return []
        say(dispatcher, reply)
        return [SlotSet(CONVERSATION, state.to_json())]


def read_turn(message: Mapping[str, Any], settings: Settings) -> Turn:
    """A message as Rasa parsed it; the customer's id only from a token that verifies."""
    now = settings.now()
    token = (message.get("metadata") or {}).get("customer_token")
    customer = verify_customer_token(token, settings.customer_secret, now) if token else None
    return dialogue.read_turn(message, now, customer)


def say(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Utters a reply: its texts, buttons on the last of them, then the envelope."""
    buttons = [{"title": button.title, "payload": button.text} for button in reply.buttons]
    *first, last = reply.texts
    for text in first:
        dispatcher.utter_message(text=text)
    dispatcher.utter_message(text=last, buttons=buttons)
    dispatcher.utter_message(json_message={"data": reply.envelope})
