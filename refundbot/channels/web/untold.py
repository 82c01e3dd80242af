"""Tells the pages that are connected here what is stored and nobody told them.

One front door tells the pages of another through Redis, which may be away; and one that dies may have stored
what it has not told yet. The database holds all of it, so it is looked at: what a page has not been told by
the second look after it was stored, it is told now.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Any

from sqlalchemy.orm import Session

from refundbot.conversations import store
from refundbot.conversations.database import Database
from refundbot.conversations.models import Conversation, Message

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
MOST_AT_ONCE = 50

Tell = Callable[[Conversation, list[Message]], Awaitable[None]]


class Reached:
    """What the pages of a conversation have been told: everything up to a seq, and some beyond it."""

    def __init__(self, upto: int) -> None:
        self.upto = upto
        self._beyond: set[int] = set()

    def add(self, seq: int) -> None:
        """They have been told this too."""
        if seq > self.upto:
            self._beyond.add(seq)
        while self.upto + 1 in self._beyond:
            self.upto += 1
            self._beyond.discard(self.upto)


class Untold:
    """Looks, as long as it runs, and tells."""

    def __init__(self, database: Database, connected: Callable[[], Collection[str]], tell: Tell) -> None:
        """`connected` gives the conversations whose pages are connected here, `tell` sends to them alone."""
        self._database, self._connected, self._tell = database, connected, tell
        self._told: dict[str, Reached] = {}
        self._behind: dict[str, int] = {}
        """What was stored, and not told, at the look before: of a conversation, its latest seq."""
        self._looking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to look."""
        self._looking = asyncio.create_task(self._look_on())

    async def stop(self) -> None:
        """Ends at once."""
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking

    def asked(self, conversation_id: str, last_seq: int) -> None:
        """A page has asked for what it missed, and was given all up to there."""
        if self._looking is not None:
            self._told.setdefault(conversation_id, Reached(last_seq))

    def told(self, room: str, event: str, data: Any) -> None:
        """The pages of a room are told something now."""
        if event == "message" and room in self._told:
            self._told[room].add(data["seq"])

    async def look(self) -> None:
        """Looks once."""
        here = set(self._connected())
        self._told = {id: told for id, told in self._told.items() if id in here}
        stored = await self._database.run(lambda s: store.last_seqs(s, self._told)) if self._told else {}
        for id, seq in self._behind.items():
            if id in stored and id in self._told and self._told[id].upto < seq:
                await self._tell_rest(id, self._told[id], seq)
        self._behind = {
            id: seq for id, seq in stored.items() if id in self._told and self._told[id].upto < seq
        }

    async def _tell_rest(self, conversation_id: str, told: Reached, upto: int) -> None:
        def unit(session: Session) -> tuple[Conversation | None, list[Message]]:
            found = store.after(session, conversation_id, told.upto, MOST_AT_ONCE)
            return store.find(session, conversation_id), [message for message in found if message.seq <= upto]

        conversation, messages = await self._database.run(unit)
        if conversation is not None:
            await self._tell(conversation, messages)
        told.upto = max(told.upto, upto)
        told.add(told.upto)

    async def _look_on(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except Exception as error:
                logger.error("cannot look for what pages were not told: %s", error or type(error).__name__)
