"""Databases of conversations: SQLite always, PostgreSQL where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from refundbot.conversations.database import Database


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
def postgresql(postgresql_url: str) -> Iterator[Database]:
    """The database of this run in PostgreSQL, migrated."""
    opened = Database(postgresql_url)
    yield opened
    opened.close()


@pytest.fixture
def now() -> datetime:
    """A moment."""
    return datetime(2026, 11, 24, 10, 0, tzinfo=timezone.utc)
