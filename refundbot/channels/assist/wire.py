"""The form in which the desk gets conversations, notes and review items: JSON as the OpenAPI file has it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from refundbot.channels.web import wire
from refundbot.channels.web.wire import utc_text
from refundbot.conversations.database import Database
from refundbot.conversations.models import Conversation, LeftMessage
from refundbot.desk import listing
from refundbot.desk.learned import Near
from refundbot.desk.listing import Row
from refundbot.desk.models import AuditEntry, KeptBrief, Macro, Note, ReviewItem
from refundbot.orders import Order
from refundbot.replies import title
from refundbot.replies.desk import handoff_reason, mood
from refundbot.replies.topics import ENTRIES

Json = dict[str, Any]


def row(listed: Row) -> Json:
    """A conversation in the list."""
    conversation, last = listed.conversation, listed.last_message
    return {
        "id": conversation.id,
        "status": conversation.status,
        "customer": {"id": conversation.customer_id, "signed_in": conversation.customer_id is not None},
        "agent": _agent(conversation),
        "team": conversation.team,
        "page": conversation.page,
        "locale": conversation.locale,
        "tags": conversation.tags,
        "handoff_reason": conversation.handoff_reason and handoff_reason(conversation.handoff_reason),
        "queued_at": utc_text(conversation.queued_at),
        "taken_at": utc_text(conversation.taken_at),
        "created_at": utc_text(conversation.created_at),
        "updated_at": utc_text(conversation.updated_at),
        "last_seq": conversation.last_seq,
        "last_message": last
        and {"seq": last.seq, "from": last.sender, "text": last.shown, "at": utc_text(last.at)},
        "waiting_since": utc_text(listed.waiting_since),
        "waiting_for": listed.waiting_for,
        "unread": listed.unread,
        "brief": listed.brief and _brief(listed.brief),
    }


async def current(database: Database, conversation: Conversation) -> Json:
    """A conversation as it stands in the list."""
    (listed,) = await database.run(lambda s: listing.rows(s, [conversation]))
    return row(listed)


def note(kept: Note) -> Json:
    """A note."""
    return {
        "id": kept.id,
        "agent": {"id": kept.agent_id, "name": kept.agent_name},
        "text": kept.text,
        "at": utc_text(kept.at),
    }


def left_message(kept: LeftMessage) -> Json:
    """A left message."""
    owner = {"id": kept.owner_id, "name": kept.owner_name} if kept.owner_id else None
    return {
        "id": kept.id,
        "conversation_id": kept.conversation_id,
        "text": kept.text,
        "contact": kept.contact,
        "at": utc_text(kept.at),
        "owner": owner,
        "handled_at": utc_text(kept.handled_at),
    }


def macro(kept: Macro) -> Json:
    """A macro, before it is filled in."""
    return {"id": kept.id, "name": kept.name, "text": kept.text, "shared": kept.owner_id is None}


def order(found: Order) -> Json:
    """An order in brief; its facts are those of the case."""
    return {"number": found.number, "title": found.title, "sample": found.sample}


def audit_entry(entry: AuditEntry) -> Json:
    """An entry of the log."""
    return {
        "id": entry.id,
        "at": utc_text(entry.at),
        "agent_id": entry.agent_id,
        "act": entry.act,
        "conversation_id": entry.conversation_id,
        "detail": entry.detail,
    }


def review_item(item: ReviewItem, nearest: Iterable[Near]) -> Json:
    """An item of the review queue."""
    return {
        "id": item.id,
        "status": item.status,
        "reasons": item.reasons,
        "text": item.phrasing or item.text,
        "conversation_id": item.conversation_id,
        "seq": item.seq,
        "at": utc_text(item.at),
        "topic": item.topic,
        "title": item.topic and _title(item.topic),
        "confidence": item.confidence,
        "candidates": [topic(candidate) for candidate in item.candidates],
        "nearest": [
            topic(near.intent) | {"text": near.text, "similarity": near.similarity} for near in nearest
        ],
        "assigned": topic(item.assigned) if item.assigned else None,
        "decided_by": item.decided_by,
        "decided_at": utc_text(item.decided_at),
    }


def topic(id: str) -> Json:
    """A topic with its title."""
    return {"topic": id, "title": _title(id)}


message = wire.message
attachment = wire.attachment


def _brief(kept: KeptBrief) -> Json:
    return {
        "question": kept.question,
        "topic": kept.topic,
        "verdict": kept.verdict,
        "amount": kept.amount,
        "mood": kept.mood and mood(kept.mood),
    }


def _title(topic: str) -> str:
    """The title of a topic; intents inside a check have none and go by their ids."""
    return title(topic) if topic in ENTRIES else topic


def _agent(conversation: Conversation) -> Json | None:
    if conversation.status != "human":
        return None
    return {"id": conversation.agent_id, "name": conversation.agent_name}
