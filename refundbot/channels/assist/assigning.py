"""Gives customers who wait to agents by itself, where the operator has set so, and tells everyone."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from functools import partial

from refundbot.channels.web.background import Background
from refundbot.channels.web.clock import Clock
from refundbot.channels.web.live import Live
from refundbot.conversations.database import Database, Unavailable
from refundbot.conversations.gate import Transition
from refundbot.desk import assigning
from refundbot.desk.assigning import Rule

logger = logging.getLogger(__name__)

EVERY_SECONDS = 5.0
"""After which it is looked again, for agents who have come and for what other servers have stored."""


class Assigning(Background):
    """Looks at each change of a conversation, and now and then."""

    def __init__(self, database: Database, live: Live, clock: Clock, rule: Rule) -> None:
        """In business hours those who wait are given to agents by the `rule`."""
        self._database, self._live, self._clock, self._rule = database, live, clock, rule
        self._changed = asyncio.Event()

    async def changed(self, _: Transition) -> None:
        """Called after each change of any conversation: somebody may wait, or be free."""
        self._changed.set()

    async def look(self) -> None:
        """Gives away whom there is somebody for, and tells everyone."""
        while self._live.duty.is_open():
            give_next = partial(assigning.give_next, rule=self._rule, now=self._clock())
            given = await self._database.run(give_next)
            if given is None:
                return
            self._live.publish(given)

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._changed.wait(), EVERY_SECONDS)
            self._changed.clear()
            try:
                await self.look()
            except Unavailable as unavailable:
                logger.error("cannot look for customers to be given to agents: %s", unavailable)
                await asyncio.sleep(EVERY_SECONDS)
            except Exception:
                logger.exception("cannot look for customers to be given to agents")
                await asyncio.sleep(EVERY_SECONDS)
