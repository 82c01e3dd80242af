"""Since when an agent was given nobody, and whether they are a supervisor, who is given nobody unasked."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("given_at", sa.DateTime()))
    op.add_column(
        "accounts", sa.Column("is_supervisor", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    with op.batch_alter_table("accounts") as accounts:
        accounts.drop_column("is_supervisor")
        accounts.drop_column("given_at")
