"""How often a conversation and an address may ask. Counted in this process: each instance for itself."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from refundbot.channels.web.refusal import Refusal


class Rates:
    """The counters of this process."""

    def __init__(self, message_rate: str, address_rate: str) -> None:
        """The rates as `limits` writes them, e.g. `30/minute`."""
        self._counters = MemoryStorage()  # the limiter itself does not keep it alive
        self._limiter = MovingWindowRateLimiter(self._counters)
        self._message_rate = parse(message_rate)
        self._address_rate = parse(address_rate)

    def message(self, conversation_id: str) -> None:
        """Counts a message of a conversation.

        Raises:
            Refusal: too many.
        """
        self._count(self._message_rate, "message", conversation_id)

    def request(self, address: str) -> None:
        """Counts a request from an address.

        Raises:
            Refusal: too many.
        """
        self._count(self._address_rate, "address", address)

    def _count(self, rate: RateLimitItem, kind: str, who: str) -> None:
        if not self._limiter.hit(rate, kind, who):
            frees_at = self._limiter.get_window_stats(rate, kind, who)[0]
            raise Refusal("rate_limited", max(1, math.ceil(frees_at - time.time())))
