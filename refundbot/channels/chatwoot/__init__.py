"""Chatwoot's customers: refundbot as an agent bot of a Chatwoot installation.

A webhook is stored like any customer's message, acknowledged, and answered by the same loop; `outbox` tells
Chatwoot what is said here. While people have the conversation there, the bot only listens.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.orm import Session

from refundbot.channels.chatwoot import incoming
from refundbot.channels.chatwoot.client import ChatwootClient
from refundbot.channels.chatwoot.incoming import Said
from refundbot.channels.chatwoot.models import ChatwootLink
from refundbot.channels.chatwoot.outbox import PEOPLE, Outbox
from refundbot.channels.typed import UnreadableMessage, typed_text
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.refusal import Refusal
from refundbot.conversations import gate, store
from refundbot.conversations.gate import Outcome
from refundbot.conversations.privacy import mask
from refundbot.settings import Settings

logger = logging.getLogger(__name__)

VERIFIED_FOR = timedelta(hours=1)
"""For how long after a message Chatwoot's word on who the contact is holds."""

_IDS = uuid.UUID("3b0b6a52-6a0f-4f0e-9a53-6f3a3f6f1d10")


class ChatwootInput(InputChannel):
    """Rasa's input channel for Chatwoot; without its settings it turns every webhook away."""

    def __init__(self, settings: Settings | None = None) -> None:
        """`settings` default to the environment's."""
        self._settings = settings or Settings.from_env()

    @classmethod
    def name(cls) -> str:
        """Name of the channel."""
        return "chatwoot"

    def url_prefix(self) -> str:
        """Where the route lies."""
        return "/chatwoot"

    def blueprint(self, _: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The route of the channel. What Rasa would be told here, the loop of the `web` channel tells it."""
        settings = self._settings
        routes = Blueprint("refundbot_chatwoot")

        @routes.post("/webhook")
        async def webhook(request: Request) -> HTTPResponse:
            secret = settings.chatwoot_secret
            if secret is None or not _is_chatwoots(request, secret):
                return Refusal("unauthorized").as_response()
            said = _read(request.body)
            try:
                if said is not None:
                    await _take(request.app.ctx.chat, said)
            except Exception:
                logger.exception("a webhook could not be stored")
                return Refusal("unavailable").as_response()  # Chatwoot delivers it again
            return response.json({"ok": True})

        if settings.chatwoot_url and settings.chatwoot_token:
            _attach_outbox(routes, ChatwootClient(settings.chatwoot_url, settings.chatwoot_token))
        return routes


def _attach_outbox(routes: Blueprint, client: ChatwootClient) -> None:
    @routes.listener("before_server_start")
    async def open_outbox(app: Sanic, *_: Any) -> None:
        app.ctx.chatwoot = Outbox(app.ctx.chat, client)
        app.ctx.chat.live.subscribe(app.ctx.chatwoot.changed)

    @routes.listener("after_server_start")
    async def start(app: Sanic, *_: Any) -> None:
        app.ctx.chatwoot.start()

    @routes.listener("before_server_stop")
    async def stop(app: Sanic, *_: Any) -> None:
        await app.ctx.chatwoot.stop()


def _is_chatwoots(request: Request, secret: str) -> bool:
    headers = request.headers
    if "x-chatwoot-signature" in headers:
        stamp = headers.get("x-chatwoot-timestamp", "")
        return incoming.is_signed(request.body, stamp, headers["x-chatwoot-signature"], secret, time.time())
    return incoming.is_token(request.args.get("token") or "", secret)


def _read(body: bytes) -> Said | None:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return incoming.read(payload) if isinstance(payload, dict) else None


async def _take(chat: Chat, said: Said) -> None:
    """Stores what was said, and has it answered unless people have the conversation."""
    now = chat.clock()
    try:
        text = mask(typed_text(said.text))
    except UnreadableMessage:
        return  # a picture, a file, or nothing: people see it at Chatwoot

    def unit(session: Session) -> list[Outcome]:
        id_ = _find_or_open(session, said, chat)
        return [
            *_follow(session, id_, said, now),
            gate.customer_says(session, id_, said.message_id, text, now),
        ]

    outcomes = await chat.database.run(unit)
    for outcome in outcomes:
        await chat.live.publish(outcome)
    chat.answers.wake(outcomes[-1].conversation.id)


def _follow(session: Session, id_: str, said: Said, now: datetime) -> list[Outcome]:
    """Has here speak who speaks there."""
    if not said.is_with_bot:
        return [gate.take_over(session, id_, PEOPLE, now)]
    return [gate.hand_back(session, id_, PEOPLE, now), gate.cancel_request(session, id_, now)]


def _find_or_open(session: Session, said: Said, chat: Chat) -> str:
    """The conversation of ours that is this one at Chatwoot."""
    now = chat.clock()
    id_ = uuid.uuid5(_IDS, f"{said.account_id}/{said.chatwoot_id}").hex
    conversation = store.find(session, id_)
    if conversation is None:
        conversation = store.open_conversation(session, now, page="/chatwoot", id=id_)
        session.add(
            ChatwootLink(
                conversation_id=id_, account_id=said.account_id, chatwoot_id=said.chatwoot_id, told_seq=0
            )
        )
    conversation.customer_id = said.customer_id
    conversation.customer_until = now + VERIFIED_FOR if said.customer_id else None
    return id_
