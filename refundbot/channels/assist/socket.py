"""The desk's side of Socket.IO, namespace `/desk`: agents are told what changes; they act over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from refundbot.channels.assist import wire
from refundbot.channels.web.admission import Admission, AdmittedNamespace
from refundbot.channels.web.clock import Clock
from refundbot.channels.web.live import AGENTS, DESK
from refundbot.channels.web.rates import Rates
from refundbot.channels.web.refusal import Refusal
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Transition
from refundbot.desk import listing
from refundbot.desk.identity import Agents, Unauthorised
from refundbot.desk.models import Note
from refundbot.desk.oidc import IssuerUnavailable
from refundbot.replies.desk import DeskError, desk_error


class AgentNamespace(AdmittedNamespace):
    """The agents who are signed in, each until their token runs out."""

    def __init__(self, agents: Agents, database: Database, rates: Rates, clock: Clock) -> None:
        super().__init__(DESK, clock)
        self._agents, self._database, self._rates = agents, database, rates

    async def admit(self, came_from: str, auth: Mapping[str, Any]) -> Admission:
        """Lets in the bearer of an agent's token, and tells how many customers wait."""
        token = auth.get("token")
        try:
            signed_in = await self._agents.verify(token if isinstance(token, str) else None)
        except Unauthorised as refused:
            await self._rates.request(came_from)
            raise _refusal("expired" if refused.expired else "unauthorized") from None
        except IssuerUnavailable:
            raise _refusal("unavailable") from None
        return Admission(AGENTS, signed_in.until, came_from, ("queue", await self._queue()))

    async def tell(self, outcome: Transition) -> None:
        """Tells what an act changed."""
        conversation = outcome.conversation
        for message in outcome.messages:
            told = {"conversation_id": conversation.id, **wire.message(message)}
            await self.emit("message", told, room=AGENTS)
        row = await wire.current(self._database, conversation)
        await self.emit("conversation", row, room=AGENTS)
        if any(message.sender == "system" for message in outcome.messages):
            await self.tell_queue()

    async def tell_note(self, note: Note) -> None:
        """Tells of a note, as a message from `note`."""
        told = {"conversation_id": note.conversation_id, "from": "note", **wire.note(note)}
        await self.emit("message", told, room=AGENTS)

    async def tell_queue(self) -> None:
        """Tells how many customers and left messages wait."""
        await self.emit("queue", await self._queue(), room=AGENTS)

    async def _queue(self) -> dict[str, int]:
        return await self._database.run(listing.queue)


def _refusal(code: DeskError) -> Refusal:
    return Refusal(code, text=desk_error(code))
