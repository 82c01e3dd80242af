"""The desk's side of Socket.IO, namespace `/desk`: agents are told what changes; they act over HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import socketio
from sanic.request import Request
from socketio.exceptions import ConnectionRefusedError

from refundbot.channels.assist import wire
from refundbot.channels.web.clock import Clock
from refundbot.channels.web.http import address
from refundbot.channels.web.live import DESK
from refundbot.channels.web.rates import Rates
from refundbot.channels.web.refusal import Refusal
from refundbot.conversations import store
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Outcome
from refundbot.desk.identity import Agents, Unauthorised
from refundbot.desk.models import Note
from refundbot.desk.oidc import IssuerUnavailable
from refundbot.replies.desk import DeskError, desk_error

logger = logging.getLogger(__name__)


class AgentNamespace(socketio.AsyncNamespace):
    """The agents who are signed in. Each is let go when his token runs out."""

    def __init__(self, agents: Agents, database: Database, rates: Rates, clock: Clock) -> None:
        super().__init__(DESK)
        self._agents, self._database, self._rates, self._clock = agents, database, rates, clock
        self._endings: dict[str, asyncio.TimerHandle] = {}
        self._letting_go: set[asyncio.Task[None]] = set()

    async def on_connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        """Lets in the bearer of an agent's token, and tells how many customers wait."""
        request: Request = environ["sanic.request"]
        token = auth.get("token") if isinstance(auth, dict) else None
        try:
            signed_in = await self._agents.verify(token if isinstance(token, str) else None)
        except Unauthorised as refused:
            self._rates.request(address(request))
            raise _refusal("expired" if refused.expired else "unauthorized") from None
        except IssuerUnavailable:
            raise _refusal("unavailable") from None
        seconds = (signed_in.until - self._clock()).total_seconds()
        self._endings[sid] = asyncio.get_running_loop().call_later(seconds, self._let_go, sid)
        await self._tell_queue(to=sid)

    async def on_disconnect(self, sid: str, *_: object) -> None:
        """Forgets the agent."""
        ending = self._endings.pop(sid, None)
        if ending is not None:
            ending.cancel()

    async def tell(self, outcome: Outcome) -> None:
        """Tells what an act changed."""
        conversation = outcome.conversation
        for message in outcome.messages:
            told = {"conversation_id": conversation.id, **wire.message(message)}
            await self.emit("message", told)
        await self.emit("conversation", await wire.current(self._database, conversation))
        if any(message.sender == "system" for message in outcome.messages):
            await self._tell_queue()

    async def tell_note(self, note: Note) -> None:
        """Tells of a note, as a message from `note`."""
        told = {"conversation_id": note.conversation_id, "from": "note", **wire.note(note)}
        await self.emit("message", told)

    async def _tell_queue(self, to: str | None = None) -> None:
        waiting = await self._database.run(store.waiting)
        await self.emit("queue", {"waiting": len(waiting)}, to=to)

    def _let_go(self, sid: str) -> None:
        task = asyncio.get_running_loop().create_task(self.disconnect(sid))
        self._letting_go.add(task)
        task.add_done_callback(self._letting_go.discard)


def _refusal(code: DeskError) -> ConnectionRefusedError:
    return ConnectionRefusedError(code, Refusal(code, text=desk_error(code)).as_json())
