"""The REST channel: one JSON message in, the messages of one turn out. For the internal network.

`POST /webhooks/rest/webhook {"sender", "message", "metadata": {"customer_token"}}`. The customer always gets
words: where Rasa fails, takes too long or says nothing, the turn is an apology with a way on. Nothing else
that the client sends is believed: no input channel, no other metadata, no command. What is kept holds neither
the token nor personal data, and no sender names a conversation of another channel.

`DELETE /webhooks/rest/webhook {"sender"}` erases what was said, or says with 503 that it is to be asked
again; `REFUNDBOT_RETENTION_DAYS` does in the end.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeGuard

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.lock_store import LockError
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from refundbot.channels.typed import UnreadableMessage, kept_text
from refundbot.orders.identity import read_customer_token
from refundbot.replies.turns import ErrorReason
from refundbot.serving.apology import apology
from refundbot.serving.forgetting import StoreUnavailable
from refundbot.settings import Settings

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 30.0
"""For a whole turn, the wait for the conversation's lock included."""

MAX_SENDER_CHARACTERS = 255
PREFIX = "rest-"
"""Of the ids by which Rasa knows the conversations of this channel."""

BAD_REQUEST = (
    "请求体应为 JSON 对象：sender 为 1 到 255 个可见字符的字符串（会话标识），message 为要说的话（字符串）。"
)
NOT_ERASED = "会话的存储暂时用不了，还没有全部删掉。请稍后用同样的请求再删一次。"
RETRY_SECONDS = 5
"""After which erasing may be tried again."""

Handler = Callable[[UserMessage], Awaitable[Any]]


class RestInput(InputChannel):
    """Rasa's `rest` channel, for customers who may type anything."""

    def __init__(self, settings: Settings | None = None, timeout: float = TIMEOUT_SECONDS) -> None:
        """`settings` default to the environment's; `timeout` is in seconds, for a whole turn."""
        self._settings, self._timeout = settings or Settings.from_env(), timeout

    @classmethod
    def name(cls) -> str:
        """The stock name, so the address stays `/webhooks/rest/webhook`."""
        return "rest"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """The routes of the channel; `on_new_message` is Rasa."""
        routes = Blueprint("refundbot_rest")

        @routes.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            body = _json_object(request)
            sender = body.get("sender")
            if not _is_sender(sender):
                return _as_json({"error": BAD_REQUEST}, status=400)
            try:
                text = kept_text(body.get("message"))
            except UnreadableMessage as unreadable:
                said = await _apologise(CollectingOutputChannel(), unreadable.reason)
            else:
                said = await self._turn(on_new_message, sender, text, metadata_of(self._customer(body)))
            return _as_json([{**message, "recipient_id": sender} for message in said])

        @routes.delete("/webhook", ignore_body=False)
        async def erase(request: Request) -> HTTPResponse:
            sender = _json_object(request).get("sender")
            if not _is_sender(sender):
                return _as_json({"error": BAD_REQUEST}, status=400)
            agent, id_ = request.app.ctx.agent, tracker_id(sender)
            try:
                async with agent.lock_store.lock(id_):  # a turn under way is waited for
                    await agent.tracker_store.delete([id_])
            except (StoreUnavailable, LockError) as unavailable:
                logger.error("a conversation could not be erased: %s", unavailable)
                return _as_json({"error": NOT_ERASED}, 503, {"Retry-After": str(RETRY_SECONDS)})
            return _as_json({"ok": True})

        return routes

    async def _turn(
        self, on_new_message: Handler, sender: str, text: str, metadata: dict[str, str] | None
    ) -> list[dict[str, Any]]:
        said = CollectingOutputChannel()
        message = UserMessage(text, said, tracker_id(sender), input_channel=self.name(), metadata=metadata)
        reason: ErrorReason = "unavailable"
        try:
            await asyncio.wait_for(on_new_message(message), self._timeout)
        except asyncio.TimeoutError:
            logger.error("a turn took longer than %s s", self._timeout)
            reason = "timeout"
        except Exception:
            logger.exception("a turn failed")
        return said.messages or await _apologise(said, reason)

    def _customer(self, body: dict[str, Any]) -> str | None:
        """The customer whom the site's token names; nobody where there is none that holds now."""
        given, settings = body.get("metadata"), self._settings
        token = given.get("customer_token") if isinstance(given, dict) else None
        signed_in = read_customer_token(
            token, settings.customer_secrets, settings.customer_public_key, settings.now()
        )
        return signed_in.customer_id if signed_in else None


def tracker_id(sender: str) -> str:
    """The id by which Rasa knows a sender: of this channel only, and nothing personal where the sender is."""
    return f"{PREFIX}{hashlib.sha256(sender.encode()).hexdigest()[:32]}"


def metadata_of(customer_id: str | None) -> dict[str, str] | None:
    """What Rasa is told of, and keeps with, a message of a verified customer."""
    return None if customer_id is None else {"customer_id": customer_id}


async def _apologise(said: CollectingOutputChannel, reason: ErrorReason) -> list[dict[str, Any]]:
    for message in apology(reason):
        await said.send_response("", message)
    messages: list[dict[str, Any]] = said.messages
    return messages


def _json_object(request: Request) -> dict[str, Any]:
    try:
        body = request.json
    except InvalidUsage:
        return {}
    return body if isinstance(body, dict) else {}


def _is_sender(sender: object) -> TypeGuard[str]:
    return (
        isinstance(sender, str)
        and bool(sender.strip())
        and len(sender) <= MAX_SENDER_CHARACTERS
        and sender.isprintable()
    )


def _as_json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    return response.json(body, status=status, headers=headers, ensure_ascii=False)
