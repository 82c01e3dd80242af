"""Over which channel a customer of Chatwoot's writes, and when we last heard how the conversation stands."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chatwoot_links", sa.Column("channel", sa.String(length=64)))
    op.add_column("chatwoot_links", sa.Column("stands_at", sa.Float(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("chatwoot_links") as links:
        links.drop_column("stands_at")
        links.drop_column("channel")
