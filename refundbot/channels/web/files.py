"""Attachments on their way in and out: for customers here, for agents in `channels/assist`."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from refundbot.attachments import (
    KINDS,
    BadFile,
    Busy,
    Kept,
    Missing,
    Shelf,
    TooManyPixels,
    Unavailable,
)
from refundbot.channels.web import fields
from refundbot.channels.web.address import address
from refundbot.channels.web.clock import Clock
from refundbot.channels.web.rates import Rates
from refundbot.channels.web.refusal import RETRY_SECONDS, Refusal
from refundbot.conversations import attachments, store
from refundbot.conversations.attachments import MOST_IN_A_MESSAGE, Side, TooMany, Wanted
from refundbot.conversations.database import Database
from refundbot.conversations.models import Attachment
from refundbot.replies.attachments import file_error, nameless
from refundbot.settings import Settings

logger = logging.getLogger(__name__)

MAX_NAME_CHARACTERS = 1024
"""Of what a file is called, before it is shortened."""

THUMBNAIL = "image/webp"

_UNTOUCHABLE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Whatever opens it, nothing in it is run."""


def taken(settings: Settings) -> dict[str, Any] | None:
    """What a page needs to know of what may be sent; `None` where nothing may."""
    if not settings.attachment_bytes:
        return None
    return {"types": list(KINDS), "most_bytes": settings.attachment_bytes, "most": MOST_IN_A_MESSAGE}


def wanted(given: object) -> list[Wanted]:
    """The attachments that a message is to have, as a page lists them: `{id, name}` each."""
    if given is None:
        return []
    if not isinstance(given, list) or len(given) > MOST_IN_A_MESSAGE:
        raise Refusal("bad_request")
    found = []
    for one in given:
        if not isinstance(one, dict) or not isinstance(name := one.get("name"), str | None):
            raise Refusal("bad_request")
        found.append(Wanted(fields.label(one, "id", 64), (name or "")[:MAX_NAME_CHARACTERS]))
    if len({one.id for one in found}) < len(found):
        raise Refusal("bad_request")
    return found


def words_beside(body: fields.Fields, attached: list[Wanted]) -> str:
    """The text of a message, which may be empty beside attachments."""
    return (fields.optional_words(body, "text") or "") if attached else fields.words(body, "text")


def is_upload(scope: Mapping[str, Any]) -> bool:
    """Whether a request brings an attachment: it may be longer, and take longer, than others."""
    path: str = scope["path"]
    of_desk = path.startswith("/assist/v1/conversations/") and path.endswith("/attachments")
    return bool(scope["method"] == "POST") and (path == "/chat/attachments" or of_desk)


class Counter:
    """Takes attachments in and gives them out, for one side of a conversation."""

    def __init__(
        self, side: Side, settings: Settings, database: Database, shelf: Shelf, rates: Rates, clock: Clock
    ) -> None:
        self._side, self._settings, self._database = side, settings, database
        self._shelf, self._rates, self._clock = shelf, rates, clock

    async def take(self, conversation_id: str, request: Request, sender: str) -> Attachment:
        """Keeps the body of a request as an attachment that is not sent yet; of one `sender` only so many.

        Who is refused is heard out first: a browser that is cut off while it sends knows no reason.

        Raises:
            Refusal: it is not taken; the text says why, to whoever sent it.
            NoSuchConversation: there is none.
        """
        declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        came_from = address(request.scope)
        try:
            await self._admit(conversation_id, declared, sender, came_from)
            crowd = sender if self._side == "agent" else came_from
            kept = await self._kept(conversation_id, declared, request.stream(), crowd)
        except ClientDisconnect:
            raise Refusal("bad_request") from None
        except Exception:
            await _hear_out(request)
            raise
        row = Attachment(
            id=kept.id,
            conversation_id=conversation_id,
            sender=self._side,
            media_type=kept.kind.media_type,
            size=kept.size,
            width=kept.width,
            height=kept.height,
            at=self._clock(),
        )
        try:
            await self._database.run(lambda s: self._add(s, row))
        except TooMany:
            await self._shelf.drop(conversation_id, [kept.id])
            raise Refusal("conflict", text=file_error("too_many")) from None
        except Exception:
            await self._shelf.drop(conversation_id, [kept.id])
            raise
        return row

    async def give(self, conversation_id: str, id: str, *, small: bool = False) -> Response:
        """An attachment, or its thumbnail, as a download in which nothing runs.

        Raises:
            Refusal: there is none that this side may see.
        """
        row = await self._database.run(lambda s: attachments.find(s, conversation_id, id, self._side))
        if row is None or (small and row.width is None):
            raise Refusal("not_found")
        try:
            pieces = await self._shelf.open(conversation_id, id, small=small)
        except Missing:
            raise Refusal("not_found") from None
        except Unavailable:
            raise Refusal("unavailable", RETRY_SECONDS) from None
        kind = KINDS[row.media_type]
        name = quote(row.name or nameless(kind.is_picture) + kind.endings[0], safe="")
        headers = {**_UNTOUCHABLE, "Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        if not small:
            headers["Content-Length"] = str(row.size)
        return StreamingResponse(pieces, headers=headers, media_type=THUMBNAIL if small else row.media_type)

    async def _admit(self, conversation_id: str, declared: str, sender: str, came_from: str) -> None:
        if not self._settings.attachment_bytes:
            raise Refusal("forbidden", text=file_error("not_taken"))
        if declared not in KINDS:
            raise Refusal("unsupported", text=file_error("unsupported"))
        await self._rates.act(sender, "attachment")
        if self._side == "customer":
            await self._rates.upload(came_from)
        try:
            await self._database.run(lambda s: self._check_room(s, conversation_id))
        except TooMany:
            raise Refusal("conflict", text=file_error("too_many")) from None

    async def _kept(
        self, conversation_id: str, declared: str, pieces: AsyncIterator[bytes], crowd: str
    ) -> Kept:
        try:
            return await self._shelf.take(conversation_id, declared, pieces, crowd)
        except BadFile:
            raise Refusal("bad_file", text=file_error("bad_file")) from None
        except TooManyPixels:
            raise Refusal("bad_file", text=file_error("too_many_pixels")) from None
        except Busy:
            raise Refusal("unavailable", RETRY_SECONDS, text=file_error("busy")) from None
        except Unavailable as why:
            logger.error("an attachment could not be kept: %s", why)
            raise Refusal("unavailable", RETRY_SECONDS, text=file_error("unavailable")) from None

    def _check_room(self, session: Session, conversation_id: str) -> None:
        store.lock(session, conversation_id)
        attachments.check_room(session, conversation_id, self._side)

    def _add(self, session: Session, row: Attachment) -> None:
        self._check_room(session, row.conversation_id)
        attachments.add(session, row)


async def _hear_out(request: Request) -> None:
    """Reads what is still to come of a request."""
    with contextlib.suppress(ClientDisconnect, RuntimeError):
        async for _ in request.stream():
            pass
