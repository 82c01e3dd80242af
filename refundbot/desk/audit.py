"""The log of what agents do. It only grows: no function changes it, and the database refuses to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import desc, select
from sqlalchemy.orm import Session

from refundbot.desk.models import Act, AuditEntry


def record(
    session: Session,
    agent_id: str,
    act: Act,
    now: datetime,
    conversation_id: str | None = None,
    **detail: object,
) -> None:
    """Enters an act, in the transaction of the act itself. `detail` holds no words of a customer's."""
    session.add(
        AuditEntry(at=now, agent_id=agent_id, act=act, conversation_id=conversation_id, detail=detail)
    )


def entries(
    session: Session, *, conversation_id: str | None = None, before_id: int | None = None, limit: int = 50
) -> list[AuditEntry]:
    """The latest entries before `before_id`, the latest first."""
    query: Any = select(AuditEntry)
    if conversation_id is not None:
        query = query.where(AuditEntry.conversation_id == conversation_id)
    if before_id is not None:
        query = query.where(AuditEntry.id < before_id)
    return list(session.execute(query.order_by(desc(AuditEntry.id)).limit(limit)).scalars())
