"""Texts that agents keep at hand, and those that a desk begins with."""

import sqlalchemy as sa
from alembic import op

from refundbot.replies.macros import READY_MADE

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    macros = op.create_table(
        "macros",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.String(length=255)),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_macros_owner_id", "macros", ["owner_id"])
    op.bulk_insert(macros, [{"name": name, "text": text} for name, text in READY_MADE.items()])


def downgrade() -> None:
    op.drop_table("macros")
