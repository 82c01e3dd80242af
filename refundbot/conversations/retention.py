"""Forgetting: what a customer asks to have erased, and what nobody has touched for long.

The words are gone at once; what is left is the id, which keeps a turn that is still running, a late webhook
or another tab from bringing them back, and tells what else there is to do until nothing is left anywhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from refundbot.conversations.models import Attachment, Conversation, Erased, tracker_ids

_AS_THEY_ARE = {"synchronize_session": False}


def erase(session: Session, conversation_id: str, now: datetime) -> None:
    """Deletes a conversation with all that hangs on it."""
    conversation = session.get(Conversation, conversation_id, with_for_update=True)
    if conversation is not None:
        _delete(session, [conversation], now)


def hold(session: Session, conversation_id: str) -> bool:
    """Keeps a conversation from being erased until this transaction is over; whether it is still there."""
    id_column: Any = Conversation.id
    kept = select(id_column).where(id_column == conversation_id)
    return session.execute(kept.with_for_update(read=True, key_share=True)).first() is not None


def expire(session: Session, untouched_since: datetime, now: datetime, most: int = 100) -> list[str]:
    """Deletes up to `most` conversations without a word since then; returns their ids.

    A word of the future was said before the clock was put back: it counts as said now.
    """
    updated_at: Any = Conversation.updated_at
    later = update(Conversation).where(updated_at > now).values(updated_at=now)
    session.execute(later.execution_options(**_AS_THEY_ARE))
    query = select(Conversation).where(updated_at < untouched_since).limit(most).with_for_update()
    return _delete(session, list(session.execute(query).scalars()), now)


def forget_unused(session: Session, opened_before: datetime, most: int = 1000) -> bool:
    """Deletes up to `most` conversations that were opened before then and in which nobody has said anything;
    whether there were any.

    Nothing hangs on them that could come back, so that no id is kept; one that attachments have come to is
    left until those are dropped.
    """
    id_column: Any = Conversation.id
    updated_at: Any = Conversation.updated_at
    attached: Any = Attachment.conversation_id
    unused = (
        select(id_column)
        .where(Conversation.status == "bot", Conversation.last_seq == 0, updated_at < opened_before)
        .where(~exists().where(attached == id_column))
        .limit(most)
        .with_for_update()
    )
    ids = list(session.execute(unused).scalars())
    session.execute(delete(Conversation).where(id_column.in_(ids)).execution_options(**_AS_THEY_ARE))
    return bool(ids)


def unfinished(session: Session, most: int = 100) -> dict[str, tuple[str, ...]]:
    """Ids of conversations that may still be found in Rasa's store or on the disk, with their ids in Rasa."""
    finished_at: Any = Erased.finished_at
    found = session.execute(select(Erased).where(finished_at.is_(None)).limit(most)).scalars()
    return {
        erased.conversation_id: tracker_ids(erased.conversation_id, erased.tracker_number) for erased in found
    }


def is_finished(session: Session, conversation_id: str | None) -> bool:
    """Whether nothing is left anywhere of that erased conversation; with `None`, of any."""
    finished_at: Any = Erased.finished_at
    id_column: Any = Erased.conversation_id
    open_ = select(id_column).where(finished_at.is_(None)).limit(1)
    if conversation_id is not None:
        open_ = open_.where(id_column == conversation_id)
    return session.execute(open_).first() is None


def lately(session: Session, since: datetime) -> list[str]:
    """Ids of conversations that were erased since then."""
    found: Any = Erased.at
    ids: Any = Erased.conversation_id
    return list(session.execute(select(ids).where(found >= since)).scalars())


def finish(session: Session, conversation_ids: list[str], now: datetime) -> None:
    """Nothing is left of these."""
    id_column: Any = Erased.conversation_id
    done = update(Erased).where(id_column.in_(conversation_ids)).values(finished_at=now)
    session.execute(done.execution_options(**_AS_THEY_ARE))


def erased_at(session: Session, conversation_id: str) -> datetime | None:
    """When a conversation of that id was erased; `None` where none was."""
    erased: Erased | None = session.get(Erased, conversation_id)
    return erased and erased.at


def forget_ids(session: Session, erased_before: datetime) -> None:
    """Deletes the ids too, of conversations that are gone since then."""
    finished_at: Any = Erased.finished_at
    session.execute(delete(Erased).where(finished_at < erased_before).execution_options(**_AS_THEY_ARE))


def _delete(session: Session, conversations: list[Conversation], now: datetime) -> list[str]:
    ids, id_column = [one.id for one in conversations], cast(Any, Conversation.id)
    session.add_all(
        Erased(conversation_id=one.id, tracker_number=one.tracker_number, at=now) for one in conversations
    )
    # The database deletes what refers to them.
    session.execute(delete(Conversation).where(id_column.in_(ids)).execution_options(**_AS_THEY_ARE))
    return ids
