"""The clock of tokens, timestamps and pauses. REFUNDBOT_NOW fixes the dialogue's clock, not this one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(timezone.utc)
