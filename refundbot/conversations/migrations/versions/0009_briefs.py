"""Conversations in brief, for the desk's queue."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "briefs",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("question", sa.Text()),
        sa.Column("topic", sa.String(length=255)),
        sa.Column("verdict", sa.String(length=255)),
        sa.Column("amount", sa.Text()),
        sa.Column("mood", sa.String(length=16)),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation_id"),
    )


def downgrade() -> None:
    op.drop_table("briefs")
