"""What was erased, a row to try whether anything can be written, and a stricter audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("tracker_number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("conversation_id"),
    )
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute("INSERT INTO heartbeat (id, at) VALUES (1, '1970-01-01 00:00:00')")
    _forget_tags()
    if op.get_bind().dialect.name == "sqlite":
        # REPLACE deletes without a word to the triggers that forbid it.
        op.execute(
            "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit"
            " WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"
            " BEGIN SELECT RAISE(ABORT, 'the audit log can only grow'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_no_replace")
    op.drop_table("heartbeat")
    op.drop_table("erased")


def _forget_tags() -> None:
    """Tags were written into the log, and may hold a customer's words."""
    forget = "UPDATE audit SET detail = '{}' WHERE act = 'tag'"
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE audit DISABLE TRIGGER audit_only_grows")
        op.execute(forget)
        op.execute("ALTER TABLE audit ENABLE TRIGGER audit_only_grows")
        return
    op.execute("DROP TRIGGER audit_no_update")
    op.execute(forget)
    op.execute(
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit"
        " BEGIN SELECT RAISE(ABORT, 'the audit log can only grow'); END"
    )
