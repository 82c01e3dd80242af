"""The customers' side of Socket.IO, namespace `/chat`: each event is acknowledged, done or refused."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import socketio
from sanic.request import Request
from socketio.exceptions import ConnectionRefusedError

from refundbot.channels.web import tokens, wire
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.http import address
from refundbot.channels.web.live import NAMESPACE
from refundbot.channels.web.refusal import Refusal

logger = logging.getLogger(__name__)

Act = Callable[[str, Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]


class CustomerNamespace(socketio.AsyncNamespace):
    """What a customer's page may say. The token is judged at connecting and again at each event."""

    def __init__(self, chat: Chat) -> None:
        super().__init__(NAMESPACE)
        self._chat = chat

    async def on_connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        """Lets in the bearer of a session token, into the room of his conversation."""
        request: Request = environ["sanic.request"]
        came_from = address(request)
        try:
            self._chat.rates.request(came_from)
            token = await self._chat.admit(auth.get("token") if isinstance(auth, dict) else None)
        except Refusal as refusal:
            raise ConnectionRefusedError(refusal.code, refusal.as_json()) from None
        except Exception:
            logger.exception("a customer could not connect")
            raise ConnectionRefusedError("unavailable", Refusal("unavailable").as_json()) from None
        await self.save_session(sid, {"token": token, "address": came_from})
        await self.enter_room(sid, token.conversation_id)
        if self._chat.clock() >= token.renew_at:
            new = tokens.mint(token.conversation_id, self._chat.key, self._chat.clock())
            await self.emit("renew", {"token": new.text, "expires_at": wire.instant(new.expires_at)}, to=sid)

    async def on_say(self, sid: str, body: object = None) -> dict[str, Any]:
        """A message, stored before it is acknowledged, and shown in the customer's other tabs."""

        async def say(conversation_id: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
            self._chat.rates.message(conversation_id)
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
            await self._chat.live.typing(conversation_id, body.get("on") is True)

        return await self._done(sid, body, typing)

    async def _done(self, sid: str, body: object, act: Act) -> dict[str, Any]:
        """The acknowledgement of an act; none raises."""
        try:
            session = await self.get_session(sid)
            if self._chat.clock() >= session["token"].expires_at:
                raise Refusal("expired")
            self._chat.rates.request(session["address"])
            if not isinstance(body, dict | None):
                raise Refusal("bad_request")
            told = await act(session["token"].conversation_id, body or {})
        except Refusal as refusal:
            return {"ok": False, "error": refusal.as_json()}
        except Exception:
            logger.exception("an event of a customer failed")
            return {"ok": False, "error": Refusal("unavailable").as_json()}
        return {"ok": True, **(told or {})}
