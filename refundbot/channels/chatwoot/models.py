"""Which conversation of ours is which of Chatwoot's, and how much of it has been told there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Integer, String

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
    followed_id: int = Column(BigInteger, nullable=False, default=0)
    """Chatwoot's id of the latest message with which we heard who speaks there."""
    stands_at: float = Column(Float, nullable=False, default=0.0)
    """When Chatwoot changed the conversation last as far as we heard, in seconds since 1970."""
    channel: str | None = Column(String(64))
    """Over which the customer writes there, such as `Channel::Whatsapp`."""
