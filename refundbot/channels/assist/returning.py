"""Puts the conversations back into the queue whose agents are gone from their desks."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from refundbot.channels.web.background import Background
from refundbot.channels.web.clock import Clock
from refundbot.channels.web.live import Live
from refundbot.conversations.database import Database, Unavailable
from refundbot.desk import presence

logger = logging.getLogger(__name__)

EVERY_SECONDS = 15.0


class Returning(Background):
    """Looks for them now and then."""

    def __init__(self, database: Database, live: Live, clock: Clock, gone_after: timedelta) -> None:
        """An agent whose desk has said nothing for `gone_after` is gone."""
        self._database, self._live, self._clock, self._gone_after = database, live, clock, gone_after

    async def look(self, now: datetime) -> None:
        """Puts back what is abandoned at `now`, and tells everyone."""
        gone_since = now - self._gone_after
        for outcome in await self._database.run(lambda s: presence.return_abandoned(s, gone_since, now)):
            self._live.publish(outcome)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await self.look(self._clock())
            except Unavailable as unavailable:
                logger.error("cannot look for abandoned conversations: %s", unavailable)
            except Exception:
                logger.exception("cannot look for abandoned conversations")
