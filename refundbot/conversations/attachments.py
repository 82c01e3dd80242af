"""The rows of what is sent beside words: first uploaded, then part of a message, as long as that is kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from refundbot.attachments import KINDS, clean_name
from refundbot.attachments.kinds import Kind
from refundbot.conversations.models import Attachment
from refundbot.conversations.privacy import mask
from refundbot.replies.attachments import nameless

MOST_IN_A_MESSAGE = 4
MOST_IN_A_CONVERSATION = 40
"""From either side."""

_WHEN = re.compile(r"((?<!\d)20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{6})?(?!\d))", re.ASCII)
"""When a picture was taken, as programs write it into its name: it looks like a number of somebody's."""

Side = Literal["customer", "agent"]


class NoSuchAttachment(LookupError):
    """There is none with that id that could be sent: not in this conversation, sent already, or gone."""


class TooMany(Exception):
    """So many were sent in the conversation already."""


@dataclass(frozen=True)
class Wanted:
    """An attachment that a message is to have, and what its sender calls it."""

    id: str
    name: str


def add(session: Session, attachment: Attachment) -> None:
    """Keeps the row of an attachment that has come, until it is sent. The conversation is locked."""
    session.add(attachment)
    session.flush()


def check_room(session: Session, conversation_id: str, side: Side) -> None:
    """Sees that one more may come.

    Raises:
        TooMany: it may not.
    """
    count = select(func.count()).where(
        Attachment.conversation_id == conversation_id, Attachment.sender == side
    )
    if session.execute(count).scalar_one() >= MOST_IN_A_CONVERSATION:
        raise TooMany


def wanted(
    session: Session, conversation_id: str, side: Side, attached: Sequence[Wanted]
) -> list[Attachment]:
    """The rows of these, with their names made clean, to be part of a message of that side.

    Raises:
        NoSuchAttachment: one of them cannot be.
    """
    rows = []
    for place, one in enumerate(attached):
        row = session.get(Attachment, one.id)
        if row is None or row in rows or not _is_unsent(row, conversation_id, side):
            raise NoSuchAttachment(one.id)
        row.name, row.place = _name(one.name, KINDS[row.media_type]), place
        rows.append(row)
    return rows


def find(session: Session, conversation_id: str, id: str, reader: Side) -> Attachment | None:
    """The attachment, as far as that side may see it: what was sent, and what it is about to send itself."""
    found: Attachment | None = session.get(Attachment, id)
    if found is None or found.conversation_id != conversation_id:
        return None
    return found if found.seq is not None or found.sender == reader else None


def drop_unsent(session: Session, before: datetime, now: datetime) -> list[tuple[str, str]]:
    """Deletes the rows of what came before then and was never sent: of each, conversation and id.

    What came in the future did so before the clock was put back.
    """
    at, seq, id_column = _columns(Attachment.at, Attachment.seq, Attachment.id)
    old = select(Attachment).where(seq.is_(None), or_(at < before, at > now)).limit(100)
    dropped = [(row.conversation_id, row.id) for row in session.execute(old).scalars()]
    gone: Collection[str] = [id for _, id in dropped]
    session.execute(
        delete(Attachment).where(id_column.in_(gone)).execution_options(synchronize_session=False)
    )
    return dropped


def _is_unsent(row: Attachment, conversation_id: str, side: Side) -> bool:
    return (row.conversation_id, row.sender, row.seq) == (conversation_id, side, None)


def _name(given: str, kind: Kind) -> str:
    """What an attachment is called; the ending is no part of what may be personal."""
    name = clean_name(given, kind, nameless(kind.is_picture))
    stem, dot, ending = name.rpartition(".")
    masked = "".join(part if _WHEN.fullmatch(part) else mask(part) for part in _WHEN.split(stem))
    return clean_name(masked + dot + ending, kind, nameless(kind.is_picture))


def _columns(*columns: Any) -> tuple[Any, ...]:
    """The columns as SQLAlchemy's expressions; the models give them the types of their values."""
    return columns
