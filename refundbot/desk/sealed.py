"""What a browser keeps for us and can neither read nor change: JSON under a key of ours (Fernet)."""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from refundbot.signed import Keys, derived_keys


class Sealed:
    """Seals for one purpose: what was sealed for another is not opened."""

    def __init__(self, secrets: Keys, purpose: str) -> None:
        keys = (bytes.fromhex(key) for key in derived_keys(secrets, purpose))
        self._fernet = MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])

    def seal(self, value: dict[str, Any]) -> str:
        """The value as a text for a cookie, about 1.4 times as long as its JSON."""
        return self._fernet.encrypt(json.dumps(value, separators=(",", ":")).encode()).decode()

    def open(self, text: str | None, seconds: int | None = None) -> dict[str, Any] | None:
        """The value; `None` for what we have not sealed, or longer than `seconds` ago."""
        try:
            value: dict[str, Any] = json.loads(self._fernet.decrypt((text or "").encode(), ttl=seconds))
        except (InvalidToken, ValueError):
            return None
        return value
