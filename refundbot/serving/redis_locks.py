"""Locks of Rasa's conversations that several workers share through Redis.

Rasa's own Redis lock is read, changed and written in three calls, between which another server may do the
same, and each call waits on the event loop that serves every customer. Here the lock is redis-py's, taken and
freed by one atomic command each.

Conversations of the web channel need none of it: the database gives a conversation's message to one server at
a time, and to the next one only in another tracker. So their customers are answered while Redis is down.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore, LockError
from redis import asyncio as redis

from refundbot.conversations.models import conversation_of
from refundbot.telemetry import metrics

logger = logging.getLogger(__name__)

PREFIX = "refundbot:lock:"

LIFE_SECONDS = 40.0
"""Longer than a turn may take, so that a lock outlives its holder by little where that is killed."""

POLL_SECONDS = 0.1
SILENCE_SECONDS = 2.0
"""For connecting, and for an answer of Redis."""


class RedisLockStore(InMemoryLockStore):
    """A place in this process's queue first, which keeps the order; then the lock among all processes."""

    def __init__(self, url: str) -> None:
        """`url` is `redis://...`."""
        super().__init__()
        self._redis = redis.Redis.from_url(
            url, socket_timeout=SILENCE_SECONDS, socket_connect_timeout=SILENCE_SECONDS
        )

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 1
    ) -> AsyncIterator[TicketLock]:
        """Holds the lock of a conversation, for which the caller says how long it waits.

        Raises:
            LockError: it cannot be had, and nothing was done.
        """
        async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as ticket:
            if conversation_of(conversation_id) is not None:
                yield ticket
                return
            lock = self._redis.lock(PREFIX + conversation_id, timeout=LIFE_SECONDS, sleep=POLL_SECONDS)
            try:
                with metrics.stored("locks", redis.RedisError, OSError):
                    await lock.acquire()
            except (redis.RedisError, OSError) as error:
                raise LockError(f"Redis does not give the lock: {type(error).__name__}") from None
            try:
                yield ticket
            finally:
                try:
                    await lock.release()
                except (redis.RedisError, OSError) as error:  # it ends by itself
                    logger.error("a lock could not be given back to Redis: %s", type(error).__name__)
