"""Left messages become tasks with an owner; what an agent has seen; when an agent's desk was last there."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OWNER = ("owner_id", "owner_name")


def upgrade() -> None:
    for column in OWNER:
        op.add_column("left_messages", sa.Column(column, sa.String(length=255)))
    op.add_column(
        "conversations", sa.Column("agent_seen_seq", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("accounts", sa.Column("beat_at", sa.DateTime()))


def downgrade() -> None:
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_column("beat_at")
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_column("agent_seen_seq")
    with op.batch_alter_table("left_messages") as left:
        for column in OWNER:
            left.drop_column(column)
