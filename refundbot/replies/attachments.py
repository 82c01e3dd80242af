"""What is said of pictures and documents, which the bot does not read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from refundbot.replies.envelope import envelope
from refundbot.replies.model import Button, Reply
from refundbot.replies.topics import title
from refundbot.replies.wording import wording

_FILE = wording("attachments.yaml").of_keys("names", "shown", "unread", "unread_beside_words", "errors")
_NAMES = _FILE.child("names").by_key()
_SHOWN = _FILE.child("shown").by_key()
_ERRORS = _FILE.child("errors").by_key()
_UNREAD = _FILE.child("unread").text()

BESIDE_WORDS = _FILE.child("unread_beside_words").text()
"""What goes before the answer to words that came with a picture."""

HANDOFF = "support.handoff"

FileError = Literal[
    "unsupported",
    "bad_file",
    "too_large",
    "too_many_pixels",
    "too_many",
    "gone",
    "not_taken",
    "busy",
    "unavailable",
]


def nameless(is_picture: bool) -> str:
    """What a file without a name is called."""
    return _NAMES["picture" if is_picture else "document"]


def attached_words(names: Sequence[str]) -> str:
    """What stands in a line of text for a message without words; nothing where nothing was sent.

    >>> attached_words([])
    ''
    """
    return _SHOWN["line"].format(names=_SHOWN["separator"].join(names)) if names else ""


def unread_attachments() -> Reply:
    """The bot's answer to a picture or document without words: that it cannot read it, and the ways on."""
    button = Button(title(HANDOFF), title(HANDOFF))
    return Reply((_UNREAD,), envelope("smalltalk", None, confidence=1.0), (button,))


def file_error(error: FileError, *, most_mb: int = 0) -> str:
    """One sentence on why a file was not taken; `most_mb` is how large one may be."""
    return _ERRORS[error].format(most=most_mb)
