"""Alembic's entry: migrates on the connection it is given, within that connection's transaction."""

from alembic import context

from refundbot.conversations.models import Base

MIGRATION_LOCK = 5_391_741
"""Servers that start together migrate one after the other."""

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
context.run_migrations()
