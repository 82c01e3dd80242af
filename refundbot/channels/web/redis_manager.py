"""The instances of the server reach each other's sockets through Redis, which may fall silent at any time.

python-socketio's own manager publishes within each emit and waits for Redis there; and with a time limit on
its connection it takes a channel on which nothing is said for a dead one. Here an emit only queues what other
instances are to be told, and a channel is dead when it answers no ping.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

from redis import asyncio as redis
from socketio.async_pubsub_manager import AsyncPubSubManager

from refundbot.telemetry import metrics

logger = logging.getLogger(__name__)

SILENCE_SECONDS = 2.0
"""For connecting, for an answer of Redis, and after which an idle channel is asked whether it is alive."""

RETRY_SECONDS = 1.0

MOST_UNTOLD = 1000
"""More is not kept for other instances: their customers' pages ask for what they missed."""


class RedisManager(AsyncPubSubManager):
    """Publishes in a task, in order, and subscribes anew wherever the channel is dead."""

    name = "redis"

    def __init__(self, url: str) -> None:
        """`url` is `redis://...`."""
        super().__init__()
        self._redis = redis.Redis.from_url(
            url,
            socket_timeout=SILENCE_SECONDS,
            socket_connect_timeout=SILENCE_SECONDS,
            socket_keepalive=True,
            health_check_interval=30,
        )
        self._untold: asyncio.Queue[str] = asyncio.Queue(MOST_UNTOLD)
        self.on_emit: Callable[[str, str, Any], None] = lambda room, event, data: None
        """Called with what the sockets of this instance are told, whichever instance tells it."""

    def initialize(self) -> None:
        """Called by python-socketio, once its loop runs."""
        super().initialize()
        self._teller = self.server.start_background_task(self._tell)

    async def _handle_emit(self, message: dict[str, Any]) -> None:
        await super()._handle_emit(message)
        self.on_emit(message["room"], message["event"], message["data"][0])

    async def _publish(self, data: dict[str, Any]) -> None:
        if not self._untold.full():
            self._untold.put_nowait(json.dumps(data))

    async def _tell(self) -> None:
        while True:
            data = await self._untold.get()
            try:
                with metrics.stored("redis", redis.RedisError, OSError):
                    await self._redis.publish(self.channel, data)
            except (redis.RedisError, OSError) as error:
                logger.error("other instances could not be told: %s", error)

    async def _listen(self) -> AsyncIterator[bytes]:
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(self.channel)
                    async for data in self._heard(channel):
                        yield data
            except (redis.RedisError, OSError) as error:
                logger.error("other instances cannot be heard: %s", error)
            await asyncio.sleep(RETRY_SECONDS)

    async def _heard(self, channel: Any) -> AsyncIterator[bytes]:
        """What is said, until the channel is dead."""
        unanswered = 0
        while unanswered < 2:
            message = await channel.get_message(timeout=SILENCE_SECONDS)
            if message is None:
                unanswered += 1
                await channel.ping()
            else:
                unanswered = 0
                if message["type"] == "message":
                    yield message["data"]
        raise redis.TimeoutError("no answer to a ping")
