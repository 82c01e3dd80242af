"""The form in which the front door and its workers speak: JSON, with the key that only they can make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from refundbot import signed
from refundbot.channels.assist.memory import Heard, Recalled
from refundbot.channels.web.bot import CustomerMessage
from refundbot.conversations.store import Bubble
from refundbot.dialogue import Memory
from refundbot.settings import Settings

PREFIX = "/work"
"""Below which a worker is asked."""

Json = Mapping[str, Any]


def keys_of(settings: Settings) -> signed.Keys:
    """What a call carries as its bearer token: who the customer is, is believed of the front door only."""
    return signed.derived_keys(settings.customer_secrets, "refundbot-work")


def turn_to(turn: CustomerMessage) -> dict[str, Any]:
    """A turn on its way to a worker, who has nothing to do with attachments."""
    told = {**asdict(turn), "said_at": turn.said_at.isoformat()}
    del told["attachments"]
    return told


def turn_from(told: Json) -> CustomerMessage:
    """A turn that arrived."""
    said_at, earlier = datetime.fromisoformat(told["said_at"]), tuple(told["earlier_trackers"])
    return CustomerMessage(**{**told, "said_at": said_at, "earlier_trackers": earlier})


def bubble_to(bubble: Bubble) -> dict[str, Any]:
    """A bubble on its way back."""
    return {"text": bubble.text, "envelope": bubble.envelope, "choices": list(bubble.choices)}


def bubble_from(told: Json) -> Bubble:
    """A bubble that arrived."""
    return Bubble(**told)


def heard_to(heard: Heard | None) -> dict[str, Any] | None:
    """A message as the bot heard it."""
    if heard is None:
        return None
    return {
        "parse": heard.parse,
        "before": heard.before.to_json(),
        "customer_id": heard.customer_id,
    }


def heard_from(told: Json | None) -> Heard | None:
    """The same, as it arrived."""
    if told is None:
        return None
    return Heard(told["parse"], Memory.from_json(told["before"]), told["customer_id"])


def recalled_to(recalled: Recalled) -> dict[str, Any]:
    """The memory at a message."""
    return {
        "before": recalled.before.to_json(),
        "now": recalled.now.to_json(),
        "parse": recalled.parse,
    }


def recalled_from(told: Json) -> Recalled:
    """The same, as it arrived."""
    return Recalled(Memory.from_json(told["before"]), Memory.from_json(told["now"]), told["parse"])
