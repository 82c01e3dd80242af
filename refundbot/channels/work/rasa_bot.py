"""The bot that answers: Rasa, asked as a channel asks it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import SlotSet

from refundbot.channels.rest import metadata_of
from refundbot.channels.typed import typed_text
from refundbot.channels.web.bot import TIMEOUT_SECONDS, CustomerMessage, NotNow, apologies, bubbles
from refundbot.channels.work.rasa_memory import MEMORY, memory_before
from refundbot.conversations.models import TRACKER_PREFIX
from refundbot.conversations.store import Bubble
from refundbot.dialogue import Memory, Services, hear, read_turn
from refundbot.replies.turns import ErrorReason
from refundbot.serving.forgetting import PerhapsSaved, StoreUnavailable
from refundbot.settings import Settings

logger = logging.getLogger(__name__)


class RasaBot:
    """Rasa as the front door's bot."""

    def __init__(
        self,
        handler: Callable[[UserMessage], Awaitable[Any]],
        agent: Callable[[], Any],
        settings: Settings,
        services: Services,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        """`handler` is what Rasa gives to its channels, `agent` its loaded agent; `timeout` in seconds."""
        self._handler, self._agent, self._settings, self._timeout = handler, agent, settings, timeout
        self._services = services

    async def answer(self, turn: CustomerMessage) -> list[Bubble]:
        """Rasa's answer, or an apology that offers a person where it fails, hangs or says nothing."""
        said = CollectingOutputChannel()
        reason: ErrorReason = "unavailable"
        try:
            await asyncio.wait_for(self._ask(turn, said), self._timeout)
        except asyncio.TimeoutError:
            logger.error("a turn took longer than %s s", self._timeout)
            reason = "timeout"
        except StoreUnavailable as unavailable:
            raise _not_now(unavailable) from None
        except Exception:
            logger.exception("a turn failed")
        return bubbles(said.messages) or apologies(reason)

    async def listen(self, turn: CustomerMessage) -> None:
        """Has the dialogue remember what a person is told: the case goes on where the person leaves it."""
        try:
            await asyncio.wait_for(self._hear(turn), self._timeout)
        except StoreUnavailable as unavailable:
            raise _not_now(unavailable) from None
        except Exception:
            logger.exception("a message to a person could not be taken note of")

    async def forget(self, tracker_ids: Sequence[str]) -> None:
        """Deletes Rasa's conversations."""
        await self._agent().tracker_store.forget(tracker_ids)

    async def is_ready(self) -> bool:
        """Whether the model is loaded, its memory can be written and the action server answers."""
        agent = self._agent()
        if agent is None or not agent.is_ready():
            return False
        await agent.tracker_store.check()
        return bool(await agent.action_endpoint.is_up())

    async def expire(self, untouched_since: datetime) -> bool:
        """Deletes some old conversations of the REST channel, which no database but Rasa's keeps."""
        store = self._agent().tracker_store
        try:
            old = await store.untouched(TRACKER_PREFIX, untouched_since)
            if old:
                await store.delete(old)
        except StoreUnavailable as unavailable:
            raise _not_now(unavailable) from None
        return bool(old)

    async def _ask(self, turn: CustomerMessage, said: CollectingOutputChannel) -> None:
        await self._carry_over(turn)
        await self._handler(self._message(turn, said))

    async def _hear(self, turn: CustomerMessage) -> None:
        await self._carry_over(turn)
        agent = self._agent()
        async with agent.lock_store.lock(turn.tracker_id):
            message = self._message(turn, CollectingOutputChannel())
            tracker = await agent.processor.log_message(message, should_save_tracker=False)
            parsed = read_turn(tracker.latest_message.parse_data, self._settings.now(), turn.customer_id)
            memory = await hear(parsed, Memory.from_json(tracker.get_slot(MEMORY)), self._services)
            tracker.update(SlotSet(MEMORY, memory.to_json()))
            await agent.processor.save_tracker(tracker)

    def _message(self, turn: CustomerMessage, said: CollectingOutputChannel) -> UserMessage:
        return UserMessage(
            typed_text(turn.text),
            said,
            turn.tracker_id,
            input_channel="web",
            message_id=turn.message_id,
            metadata=metadata_of(turn.customer_id),
        )

    async def _carry_over(self, turn: CustomerMessage) -> None:
        """Begins a new tracker with what the dialogue remembered before this message."""
        if not turn.earlier_trackers:
            return
        agent = self._agent()
        for earlier in turn.earlier_trackers:
            memory = memory_before(await agent.tracker_store.retrieve(earlier), turn.message_id)
            if memory is not None:
                break
        else:
            return
        async with agent.lock_store.lock(turn.tracker_id):
            tracker = await agent.processor.fetch_tracker_and_update_session(turn.tracker_id)
            tracker.update(SlotSet(MEMORY, memory))
            await agent.processor.save_tracker(tracker)


def _not_now(unavailable: StoreUnavailable) -> NotNow:
    return NotNow(str(unavailable), perhaps_noted=isinstance(unavailable, PerhapsSaved))
