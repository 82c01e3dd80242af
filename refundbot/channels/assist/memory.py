"""What the bot remembers of a conversation, read for the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from refundbot.dialogue import Memory


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

    async def heard(self, trackers: Sequence[str], message_id: str) -> Heard | None:
        """The message of that id in Rasa, however long ago; `None` where it is not kept any more.

        `trackers` are the conversation's, the present one first.
        """
        ...

    async def recall(self, trackers: Sequence[str], message_id: str) -> Recalled:
        """The memory of a conversation at the message of that id in Rasa."""
        ...
