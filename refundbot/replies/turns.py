"""What is said around the answers: errors, notes, asking back."""

from __future__ import annotations

from typing import Literal

from .envelope import envelope
from .model import Reply
from .wording import FOLDER, read, texts

_TURNS = read(FOLDER / "turns.yaml")
_ERRORS = texts(_TURNS["errors"], "turns.yaml: errors")

ErrorReason = Literal["unavailable", "timeout", "too_long", "empty", "bad_request"]


def error(reason: ErrorReason) -> Reply:
    """What is said when no answer can be given. Needs no policy and reads nothing when called."""
    return Reply((_ERRORS[reason],), envelope("error", None, confidence=0.0))
