"""Forgets, while the server runs, what nobody has touched for as long as the settings keep it."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from refundbot.channels.web.bot import Bot
from refundbot.channels.web.clock import Clock
from refundbot.conversations import retention
from refundbot.conversations.database import Database

logger = logging.getLogger(__name__)

EVERY_SECONDS = 3600.0
PAUSE_SECONDS = 1.0
"""Between one lot and the next, which lets customers' messages pass."""


class Housekeeping:
    """The task that deletes old conversations, here and in the bot's memory."""

    def __init__(self, database: Database, bot: Bot, clock: Clock, retention_days: int) -> None:
        self._database, self._bot, self._clock = database, bot, clock
        self._kept = timedelta(days=retention_days)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, now and then every hour."""
        self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        """Ends."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        while True:
            is_more = False
            try:
                is_more = await self._forget_a_lot()
            except Exception:
                logger.exception("old conversations could not be forgotten")
            await asyncio.sleep(PAUSE_SECONDS if is_more else EVERY_SECONDS)

    async def _forget_a_lot(self) -> bool:
        """Forgets some of them; whether there were any."""
        since = self._clock() - self._kept
        trackers = await self._database.run(lambda s: retention.expire(s, since))
        if trackers:
            await self._bot.forget(trackers)
        return bool(trackers)
