"""Tells those who wait for a person their place in the queue, at a cost that does not grow with the queue."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from sqlalchemy.orm import Session

from refundbot.channels.web.clock import Clock
from refundbot.conversations import store
from refundbot.conversations.database import Database

logger = logging.getLogger(__name__)

ROUND_SECONDS = 1.0
LOOK_SECONDS = 20.0
"""After which it is looked again who is still there, and whether anybody is on duty."""
TOLD_IN_A_ROUND = 20
"""The foremost whose place has changed; the others are told in the rounds that follow."""

Place = dict[str, Any]
"""What one who waits is told: the `position`, from 1, and `off_duty` where nobody is there to answer."""

Tell = Callable[[str, Place], Awaitable[None]]


class Places:
    """Who was told which place. Changes within a round are told together, and only to whom they move."""

    def __init__(
        self,
        database: Database,
        tell: Tell,
        connected: Callable[[], Collection[str]],
        off_duty: Callable[[Session], Place | None],
        clock: Clock,
    ) -> None:
        """`tell` sends a place to the customer of a conversation, `connected` gives the conversations whose
        pages are connected here, and `off_duty` what is told where nobody is on duty."""
        self._database, self._tell, self._connected = database, tell, connected
        self._off_duty, self._clock = off_duty, clock
        self._told: dict[str, Place] = {}
        self._changed = asyncio.Event()
        self._teller: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to tell."""
        self._teller = asyncio.create_task(self._tell_rounds())

    async def stop(self) -> None:
        """Ends at once."""
        if self._teller is not None:
            self._teller.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._teller

    def changed(self) -> None:
        """Somebody has joined the queue or left it."""
        self._changed.set()

    def of(self, session: Session, conversation_id: str) -> Place | None:
        """The place of one who is there, if they wait for a person."""
        store.seen_here(session, [conversation_id], self._clock())
        return self._places(session).get(conversation_id)

    async def look(self) -> None:
        """Notes who is still there of those who wait."""
        here = set(self._connected()) & set(await self._database.run(store.waiting_ids))
        if here:
            await self._database.run(lambda s: store.seen_here(s, here, self._clock()))

    async def tell_round(self) -> bool:
        """Tells one round, and whether there is more to tell."""
        places = await self._database.run(self._places)
        self._told = {id: place for id, place in self._told.items() if id in places}
        moved = [id for id, place in places.items() if self._told.get(id) != place]
        for id in moved[:TOLD_IN_A_ROUND]:
            self._told[id] = places[id]
            await self._tell(id, places[id])
        return len(moved) > TOLD_IN_A_ROUND

    def _places(self, session: Session) -> dict[str, Place]:
        found = store.places(session, self._clock())
        off_duty = self._off_duty(session) if found else None
        more = {"off_duty": off_duty} if off_duty else {}
        return {id: {"position": place, **more} for id, place in found.items()}

    async def _tell_rounds(self) -> None:
        while True:
            try:
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), LOOK_SECONDS)
                if not self._changed.is_set():
                    await self.look()
                self._changed.clear()
                if await self.tell_round():
                    self._changed.set()
            except Exception:
                logger.exception("places in the queue could not be told")
            await asyncio.sleep(ROUND_SECONDS)
