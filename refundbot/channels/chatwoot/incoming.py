"""What a webhook of Chatwoot says: verified, and read down to the customer's words."""

from __future__ import annotations

import hashlib
import hmac
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Literal

from refundbot.conversations.models import NAME_CHARACTERS
from refundbot.orders.identity import is_customer_id
from refundbot.visible import is_visible

MOST_SECONDS = 300
"""By which a signed webhook may be late; an older one may be a recording."""

MOST_SECONDS_SINCE_1970 = 2.0**40

MOST_PLACES = 2**31 - 1
MOST_MESSAGES = 2**63 - 1
"""The largest ids of accounts and conversations, and of messages."""

INCOMING = ("incoming", 0)
OUTGOING = ("outgoing", 1)

FROM_CHATWOOT = "chatwoot-"
"""How the ids begin of messages that were said there."""

STATUS_EVENTS = (
    "conversation_created",
    "conversation_opened",
    "conversation_resolved",
    "conversation_status_changed",
    "conversation_updated",
)

_TAGGED = re.compile(r"</?(?:a|br|div|li|p|span|ul)\b[^>]*>", re.IGNORECASE)
"""What shows that an older release sent HTML."""

Speaker = Literal["customer", "person"]


@dataclass(frozen=True)
class Place:
    """A conversation at Chatwoot, as an event shows it."""

    account_id: int | None
    """`None` where the event does not tell, and none of its messages does."""
    chatwoot_id: int
    """The conversation's display id."""
    status: str
    """pending, that is the bot's, open, snoozed or resolved."""
    last_id: int
    """Chatwoot's id of its latest message; 0 where it is not told."""
    changed_at: float
    """When it was changed, in seconds since 1970; 0 in releases that do not tell."""
    channel: str | None = None


@dataclass(frozen=True)
class Said:
    """What somebody said at Chatwoot."""

    place: Place
    speaker: Speaker
    name: str | None
    """Of a person."""
    message_id: int | None
    """Chatwoot's id of the message; later ones have larger ids. `None` for a picked choice."""
    client_msg_id: str
    """The same for a webhook that is delivered again."""
    text: str
    said_at: datetime | None
    """When it was said, where Chatwoot tells."""
    customer_id: str | None
    """The contact's identifier, where Chatwoot has verified it (identity validation)."""


def is_signed(body: bytes, timestamp: str, signature: str, secret: str, now: float) -> bool:
    """Whether Chatwoot (4.13 or later) signed this body lately; `now` in seconds since 1970."""
    if re.fullmatch("[0-9]{1,12}", timestamp) is None or abs(now - int(timestamp)) > MOST_SECONDS:
        return False
    expected = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(signature.encode(errors="replace"), f"sha256={expected}".encode())


def is_token(given: str, secret: str) -> bool:
    """Whether the address of the webhook carries the secret: how earlier versions are told from strangers."""
    return hmac.compare_digest(given.encode(errors="replace"), secret.encode())


def read_webhook(payload: Mapping[str, Any]) -> Said | Place | None:
    """What was said or picked, or how a conversation stands; `None` for every other event, such as notes."""
    try:
        if payload.get("event") in STATUS_EVENTS:
            return _place(payload, payload.get("account"))
        return _said(payload)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return None  # of another form than Chatwoot's events


def _said(payload: Mapping[str, Any]) -> Said | None:
    speaker, text = _speaker(payload), _text(payload)
    if speaker is None or text is None:
        return None
    conversation, message_id = payload["conversation"], _whole(payload["id"], MOST_MESSAGES)
    place = _place(conversation, payload["account"])
    if place.account_id is None:
        raise ValueError("no account")
    is_new = payload["event"] == "message_created"
    return Said(
        place=place,
        speaker=speaker,
        name=_name(payload) if speaker == "person" else None,
        message_id=message_id if is_new else None,
        client_msg_id=_client_msg_id(payload["event"], message_id, text),
        text=text,
        said_at=_instant(payload.get("created_at")),
        customer_id=_verified(payload, conversation),
    )


