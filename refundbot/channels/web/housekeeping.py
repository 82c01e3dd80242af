"""Erases what a customer asks for and what nobody has touched for long: everywhere, and until it is done."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from refundbot.attachments import Shelf
from refundbot.channels.web.answering import Answers
from refundbot.channels.web.background import Background
from refundbot.channels.web.bot import Bot, NotNow
from refundbot.channels.web.clock import Clock
from refundbot.channels.web.live import Live
from refundbot.conversations import attachments, retention
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
UNSENT = timedelta(hours=3)
"""After which an attachment that was chosen and not sent is dropped; no upload takes nearly as long."""
UNUSED = timedelta(days=1)
"""After which a conversation in which nobody has said anything is dropped: anybody can open as many as they
like, and a page whose conversation is gone opens another."""
REST = 3
"""Between one lot, or one erasing from the disk, and the next, in times that it took: messages pass."""


class Housekeeping(Background):
    """Erases now, and forgets at its start and every hour."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        answers: Answers,
        live: Live,
        shelf: Shelf,
        clock: Clock,
        retention_days: int,
    ) -> None:
        self._database, self._bot, self._answers, self._live = database, bot, answers, live
        self._shelf, self._clock, self._kept = shelf, clock, timedelta(days=retention_days)
        self._finishing = asyncio.Lock()
        self._rests_until = 0.0

    async def erase(self, conversation_id: str) -> bool:
        """Deletes all that is kept of a conversation; whether nothing is left anywhere.

        Else a file is very large or another program holds it: nobody can read the words here any more, and
        they leave the disk as soon as may be.
        """
        await self._database.run(lambda s: retention.erase(s, conversation_id, self._clock()))
        await self._end([conversation_id])
        try:
            return await asyncio.wait_for(asyncio.shield(self._finish(conversation_id)), PATIENCE_SECONDS)
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

        def unit(session: Session) -> tuple[list[str], bool]:
            suggested.expire(session, since)
            retention.forget_ids(session, since)
            return retention.expire(session, since, now), retention.forget_unused(session, now - UNUSED)

        ids, were_unused = await self._database.run(unit)
        await self._end(ids)
        is_more = await self._bot.expire(since) or bool(ids) or were_unused
        await self._forget_what_was_never_sent(now)
        return is_more

    async def _forget_what_was_never_sent(self, now: datetime) -> None:
        """Drops attachments that were chosen and not sent, and those that came during an erasing."""
        while unsent := await self._database.run(lambda s: attachments.drop_unsent(s, now - UNSENT, now)):
            for conversation_id, id in unsent:
                await self._shelf.drop(conversation_id, [id])
        await self._shelf.forget(await self._database.run(lambda s: retention.lately(s, now - UNSENT)))

    async def _end(self, ids: Sequence[str]) -> None:
        """Ends what goes on in conversations that are erased."""
        for conversation_id in ids:
            await self._answers.drop(conversation_id)
        self._live.erased(ids)

    async def _finish(self, conversation_id: str | None = None) -> bool:
        """Erases what is erased already from Rasa's store and the disk; whether that is done of a
        conversation, or of all.

        Who comes while it is being done has their own done with all others' that have come by then.
        """
        is_finished = partial(retention.is_finished, conversation_id=conversation_id)
        try:
            async with self._finishing:
                while not await self._database.run(is_finished):
                    await asyncio.sleep(self._rests_until - time.monotonic())
                    began = time.monotonic()
                    await self._finish_a_lot()
                    self._rests_until = time.monotonic() + REST * (time.monotonic() - began)
        except Exception as error:
            logger.error("what was erased is not off the disk yet: %s", error)
            return False
        return True

    async def _finish_a_lot(self) -> None:
        erased = await self._database.run(retention.unfinished)
        await self._bot.forget([tracker for trackers in erased.values() for tracker in trackers])
        await self._database.purge()
        await self._shelf.forget(erased)
        finish = partial(retention.finish, conversation_ids=list(erased), now=self._clock())
        await self._database.run(finish)
