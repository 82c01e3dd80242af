"""Which conversation of ours is which of Chatwoot's, and how much of it has been told there."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String

from refundbot.conversations.models import ID_CHARACTERS, Base


class ChatwootLink(Base):
    """One conversation at Chatwoot."""

    __tablename__ = "chatwoot_links"

    conversation_id: str = Column(
        String(ID_CHARACTERS), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: int = Column(Integer, nullable=False)
    chatwoot_id: int = Column(Integer, nullable=False)
    """Chatwoot's display id of the conversation, by which its API names it."""
    told_seq: int = Column(Integer, nullable=False, default=0)
    """Up to which message Chatwoot has been told."""
