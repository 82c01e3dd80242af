"""Tells everyone who looks at a conversation what changed in it: all tabs of the customer, and the desk."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from refundbot.channels.web import wire
from refundbot.conversations import store
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Outcome
from refundbot.replies.chat import system_text

logger = logging.getLogger(__name__)

NAMESPACE = "/chat"
DESK = "/desk"

PATIENCE_SECONDS = 3.0

Listener = Callable[[Outcome], Awaitable[None]]


class Live:
    """The fan-out over Socket.IO, whose manager reaches the sockets of every instance."""

    def __init__(self, sockets: Any, database: Database) -> None:
        """`sockets` is the `socketio.AsyncServer`."""
        self._sockets, self._database = sockets, database
        self._listeners: list[Listener] = []
        self._outcomes: asyncio.Queue[Outcome] = asyncio.Queue()
        self._teller: asyncio.Task[None] | None = None

    def subscribe(self, listener: Listener) -> None:
        """Has `listener` called after each change of any conversation that this process made, in order, and
        without holding up the customer."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begins to call the listeners."""
        self._teller = asyncio.create_task(self._tell_listeners())

    async def stop(self) -> None:
        """Ends once the listeners have been told what there is, or after a while."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._outcomes.join(), PATIENCE_SECONDS)
        if self._teller is not None:
            self._teller.cancel()

    async def publish(self, outcome: Outcome) -> None:
        """Tells what an act changed. Never raises: it is stored, and who was not reached asks for it."""
        if not outcome.changed:
            return
        try:
            await self._tell_customer(outcome)
        except Exception:
            logger.exception("a change could not be told")
        if self._teller is not None:
            self._outcomes.put_nowait(outcome)

    async def _tell_listeners(self) -> None:
        while True:
            outcome = await self._outcomes.get()
            for listener in self._listeners:
                try:
                    await listener(outcome)
                except Exception:
                    logger.exception("a listener failed")
            self._outcomes.task_done()

    async def emit(
        self, conversation_id: str, event: str, data: dict[str, Any], skip: str | None = None
    ) -> None:
        """Sends an event to all tabs of a customer, save the socket `skip`."""
        await self._sockets.emit(event, data, room=conversation_id, namespace=NAMESPACE, skip_sid=skip)

    async def typing(self, conversation_id: str, on: bool) -> None:
        """Shows the desk that the customer types, or no longer does."""
        told = {"conversation_id": conversation_id, "from": "customer", "on": on}
        await self._sockets.emit("typing", told, namespace=DESK)

    async def erased(self, conversation_id: str) -> None:
        """Tells the customer's tabs that nothing is left, and has them leave."""
        gone = {"seq": 0, "from": "system", "text": system_text("erased"), "code": "erased"}
        await self.emit(conversation_id, "message", gone)
        await self._sockets.close_room(conversation_id, namespace=NAMESPACE)

    async def _tell_customer(self, outcome: Outcome) -> None:
        conversation = outcome.conversation
        for message in outcome.messages:
            await self.emit(conversation.id, "message", wire.message(message))
        if any(message.sender == "system" for message in outcome.messages):
            await self.emit(conversation.id, "status", wire.status(conversation))
            await self._tell_queue()

    async def _tell_queue(self) -> None:
        for position, waiting in enumerate(await self._database.run(store.waiting), start=1):
            await self.emit(waiting.id, "queue", {"position": position})
