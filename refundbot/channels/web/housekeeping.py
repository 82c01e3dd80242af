"""Forgets, while the server runs, what nobody has touched for as long as the settings keep it."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from refundbot.channels.web.chat import Chat
from refundbot.conversations import retention

logger = logging.getLogger(__name__)

EVERY_SECONDS = 3600.0
PAUSE_SECONDS = 1.0
"""Between one lot and the next, which lets customers' messages pass."""


async def forget_old(chat: Chat) -> None:
    """Runs until cancelled."""
    while True:
        is_more = False
        try:
            is_more = await _forget_a_lot(chat)
        except Exception:
            logger.exception("old conversations could not be forgotten")
        await asyncio.sleep(PAUSE_SECONDS if is_more else EVERY_SECONDS)


async def _forget_a_lot(chat: Chat) -> bool:
    """Forgets some of them; whether there were any."""
    since = chat.clock() - timedelta(days=chat.settings.retention_days)
    trackers = await chat.database.run(lambda s: retention.expire(s, since))
    if trackers:
        await chat.bot.forget(trackers)
    return bool(trackers)