def _place(conversation: Mapping[str, Any], account: Any) -> Place:
    latest = [one for one in conversation.get("messages") or () if isinstance(one, Mapping)]
    told = (
        account["id"] if account else next((one["account_id"] for one in latest if "account_id" in one), None)
    )
    channel = conversation.get("channel")
    return Place(
        account_id=None if told is None else _whole(told, MOST_PLACES),
        chatwoot_id=_whole(conversation["id"], MOST_PLACES),
        status=str(conversation["status"]),
        last_id=max((_whole(one["id"], MOST_MESSAGES) for one in latest if "id" in one), default=0),
        changed_at=_seconds(conversation.get("updated_at")),
        channel=channel[:64] if isinstance(channel, str) else None,
    )


def _speaker(payload: Mapping[str, Any]) -> Speaker | None:
    """Who speaks to whom: neither the bot itself, nor the system, nor people among themselves."""
    if payload.get("private"):
        return None
    if payload.get("event") == "message_updated":
        return "customer"  # the sender of it is the bot, whose question was answered
    if payload.get("event") != "message_created":
        return None
    if payload.get("message_type") in INCOMING:
        return "customer"
    kind = str((payload.get("sender") or {}).get("type") or "").lower()
    return "person" if payload.get("message_type") in OUTGOING and kind == "user" else None


def _text(payload: Mapping[str, Any]) -> str | None:
    if payload["event"] == "message_created":
        content = payload.get("content")
        return plain(content) if isinstance(content, str) else ""
    picked = (payload.get("content_attributes") or {}).get("submitted_values")
    value = picked[0]["value"] if picked else None
    return value if isinstance(value, str) else None


def plain(content: str) -> str:
    """A message without the tags in which older releases wrap it.

    >>> plain("<p>退款多久<br>到账&nbsp;</p>")
    '退款多久\\n到账'
    >>> plain("金额 a < b")
    '金额 a < b'
    """
    if not _TAGGED.search(content):
        return content
    lined = re.sub(r"<br\b[^>]*>|</(?:p|div|li)>", "\n", content, flags=re.IGNORECASE)
    return html.unescape(_TAGGED.sub("", lined)).replace("\xa0", " ").strip()


def _name(payload: Mapping[str, Any]) -> str | None:
    sender = payload.get("sender") or {}
    name = sender.get("available_name") or sender.get("name")
    return name[:NAME_CHARACTERS] if isinstance(name, str) and is_visible(name) else None


def _whole(value: object, most: int) -> int:
    """An id as a database keeps it, 1 to `most`; `ValueError` for everything else that JSON may hold."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise ValueError("not an id")
    return value


def _client_msg_id(event: str, message_id: int, text: str) -> str:
    """A picked choice comes with the id of the message that offered it, and may be picked anew."""
    if event == "message_created":
        return f"{FROM_CHATWOOT}{message_id}"
    return f"{FROM_CHATWOOT}{message_id}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _seconds(given: object) -> float:
    is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
    return float(given) if is_number and 0 <= given < MOST_SECONDS_SINCE_1970 else 0.0  # type: ignore[operator,arg-type]


def _instant(given: object) -> datetime | None:
    """ISO 8601 in UTC, or seconds since 1970, by Chatwoot's version."""
    try:
        if isinstance(given, str):
            return datetime.fromisoformat(given.replace("Z", "+00:00")).astimezone(timezone.utc)
        if isinstance(given, int):
            return datetime.fromtimestamp(given, timezone.utc)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _verified(payload: Mapping[str, Any], conversation: Mapping[str, Any]) -> str | None:
    meta = conversation.get("meta") or {}
    verified = (conversation.get("contact_inbox") or {}).get("hmac_verified")
    # Only of a new message is the contact the sender; a choice is picked in a message of the bot's.
    sender = payload.get("sender") if payload["event"] == "message_created" else None
    identifier = (sender or meta.get("sender") or {}).get("identifier")
    return identifier if verified is True and is_customer_id(identifier) else None
