"""The REST channel: one JSON message in, the messages of one turn out. For the internal network.

`POST /webhooks/rest/webhook {"sender", "message", "metadata": {"customer_token"}}`. The customer always gets
words: where Rasa fails, takes too long or says nothing, the turn is an apology with a way on. Nothing else
that the client sends is believed: no input channel, no other metadata, no command.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeGuard

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from refundbot.channels.typed import UnreadableMessage, typed_text
from refundbot.replies.turns import ErrorReason
from refundbot.serving.apology import apology

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 30.0
"""For a whole turn, the wait for the conversation's lock included."""

MAX_SENDER_CHARACTERS = 255
MAX_TOKEN_CHARACTERS = 4096

BAD_REQUEST = (
    "请求体应为 JSON 对象：sender 为 1 到 255 个可见字符的字符串（会话标识），message 为要说的话（字符串）。"
)

Handler = Callable[[UserMessage], Awaitable[Any]]


class RestInput(InputChannel):
    """Rasa's `rest` channel, for customers who may type anything."""

    def __init__(self, timeout: float = TIMEOUT_SECONDS) -> None:
        """`timeout` is in seconds, for a whole turn."""
        self._timeout = timeout

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
                text = typed_text(body.get("message"))
            except UnreadableMessage as unreadable:
                return _as_json(await _apologise(CollectingOutputChannel(), sender, unreadable.reason))
            return _as_json(await self._turn(on_new_message, sender, text, _metadata(body)))

        return routes

    async def _turn(
        self, on_new_message: Handler, sender: str, text: str, metadata: dict[str, str] | None
    ) -> list[dict[str, Any]]:
        said = CollectingOutputChannel()
        message = UserMessage(text, said, sender, input_channel=self.name(), metadata=metadata)
        reason: ErrorReason = "unavailable"
        try:
            await asyncio.wait_for(on_new_message(message), self._timeout)
        except asyncio.TimeoutError:
            logger.error("a turn took longer than %s s", self._timeout)
            reason = "timeout"
        except Exception:
            logger.exception("a turn failed")
        return said.messages or await _apologise(said, sender, reason)


async def _apologise(said: CollectingOutputChannel, sender: str, reason: ErrorReason) -> list[dict[str, Any]]:
    for message in apology(reason):
        await said.send_response(sender, message)
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


def _metadata(body: dict[str, Any]) -> dict[str, str] | None:
    """Only the customer token passes. Whether it is genuine is for the dialogue to verify."""
    given = body.get("metadata")
    token = given.get("customer_token") if isinstance(given, dict) else None
    if isinstance(token, str) and len(token) <= MAX_TOKEN_CHARACTERS:
        return {"customer_token": token}
    return None


def _as_json(body: object, status: int = 200) -> HTTPResponse:
    return response.json(body, status=status, ensure_ascii=False)
