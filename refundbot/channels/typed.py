"""What a customer typed, made safe to hand to Rasa: text, never a command, and never too long."""

from __future__ import annotations

import unicodedata

from refundbot.conversations.privacy import mask
from refundbot.replies.turns import ErrorReason
from refundbot.settings import MAX_MESSAGE_CHARACTERS
from refundbot.visible import is_visible

_KEPT_CONTROLS = "\n\t"


class UnreadableMessage(ValueError):
    """There is nothing to parse; `reason` says what to answer."""

    def __init__(self, reason: ErrorReason) -> None:
        super().__init__(reason)
        self.reason: ErrorReason = reason


def typed_text(message: object) -> str:
    """The text of a message as it may be parsed: visible, at most `MAX_MESSAGE_CHARACTERS` long.

    Control and zero-width characters and lone surrogates are dropped. A leading slash, which Rasa would take
    for a command (`/restart`, `/inform{...}`), becomes a full-width one, which is just text.

    Raises:
        UnreadableMessage: not text, too long, or nothing visible in it.
    """
    if message is None:
        raise UnreadableMessage("empty")
    if not isinstance(message, str):
        raise UnreadableMessage("bad_request")
    if len(message) > MAX_MESSAGE_CHARACTERS:
        raise UnreadableMessage("too_long")
    text = "".join(filter(_is_kept, message)).strip()
    if not is_visible(text):
        raise UnreadableMessage("empty")
    return f"／{text[1:]}" if text.startswith("/") else text


def kept_text(message: object) -> str:
    """`typed_text` as it may be stored, without personal data.

    Raises:
        UnreadableMessage: not text, too long, or nothing visible in it.
    """
    return mask(typed_text(message))


def _is_kept(character: str) -> bool:
    return character in _KEPT_CONTROLS or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
