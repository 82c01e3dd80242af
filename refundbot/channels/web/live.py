"""Tells everyone who looks at a conversation what changed in it: all tabs of the customer, and the desk.

Nobody waits for the telling: it is done by a task, in the order in which things happened.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from refundbot.channels.web import wire
from refundbot.channels.web.clock import Clock
from refundbot.channels.web.duty import Duty
from refundbot.channels.web.places import Place, Places
from refundbot.channels.web.sockets import Sockets
from refundbot.channels.web.untold import Untold
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Transition
from refundbot.conversations.models import Conversation, Message
from refundbot.replies.chat import system_text

logger = logging.getLogger(__name__)

NAMESPACE = "/chat"
DESK = "/desk"
AGENTS = "agents"
"""The room of the desk in which all agents are who are signed in."""

PATIENCE_SECONDS = 3.0

Listener = Callable[[Transition], Awaitable[None]]


class Live:
    """The fan-out over Socket.IO, whose manager reaches the sockets of every instance."""

    def __init__(self, sockets: Sockets, database: Database, duty: Duty, clock: Clock) -> None:
        """`sockets` is the server of all sockets."""
        self._sockets, self.duty = sockets, duty
        self.places = Places(database, self._tell_place, self._connected, duty.off, clock)
        self.untold = Untold(database, self._connected, self._tell_here)
        self._listeners: list[Listener] = []
        self._untold: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()
        self._teller: asyncio.Task[None] | None = None

    def subscribe(self, listener: Listener) -> None:
        """Has `listener` called after each change of any conversation that this process made, in order."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begins to tell."""
        self._teller = asyncio.create_task(self._tell())
        self.places.start()

    def start_looking(self) -> None:
        """Begins to tell as well what another front door stored and could not tell."""
        self._sockets.manager.on_emit = self.untold.told
        self.untold.start()

    async def stop(self) -> None:
        """Ends once everything has been told, or after a while."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._untold.join(), PATIENCE_SECONDS)
        if self._teller is not None:
            self._teller.cancel()
        await self.places.stop()
        await self.untold.stop()

    def publish(self, outcome: Transition) -> None:
        """Tells what an act changed. It is stored, and who is not reached asks for it."""
        if outcome.changed:
            self._untold.put_nowait(partial(self._tell_customer, outcome))
            for listener in self._listeners:
                self._untold.put_nowait(partial(listener, outcome))

    def emit(self, conversation_id: str, event: str, data: dict[str, Any]) -> None:
        """Sends an event to all tabs of a customer."""
        self._untold.put_nowait(partial(self._emit, conversation_id, event, data))

    def typing(self, conversation_id: str, on: bool) -> None:
        """Shows the desk that the customer types, or no longer does."""
        told = {"conversation_id": conversation_id, "from": "customer", "on": on}
        self._untold.put_nowait(partial(self._tell_desk, "typing", told))

    def erased(self, conversation_ids: Sequence[str]) -> None:
        """Tells the customers' tabs and the desk that nothing is left of these, and has the tabs leave."""
        for conversation_id in conversation_ids:
            self._untold.put_nowait(partial(self._tell_erased, conversation_id))

    async def _tell(self) -> None:
        while True:
            telling = await self._untold.get()
            try:
                await telling()
            except Exception:
                logger.exception("something could not be told")
            self._untold.task_done()

    async def _emit(self, conversation_id: str, event: str, data: dict[str, Any]) -> None:
        await self._sockets.emit(event, data, room=conversation_id, namespace=NAMESPACE)

    async def _tell_desk(self, event: str, data: dict[str, Any]) -> None:
        await self._sockets.emit(event, data, room=AGENTS, namespace=DESK)

    async def _tell_erased(self, conversation_id: str) -> None:
        gone = {"seq": 0, "from": "system", "text": system_text("erased"), "code": "erased"}
        await self._emit(conversation_id, "message", gone)
        await self._sockets.close_room(conversation_id, namespace=NAMESPACE)
        await self._tell_desk("erased", {"conversation_id": conversation_id})

    async def _tell_customer(self, outcome: Transition) -> None:
        conversation = outcome.conversation
        for message in outcome.messages:
            await self._emit(conversation.id, "message", wire.message(message))
        if outcome.reopened or any(message.sender == "system" for message in outcome.messages):
            await self._emit(conversation.id, "status", wire.status(conversation))
            self.places.changed()

    async def _tell_here(self, conversation: Conversation, messages: list[Message]) -> None:
        told = [("message", wire.message(message)) for message in messages]
        for event, data in (*told, ("status", wire.status(conversation))):
            await self._sockets.emit(
                event, data, room=conversation.id, namespace=NAMESPACE, ignore_queue=True
            )

    async def _tell_place(self, conversation_id: str, place: Place) -> None:
        await self._emit(conversation_id, "queue", place)

    def _connected(self) -> list[str]:
        rooms = self._sockets.manager.rooms.get(NAMESPACE, {})
        return [room for room in rooms if room is not None]
