"""Chatwoot's customers: refundbot as an agent bot of a Chatwoot installation.

A webhook is stored like any customer's message, acknowledged, and answered by the same loop; `outbox` tells
Chatwoot what is said here. While people have the conversation there, the bot only listens.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from refundbot.channels.chatwoot import incoming
from refundbot.channels.chatwoot.client import ChatwootClient
from refundbot.channels.chatwoot.fitting import fitted
from refundbot.channels.chatwoot.incoming import Place, Said
from refundbot.channels.chatwoot.models import ChatwootLink
from refundbot.channels.chatwoot.outbox import PEOPLE, Outbox
from refundbot.channels.typed import UnreadableMessage, typed_text
from refundbot.channels.web.chat import Chat
from refundbot.channels.web.http import whole_body
from refundbot.channels.web.refusal import Refusal
from refundbot.conversations import gate, retention, store
from refundbot.conversations.gate import Transition
from refundbot.conversations.models import Conversation
from refundbot.conversations.store import Bubble
from refundbot.replies.desk import unread_answer, unread_words
from refundbot.settings import Settings

logger = logging.getLogger(__name__)

STORING_SECONDS = 3.5
"""For which a webhook waits for the database: Chatwoot waits five seconds for the answer."""

VERIFIED_FOR = timedelta(hours=1)
"""For how long after a message Chatwoot's word on who the contact is holds."""

_IDS = uuid.UUID("3b0b6a52-6a0f-4f0e-9a53-6f3a3f6f1d10")


def route(settings: Settings) -> Route:
    """Where Chatwoot tells what happens there; without its settings every webhook is turned away."""

    async def webhook(request: Request) -> JSONResponse:
        secret, body = settings.chatwoot_secret, await whole_body(request)
        if secret is None or not _is_chatwoots(request, body, secret):
            return Refusal("unauthorized").as_response()
        heard = _read(body)
        try:
            if heard is not None:
                await _take(request.app.state.chat, heard)
        except Exception:
            # It delivers only what is answered so again, and gives the customer to people in the end.
            logger.exception("a webhook could not be stored")
            return JSONResponse(Refusal("unavailable").as_json(), 500)
        return JSONResponse({"ok": True})

    return Route("/chatwoot/webhook", webhook, methods=["POST"])


@asynccontextmanager
async def opened(chat: Chat) -> AsyncIterator[Outbox | None]:
    """Tells Chatwoot what is said here, where the settings name one."""
    settings = chat.settings
    if not (settings.chatwoot_url and settings.chatwoot_token):
        yield None
        return
    outbox = Outbox(chat, ChatwootClient(settings.chatwoot_url, settings.chatwoot_token))
    chat.live.subscribe(outbox.changed)
    outbox.start()
    try:
        yield outbox
    finally:
        await outbox.stop()


def _is_chatwoots(request: Request, body: bytes, secret: str) -> bool:
    headers = request.headers
    if "x-chatwoot-signature" in headers:
        stamp = headers.get("x-chatwoot-timestamp", "")
        return incoming.is_signed(body, stamp, headers["x-chatwoot-signature"], secret, time.time())
    return incoming.is_token(request.query_params.get("token", ""), secret)


def _read(body: bytes) -> Said | Place | None:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return incoming.read_webhook(payload) if isinstance(payload, dict) else None


async def _take(chat: Chat, heard: Said | Place) -> None:
    """Stores what was said, and has it answered unless people have the conversation."""
    now = chat.clock()

    def unit(session: Session) -> list[Transition]:
        if isinstance(heard, Place):
            link = _known(session, heard)
            return [] if link is None else _follow(session, link, heard, now)
        link = _link(session, heard, now)
        if link is None or store.by_client_id(session, link.conversation_id, heard.client_msg_id) is not None:
            return []  # from before it was erased, or delivered again
        return _hear(session, link, heard, now)

    outcomes = await chat.database.run(unit, STORING_SECONDS)
    for outcome in outcomes:
        chat.live.publish(outcome)
        chat.answers.wake(outcome.conversation.id)


def _hear(session: Session, link: ChatwootLink, said: Said, now: datetime) -> list[Transition]:
    if said.speaker == "person":
        return _hear_person(session, link, said, now)
    followed = _follow(session, link, said.place, now, message_id=said.message_id, customer=said)
    try:
        text = typed_text(said.text)
    except UnreadableMessage as unreadable:
        stored = gate.customer_says(
            session, link.conversation_id, said.client_msg_id, unread_words(unreadable.reason), now
        )
        (message,) = stored.messages
        word = Bubble(unread_answer(unreadable.reason))
        handed = gate.bot_says(
            session, link.conversation_id, message.seq, [word], now, wants_person="unreadable"
        )
        return [*followed, stored, handed]
    picked = _picked(session, link, text)
    words, payload = (picked["title"], picked["text"]) if picked else (text, None)
    return [
        *followed,
        gate.customer_says(session, link.conversation_id, said.client_msg_id, words, now, payload=payload),
    ]


