"""Hits that all front doors count together, in Redis; while it does not answer, nobody waits for it.

What is counted lies there under a keyed hash: neither an address nor a conversation can be read off it, and
two installations on one Redis do not count each other's.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from dataclasses import dataclass

from redis import asyncio as redis

from refundbot import signed
from refundbot.telemetry import metrics

logger = logging.getLogger(__name__)

PREFIX = "refundbot:rate:"

SILENCE_SECONDS = 0.25
"""For connecting, and for an answer: a customer waits for it."""

PAUSE_SECONDS = 5.0
"""For which Redis is not asked after it did not answer."""

CONNECTIONS = 8

_HIT = """
local hits = redis.call('INCR', KEYS[1])
if hits == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {hits, redis.call('PTTL', KEYS[1])}
"""


@dataclass(frozen=True)
class Hits:
    """How many there were in a window, and the seconds until it ends."""

    count: int
    seconds: float


class SharedRates:
    """The counters in Redis."""

    def __init__(self, url: str, secret: str) -> None:
        """`url` is `redis://...`; front doors with the same `secret` count together."""
        self._key = signed.derived_key(secret, "refundbot-rates").encode()
        self._redis = redis.Redis(
            connection_pool=redis.BlockingConnectionPool.from_url(
                url,
                max_connections=CONNECTIONS,
                timeout=SILENCE_SECONDS,
                socket_timeout=SILENCE_SECONDS,
                socket_connect_timeout=SILENCE_SECONDS,
            )
        )
        self._hit = self._redis.register_script(_HIT)
        self._asked_again_at = 0.0

    async def hit(self, key: str, seconds: float) -> Hits | None:
        """Counts a hit in a window of so many seconds; `None` where Redis does not say how many there are."""
        if time.monotonic() < self._asked_again_at:
            return None
        try:
            with metrics.stored("rates", redis.RedisError, OSError):
                count, left = await self._hit(keys=[self._name(key)], args=[round(seconds * 1000)])
        except (redis.RedisError, OSError) as error:
            self._asked_again_at = time.monotonic() + PAUSE_SECONDS
            logger.error("each front door counts for itself: %s of Redis", type(error).__name__)
            await self._redis.connection_pool.disconnect(inuse_connections=False)  # they may be dead as well
            return None
        return Hits(count, max(0.0, left / 1000))

    async def close(self) -> None:
        """Closes the connections."""
        await self._redis.close()
        await self._redis.connection_pool.disconnect()

    def _name(self, key: str) -> str:
        return PREFIX + hmac.new(self._key, key.encode(), hashlib.sha256).hexdigest()[:32]
