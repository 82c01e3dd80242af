"""Databases of conversations: SQLite always, PostgreSQL where there is one."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from refundbot.conversations.database import Database

POSTGRESQL = os.environ.get("REFUNDBOT_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database without rows."""
    if request.param == "postgresql":
        shared: Database = request.getfixturevalue("postgresql")
        with shared.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM conversations")
        yield shared
        return
    opened = Database(f"sqlite:///{tmp_path}/chat.db")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Database]:
    """A database of this run's own in the PostgreSQL server; skips where there is no server."""
    admin = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    name = f"refundbot_{uuid.uuid4().hex[:12]}"
    try:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except OperationalError as absent:
        if os.environ.get("REFUNDBOT_REQUIRE_SERVICES") == "1":
            raise
        pytest.skip(f"no PostgreSQL: {absent.orig}")
    opened = Database(admin.url.set(database=name).render_as_string(hide_password=False))
    yield opened
    opened.close()
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name}")
    admin.dispose()


@pytest.fixture
def now() -> datetime:
    """A moment."""
    return datetime(2026, 11, 24, 10, 0, tzinfo=timezone.utc)
