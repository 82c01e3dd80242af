"""On PostgreSQL: the table in which Rasa keeps its trackers. On SQLite they lie in a file of their own.

The index is that of the query for the latest session, which without it once took 44 s; it begins with the
sender, as all other queries of Rasa's do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.String(length=255), nullable=False),
        sa.Column("type_name", sa.String(length=255), nullable=False),
        sa.Column("timestamp", sa.Float()),
        sa.Column("intent_name", sa.String(length=255)),
        sa.Column("action_name", sa.String(length=255)),
        sa.Column("data", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_events_session", "events", ["sender_id", "type_name", "timestamp"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_table("events")
