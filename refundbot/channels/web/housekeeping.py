"""Erases what a customer asks for and what nobody has touched for long: everywhere, and until it is done."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy.orm import Session

from refundbot.channels.web.answering import Answers
from refundbot.channels.web.background import Background
from refundbot.channels.web.bot import Bot, NotNow
from refundbot.channels.web.clock import Clock
from refundbot.channels.web.live import Live
from refundbot.conversations import retention
from refundbot.conversations.database import Database, Unavailable
from refundbot.desk import suggested

logger = logging.getLogger(__name__)

EVERY_SECONDS = 3600.0
PAUSE_SECONDS = 1.0
"""At least, between one lot and the next, which lets customers' messages pass."""
RETRY_SECONDS = 15.0
"""After which what another program kept from being erased is tried again."""
PATIENCE_SECONDS = 10.0
"""For which a customer waits until nothing is left."""
REST = 3
"""Between one lot, or one erasing from the disk, and the next, in times that it took: messages pass."""


class Housekeeping(Background):
    """Erases now, and forgets at its start and every hour."""

    def __init__(
        self, database: Database, bot: Bot, answers: Answers, live: Live, clock: Clock, retention_days: int
    ) -> None:
        self._database, self._bot, self._answers, self._live = database, bot, answers, live
        self._clock, self._kept = clock, timedelta(days=retention_days)
        self._finishing = asyncio.Lock()

    async def erase(self, conversation_id: str) -> bool:
        """Deletes all that is kept of a conversation; whether nothing is left anywhere.

        Else a file is very large or another program holds it: nobody can read the words here any more, and
        they leave the disk as soon as may be.
        """
        await self._database.run(lambda s: retention.erase(s, conversation_id, self._clock()))
        await self._end([conversation_id])
        try:
            return await asyncio.wait_for(asyncio.shield(self._finish()), PATIENCE_SECONDS)
        except asyncio.TimeoutError:
            return False

    async def _run(self) -> None:
        while True:
            seconds, began = EVERY_SECONDS, time.monotonic()
            try:
                if await self._forget_a_lot():
                    seconds = max(PAUSE_SECONDS, REST * (time.monotonic() - began))
            except Unavailable as unavailable:
                logger.error("old conversations could not be forgotten yet: %s", unavailable)
                seconds = RETRY_SECONDS
            except NotNow as later:  # as at each start, when the workers take longer to it
                logger.info("old conversations are forgotten later: %s", later)
                seconds = RETRY_SECONDS
            except Exception:
                logger.exception("old conversations could not be forgotten")
            if not await self._finish():
                seconds = min(seconds, RETRY_SECONDS)
            await asyncio.sleep(seconds)

    async def _forget_a_lot(self) -> bool:
        """Forgets some of them, of this channel's and of the REST channel's; whether there were any."""
        now = self._clock()
        since = now - self._kept

        def unit(session: Session) -> list[str]:
            suggested.expire(session, since)
            retention.forget_ids(session, since)
            return retention.expire(session, since, now)

        ids = await self._database.run(unit)
        await self._end(ids)
        return await self._bot.expire(since) or bool(ids)

    async def _end(self, ids: Sequence[str]) -> None:
        """Ends what goes on in conversations that are erased."""
        for conversation_id in ids:
            await self._answers.drop(conversation_id)
        self._live.erased(ids)

    async def _finish(self) -> bool:
        """Erases what is erased already from Rasa's store and the disk; whether that is done.

        Who comes while it is being done has their own done with all others' that have come by then.
        """
        try:
            async with self._finishing:
                while erased := await self._database.run(retention.unfinished):
                    began = time.monotonic()
                    await self._bot.forget([tracker for trackers in erased.values() for tracker in trackers])
                    await self._database.purge()
                    finish = partial(retention.finish, conversation_ids=list(erased), now=self._clock())
                    await self._database.run(finish)
                    await asyncio.sleep(REST * (time.monotonic() - began))
        except Exception as error:
            logger.error("what was erased is not off the disk yet: %s", error)
            return False
        return True
