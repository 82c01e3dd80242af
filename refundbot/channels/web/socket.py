"""The customers' side of Socket.IO, namespace `/chat`: each event is acknowledged, done or refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from refundbot.channels.web import tokens, wire
from refundbot.channels.web.admission import Admission, AdmittedNamespace
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.live import NAMESPACE
from refundbot.channels.web.refusal import Refusal, refusal
from refundbot.telemetry import logs

Act = Callable[[str, Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]


class CustomerNamespace(AdmittedNamespace):
    """What a customer's page may say. The token is judged at connecting and again at each event."""

    def __init__(self, chat: Chat) -> None:
        super().__init__(NAMESPACE, chat.clock)
        self._chat = chat

    async def admit(self, came_from: str, auth: Mapping[str, Any]) -> Admission:
        """Lets in the bearer of a session token, into the room of their conversation, until its end; a token
        that ends soon is exchanged for a new one."""
        await self._chat.rates.request(came_from)
        token = await self._chat.admit(auth.get("token"))
        if self.clock() < token.renew_at:
            return Admission(token.conversation_id, token.expires_at, came_from)
        new = tokens.mint(token.conversation_id, self._chat.keys, self.clock())
        renewed = {"token": new.text, "expires_at": wire.utc_text(new.expires_at)}
        return Admission(token.conversation_id, new.expires_at, came_from, ("renew", renewed))

    async def on_say(self, sid: str, body: object = None) -> dict[str, Any]:
        """A message, stored before it is acknowledged, and shown in the customer's other tabs."""

        async def say(conversation_id: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
            await self._chat.rates.act(conversation_id, "message")
            return {"seq": (await self._chat.say(conversation_id, body)).seq}

        return await self._done(sid, body, say)

    async def on_resume(self, sid: str, body: object = None) -> dict[str, Any]:
        """What was missed."""
        return await self._done(sid, body, self._chat.resume)

    async def on_handoff(self, sid: str, body: object = None) -> dict[str, Any]:
        """转人工; with `cancel`, no longer."""

        async def handoff(conversation_id: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
            cancelled = body.get("cancel") is True
            act = self._chat.cancel_request if cancelled else self._chat.request_human
            return wire.status((await act(conversation_id)).conversation)

        return await self._done(sid, body, handoff)

    async def on_close(self, sid: str, body: object = None) -> dict[str, Any]:
        """The customer ends the talk."""

        async def close(conversation_id: str, _: Mapping[str, Any]) -> Mapping[str, Any]:
            return wire.status((await self._chat.leave(conversation_id)).conversation)

        return await self._done(sid, body, close)

    async def on_seen(self, sid: str, body: object = None) -> dict[str, Any]:
        """Up to where the customer has read."""
        return await self._done(sid, body, self._chat.seen)

    async def on_typing(self, sid: str, body: object = None) -> dict[str, Any]:
        """The customer types: shown to the desk."""

        async def typing(conversation_id: str, body: Mapping[str, Any]) -> None:
            self._chat.live.typing(conversation_id, body.get("on") is True)

        return await self._done(sid, body, typing)

    async def _done(self, sid: str, body: object, act: Act) -> dict[str, Any]:
        """The acknowledgement of an act; none raises."""
        try:
            admission = self.admission(sid)
            await self._chat.rates.request(admission.address)
            if not isinstance(body, dict | None):
                raise Refusal("bad_request")
            with logs.about(conversation=admission.room):
                told = await act(admission.room, body or {})
        except Exception as error:
            return {"ok": False, "error": refusal(error, "an event of a customer").as_json()}
        return {"ok": True, **(told or {})}