def _hear_person(session: Session, link: ChatwootLink, said: Said, now: datetime) -> list[Transition]:
    """A person has written: from then on people speak, whatever Chatwoot calls the conversation."""
    try:
        text = typed_text(said.text)
    except UnreadableMessage as unreadable:
        text = unread_words(unreadable.reason)
    conversation = store.lock(session, link.conversation_id)
    outcomes = _give_to_people(session, conversation, now)
    if said.message_id is not None:
        link.followed_id = max(link.followed_id, said.message_id)
    message = store.add(
        session,
        conversation,
        "agent",
        Bubble(text),
        now,
        agent_name=said.name or PEOPLE.name,
        client_msg_id=said.client_msg_id,
    )
    return [*outcomes, Transition(conversation, True, (message,))]


def _picked(session: Session, link: ChatwootLink, text: str) -> dict[str, str] | None:
    """The choice that a text is the title of, as it was shown there: some channels send no more than that."""
    for offering in reversed(store.before(session, link.conversation_id, None, store.LATEST)):
        for choice, shown in fitted(offering.choices, link.channel):
            if text in (choice["title"], shown):
                return choice
    return None


def _follow(
    session: Session,
    link: ChatwootLink,
    place: Place,
    now: datetime,
    *,
    message_id: int | None = None,
    customer: Said | None = None,
) -> list[Transition]:
    """Has here speak who speaks there, and be known who is known there, unless we have heard later news."""
    known_id = place.last_id if message_id is None else message_id
    is_pick = customer is not None and message_id is None
    is_old = 0 < known_id < link.followed_id or 0 < place.changed_at < link.stands_at
    if is_old or (is_pick and place.status == "pending"):
        return []  # a choice that was picked is of a message from before; it says only that people speak
    link.followed_id = max(link.followed_id, known_id)
    link.stands_at = max(link.stands_at, place.changed_at)
    link.channel = place.channel or link.channel
    conversation = store.lock(session, link.conversation_id)
    if customer is not None:
        conversation.customer_id = customer.customer_id
        conversation.customer_until = now + VERIFIED_FOR if customer.customer_id else None
    if place.status == "resolved" and customer is None:
        closed = gate.leave(session, conversation.id, now)
        link.told_seq = conversation.last_seq  # it is settled there: nothing more is to be told
        return [closed]
    if place.status != "pending":
        return _give_to_people(session, conversation, now)
    return [
        gate.hand_back(session, conversation.id, PEOPLE, now),
        gate.cancel_request(session, conversation.id, now),
    ]


def _give_to_people(session: Session, conversation: Conversation, now: datetime) -> list[Transition]:
    gate.reopen(session, conversation.id)
    return [gate.take_over(session, conversation.id, PEOPLE, now)]


def _known(session: Session, place: Place) -> ChatwootLink | None:
    """The conversation of ours that an event is of, locked, if there is one and no other may be meant."""
    query = select(ChatwootLink).where(ChatwootLink.chatwoot_id == place.chatwoot_id)
    if place.account_id is not None:
        query = query.where(ChatwootLink.account_id == place.account_id)
    found = list(session.execute(query.limit(2)).scalars())
    if len(found) != 1:
        return None
    store.lock(session, found[0].conversation_id)
    return cast(ChatwootLink, found[0])


def _link(session: Session, said: Said, now: datetime) -> ChatwootLink | None:
    """The conversation of ours that is this one at Chatwoot, locked; a new one where there is none.

    `None` for words from before it was erased.
    """
    place = said.place
    id_ = uuid.uuid5(_IDS, f"{place.account_id}/{place.chatwoot_id}").hex
    while erased_at := retention.erased_at(session, id_):
        if said.said_at is not None and said.said_at <= erased_at:
            return None
        id_ = uuid.uuid5(_IDS, id_).hex  # the customer goes on there; here nothing of before is taken up
    if store.find(session, id_) is None:
        store.open_conversation(session, now, page="/chatwoot", id=id_)
        link = ChatwootLink(conversation_id=id_, account_id=place.account_id, chatwoot_id=place.chatwoot_id)
        link.channel = place.channel
        session.add(link)
        session.flush()
        return link
    store.lock(session, id_)
    found: ChatwootLink = session.get(ChatwootLink, id_)
    return found
