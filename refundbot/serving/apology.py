"""What the customer gets when a turn cannot be answered, in the form in which Rasa passes messages around."""

from __future__ import annotations

from typing import Any

from refundbot.replies import error
from refundbot.replies.turns import ErrorReason


def apology(reason: ErrorReason) -> list[dict[str, Any]]:
    """The messages of an error reply: its texts, any buttons with the last of them, then its envelope."""
    reply = error(reason)
    messages: list[dict[str, Any]] = [{"text": text} for text in reply.texts]
    if reply.buttons:
        messages[-1]["buttons"] = [
            {"title": button.title, "payload": button.text} for button in reply.buttons
        ]
    return [*messages, {"custom": {"data": reply.envelope}}]
