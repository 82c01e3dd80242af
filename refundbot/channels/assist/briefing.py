"""Keeps the conversations in brief that wait for a person or have one, as their customers go on."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.orm import Session

from refundbot.assist import Brief, brief
from refundbot.channels.assist.advice import SETTLING_SECONDS
from refundbot.channels.assist.desk import Desk
from refundbot.channels.assist.question import memory_after, open_question, seen
from refundbot.channels.web.answering import RETRY_SECONDS
from refundbot.channels.web.bot import NotNow
from refundbot.conversations import store
from refundbot.conversations.gate import Transition
from refundbot.desk.models import KeptBrief

logger = logging.getLogger(__name__)


class Briefing:
    """One task for each conversation in which something was said."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._working: dict[str, asyncio.Task[None]] = {}
        self._called_again: set[str] = set()

    async def changed(self, outcome: Transition) -> None:
        """Called after each change of any conversation."""
        conversation = outcome.conversation
        if not outcome.messages or conversation.status not in ("queued", "human"):
            return
        if conversation.id in self._working:
            self._called_again.add(conversation.id)
        else:
            self._working[conversation.id] = asyncio.create_task(self._work(conversation.id))

    async def stop(self) -> None:
        """Ends at once: the next word brings the brief up to date."""
        tasks = list(self._working.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self, conversation_id: str) -> None:
        try:
            while True:
                self._called_again.discard(conversation_id)
                try:
                    await self._brief(conversation_id)
                except NotNow as why:
                    logger.error("conversation %s waits to be put in brief: %s", conversation_id, why)
                    await asyncio.sleep(RETRY_SECONDS)
                    continue
                if conversation_id not in self._called_again:
                    return
        except store.NoSuchConversation:
            pass  # erased meanwhile
        except Exception:
            logger.exception("conversation %s could not be put in brief", conversation_id)
        finally:
            del self._working[conversation_id]

    async def _brief(self, conversation_id: str) -> None:
        desk = self._desk
        await desk.answers.settled(conversation_id, SETTLING_SECONDS)
        conversation, messages = await desk.database.run(lambda s: seen(s, conversation_id))
        asked = await open_question(desk, conversation, messages)
        now = desk.settings.now()
        question = asked.turn if asked.message else None
        memory = await memory_after(desk, asked)
        made = brief(question, asked.later, memory, desk.services.policies.at(now), now)
        text = asked.message.text if asked.message else None
        if await desk.database.run(lambda s: _keep(s, conversation_id, text, made)):
            await desk.watchers.tell(Transition(conversation, changed=True))


def _keep(session: Session, conversation_id: str, question: str | None, made: Brief) -> bool:
    """Whether it says something new."""
    store.lock(session, conversation_id)
    kept: KeptBrief | None = session.get(KeptBrief, conversation_id)
    if kept is None:
        kept = KeptBrief(conversation_id=conversation_id)
        session.add(kept)
    before = (kept.question, kept.topic, kept.verdict, kept.amount, kept.mood)
    now = (question, made.topic, made.verdict, made.amount, made.mood)
    kept.question, kept.topic, kept.verdict, kept.amount, kept.mood = now
    return now != before
