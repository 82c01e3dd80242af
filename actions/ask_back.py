"""A message that no intent explains well enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.base import TurnAction


class AskBack(TurnAction):
    @classmethod
    def name(cls) -> str:
        """Rasa's own name for it, so that its policies find it."""
        return "action_default_fallback"

    def topic(self, message: Mapping[str, Any]) -> str | None:
        """None, whatever the intent that was too unlikely."""
        return None
