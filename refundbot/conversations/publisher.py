"""Publishes the outbox to RabbitMQ, at least once and in the order of ids; what is down delays it only."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

import aio_pika
from aio_pika.abc import AbstractExchange

from refundbot.conversations import outbox
from refundbot.conversations.database import Database
from refundbot.conversations.outbox import OutboxEvent

logger = logging.getLogger(__name__)

NAME = "refundbot.events"
"""Of the topic exchange, and of the queue that keeps all for the warehouse, both durable."""

SILENCE_SECONDS = 5.0
"""For connecting, and for the broker's word that it has a lot of events."""

RETRY_SECONDS = 1.0
POLL_SECONDS = 1.0
MOST_AT_ONCE = 200

Result = TypeVar("Result")


class Publisher:
    """One task of a server. Of several servers each publishes what no other has taken."""

    def __init__(self, database: Database, url: str, clock: Callable[[], datetime], name: str = NAME) -> None:
        """`url` is `amqp://...`."""
        self._database, self._url, self._clock, self._name = database, url, clock, name
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins; the broker need not be there."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ends at once: what is not published is after the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        while True:
            try:
                await self._publish()
            except Exception as error:  # of two libraries, and of the network
                logger.error("events wait to be published: %s", type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)

    async def _publish(self) -> None:
        """Publishes until something fails."""
        connection = await _limited(aio_pika.connect(self._url))
        try:
            channel = await _limited(connection.channel(on_return_raises=True))
            exchange = await _limited(_declare(channel, self._name))
            while not connection.is_closed:
                if not await self._publish_a_lot(exchange):
                    await asyncio.sleep(POLL_SECONDS)
        finally:
            with contextlib.suppress(Exception):
                await _limited(connection.close())

    async def _publish_a_lot(self, exchange: AbstractExchange) -> bool:
        """Publishes some events; whether there were any."""
        events = await self._database.run(partial(outbox.claim, now=self._clock(), most=MOST_AT_ONCE))
        ids = [each.id for each in events]
        try:
            # One after the other on the wire; awaited together.
            await _limited(asyncio.gather(*(_tell(exchange, each) for each in events)))
        except BaseException:
            with contextlib.suppress(Exception):
                await self._database.run(partial(outbox.release, ids=ids))
            raise
        if ids:
            await self._database.run(partial(outbox.drop, ids=ids))
        return bool(ids)


async def _declare(channel: aio_pika.abc.AbstractChannel, name: str) -> AbstractExchange:
    exchange = await channel.declare_exchange(name, aio_pika.ExchangeType.TOPIC, durable=True)
    queue = await channel.declare_queue(name, durable=True)
    await queue.bind(exchange, routing_key="#")
    return exchange


async def _tell(exchange: AbstractExchange, event: OutboxEvent) -> None:
    message = aio_pika.Message(
        json.dumps({"id": event.id, **event.body}, ensure_ascii=False).encode(),
        message_id=str(event.id),
        type=event.kind,
        content_type="application/json",
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
    )
    await exchange.publish(message, routing_key=event.kind)


async def _limited(work: Awaitable[Result]) -> Result:
    """What the library's work gives in time; where its connection broke it may not even end when cancelled.

    Raises:
        asyncio.TimeoutError: it is not done.
    """
    doing = asyncio.ensure_future(work)
    doing.add_done_callback(lambda done: done.cancelled() or done.exception())  # heard, if only here
    try:
        await asyncio.wait({doing}, timeout=SILENCE_SECONDS)
        if not doing.done():
            raise asyncio.TimeoutError
        return doing.result()
    finally:
        doing.cancel()
