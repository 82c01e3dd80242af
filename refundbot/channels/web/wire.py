"""The form in which conversations and messages travel: JSON, times in ISO 8601 UTC with Z."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from refundbot.conversations.models import Attachment, Conversation, Message


def utc_text(value: datetime | None) -> str | None:
    """An aware instant in UTC, e.g. `2026-11-24T18:29:00.123Z`."""
    if value is None:
        return None
    return value.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message(message: Message) -> dict[str, Any]:
    """A message as the customer's page gets it."""
    sent: dict[str, Any] = {
        "seq": message.seq,
        "from": message.sender,
        "text": message.text,
        "choices": [{"id": choice["id"], "title": choice["title"]} for choice in message.choices],
        "envelope": message.envelope,
        "client_msg_id": message.client_msg_id,
        "at": utc_text(message.at),
    }
    if message.agent_name:
        sent["agent"] = {"name": message.agent_name}
    if message.code:
        sent["code"] = message.code
    if message.attachments:
        sent["attachments"] = [attachment(one) for one in message.attachments]
    return sent


def attachment(kept: Attachment) -> dict[str, Any]:
    """What a page gets to know of an attachment; a picture has measures and a thumbnail."""
    return {
        "id": kept.id,
        "name": kept.name,
        "type": kept.media_type,
        "size": kept.size,
        "width": kept.width,
        "height": kept.height,
    }


def status(conversation: Conversation) -> dict[str, Any]:
    """Who speaks."""
    told: dict[str, Any] = {"status": conversation.status}
    if conversation.status == "human":
        told["agent"] = {"name": conversation.agent_name}
    return told
