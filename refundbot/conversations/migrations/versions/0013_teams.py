"""Whose account an agent's word is from, and the team of each account."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("agent_id", sa.String(length=255)))
    op.add_column("accounts", sa.Column("team", sa.String(length=255)))


def downgrade() -> None:
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_column("team")
    with op.batch_alter_table("messages") as messages:
        messages.drop_column("agent_id")
