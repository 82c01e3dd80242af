"""Tells those who wait for a person their place in the queue, at a cost that does not grow with the queue."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from refundbot.conversations import store
from refundbot.conversations.database import Database

logger = logging.getLogger(__name__)

ROUND_SECONDS = 1.0
TOLD_IN_A_ROUND = 20
"""The foremost whose place has changed; the others are told in the rounds that follow."""

Tell = Callable[[str, int], Awaitable[None]]


class Places:
    """Who was told which place. Changes within a round are told together, and only to whom they move."""

    def __init__(self, database: Database, tell: Tell) -> None:
        """`tell` sends a place, from 1, to the customer of a conversation."""
        self._database, self._tell = database, tell
        self._told: dict[str, int] = {}
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

    async def tell_round(self) -> bool:
        """Tells one round, and whether there is more to tell."""
        places = {id: place for place, id in enumerate(await self._database.run(store.waiting_ids), start=1)}
        self._told = {id: place for id, place in self._told.items() if id in places}
        moved = [id for id, place in places.items() if self._told.get(id) != place]
        for id in moved[:TOLD_IN_A_ROUND]:
            self._told[id] = places[id]
            await self._tell(id, places[id])
        return len(moved) > TOLD_IN_A_ROUND

    async def _tell_rounds(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                if await self.tell_round():
                    self._changed.set()
            except Exception:
                logger.exception("places in the queue could not be told")
            await asyncio.sleep(ROUND_SECONDS)
