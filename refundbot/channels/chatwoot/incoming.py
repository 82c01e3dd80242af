"""What a webhook of Chatwoot says: verified, and read down to the customer's words."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_SECONDS = 300
"""By which a signed webhook may be late; an older one may be a recording."""

INCOMING = ("incoming", 0)


@dataclass(frozen=True)
class Said:
    """A customer's message at Chatwoot."""

    account_id: int
    chatwoot_id: int
    """The conversation's display id."""
    message_id: str
    """The same for a webhook that is delivered again."""
    text: str
    is_with_bot: bool
    """Whether the conversation is pending, that is the bot's; else people have it."""
    customer_id: str | None
    """The contact's identifier, where Chatwoot has verified it (identity validation)."""


def is_signed(body: bytes, timestamp: str, signature: str, secret: str, now: float) -> bool:
    """Whether Chatwoot (4.13 or later) signed this body lately; `now` in seconds since 1970."""
    if not (timestamp.isascii() and timestamp.isdigit() and abs(now - int(timestamp)) <= MOST_SECONDS):
        return False
    expected = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(signature.encode(), f"sha256={expected}".encode())


def is_token(given: str, secret: str) -> bool:
    """Whether the address of the webhook carries the secret: how earlier versions are told from strangers."""
    return hmac.compare_digest(given.encode(), secret.encode())


def read(payload: Mapping[str, Any]) -> Said | None:
    """What a customer said or picked; `None` for every other event, private notes included."""
    try:
        text = _text(payload)
        if text is None:
            return None
        conversation = payload["conversation"]
        return Said(
            account_id=int(payload["account"]["id"]),
            chatwoot_id=int(conversation["id"]),
            message_id=_message_id(payload, text),
            text=text,
            is_with_bot=conversation["status"] == "pending",
            customer_id=_verified(payload, conversation),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None  # of another form than Chatwoot's events of messages


def _text(payload: Mapping[str, Any]) -> str | None:
    if payload.get("private"):
        return None
    if payload.get("event") == "message_created" and payload.get("message_type") in INCOMING:
        content = payload.get("content")
        return content if isinstance(content, str) else ""
    if payload.get("event") == "message_updated":
        picked = (payload.get("content_attributes") or {}).get("submitted_values")
        return str(picked[0]["value"]) if picked else None
    return None


def _message_id(payload: Mapping[str, Any], text: str) -> str:
    """A picked choice comes with the id of the message that offered it, and may be picked anew."""
    id_ = int(payload["id"])
    if payload["event"] == "message_created":
        return f"chatwoot-{id_}"
    return f"chatwoot-{id_}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _verified(payload: Mapping[str, Any], conversation: Mapping[str, Any]) -> str | None:
    verified = (conversation.get("contact_inbox") or {}).get("hmac_verified")
    sender = payload.get("sender") or (conversation.get("meta") or {}).get("sender") or {}
    identifier = sender.get("identifier")
    return identifier if verified is True and isinstance(identifier, str) and identifier else None
