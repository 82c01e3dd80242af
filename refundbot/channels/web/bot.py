"""The bot as the channel sees it: a turn in, its bubbles out. Behind it stands a worker, which is Rasa."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from refundbot.conversations.store import Bubble
from refundbot.replies import title
from refundbot.replies.attachments import unread_attachments
from refundbot.replies.turns import ErrorReason
from refundbot.serving.apology import apology

TIMEOUT_SECONDS = 30.0
"""For a whole turn."""

HANDOFF = "support.handoff"


@dataclass(frozen=True)
class CustomerMessage:
    """A customer's message on its way to the bot."""

    conversation_id: str
    seq: int
    text: str
    said_at: datetime
    tracker_id: str
    earlier_trackers: tuple[str, ...] = ()
    """Where the present tracker is new: those before it, the latest first, whose memory is carried over."""
    customer_id: str | None = None
    bot_speaks: bool = True
    """Else a person does, and the bot only listens."""
    attachments: int = 0
    """Sent with it. The bot is given the words alone; a message without words is not asked of it."""

    @property
    def message_id(self) -> str:
        """The message's id in Rasa."""
        return f"{self.conversation_id}-{self.seq}"


class NotNow(Exception):
    """The bot cannot reach its memory, and may be asked again: it has noted nothing, or perhaps all."""

    def __init__(self, text: str = "", *, perhaps_noted: bool = False) -> None:
        """`text` is for the log. What was perhaps noted is to be asked in a new tracker."""
        super().__init__(text)
        self.perhaps_noted = perhaps_noted


class Bot(Protocol):
    """What the channel needs of a bot. `answer` and `listen` raise `NotNow` and nothing else."""

    async def answer(self, turn: CustomerMessage) -> list[Bubble]:
        """The bubbles of the answer, never none."""

    async def listen(self, turn: CustomerMessage) -> None:
        """Takes note of what the customer tells a person, saying nothing."""

    async def forget(self, tracker_ids: Sequence[str]) -> None:
        """Forgets what was said there, and what turns that still run there will say."""

    async def is_ready(self) -> bool:
        """Whether it could answer now; it may raise, or hang, where it could not."""

    async def expire(self, untouched_since: datetime) -> bool:
        """Forgets some conversations of no customer of this channel without a word since then.

        Whether there were any. Raises `NotNow`.
        """


def unread() -> list[Bubble]:
    """The answer to attachments without words, which offers a person."""
    reply = unread_attachments()
    choices = [_choice(button.title, button.text) for button in reply.buttons]
    return [*(Bubble(text) for text in reply.texts[:-1]), Bubble(reply.texts[-1], reply.envelope, choices)]


def apologies(reason: ErrorReason) -> list[Bubble]:
    """An apology that offers a person."""
    return bubbles(apology(reason))


def bubbles(messages: Sequence[Mapping[str, Any]]) -> list[Bubble]:
    """The messages of one turn of Rasa as bubbles: the envelope and the choices stand on the last."""
    texts = [message["text"] for message in messages if message.get("text")]
    if not texts:
        return []
    envelopes = [message["custom"]["data"] for message in messages if message.get("custom")]
    envelope = envelopes[-1] if envelopes else None
    choices = [
        _choice(button["title"], button["payload"])
        for message in messages
        for button in message.get("buttons") or ()
    ]
    if envelope and envelope["kind"] == "error" and not choices:
        choices = [_choice(title(HANDOFF), title(HANDOFF))]
    return [*(Bubble(text) for text in texts[:-1]), Bubble(texts[-1], envelope, choices)]


def _choice(shown: str, said: str) -> dict[str, str]:
    return {"id": secrets.token_hex(8), "title": shown, "text": said}
