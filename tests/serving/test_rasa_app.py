"""A worker stands on what the settings name, and does not start where it could not serve."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.utils import AvailableEndpoints

from refundbot.serving import rasa_app
from refundbot.serving.postgresql_store import PostgreSQLTrackerStore
from refundbot.serving.redis_locks import RedisLockStore
from refundbot.settings import ROOT, Settings


def test_without_its_database_it_ends_with_a_sentence(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path, database_url="postgresql://127.0.0.1:1/test")
    with pytest.raises(SystemExit, match=r"^The database of conversations cannot be opened: [^\n]+$"):
        rasa_app._share_stores(settings, AvailableEndpoints())


def test_trackers_and_locks_are_where_the_settings_say(
    tmp_path: Path, postgresql_url: str, redis_url: str
) -> None:
    alone, shared = (AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml")) for _ in range(2))
    rasa_app._share_stores(Settings(state=tmp_path), alone)
    rasa_app._share_stores(Settings(state=tmp_path, database_url=postgresql_url, redis_url=redis_url), shared)
    assert alone.tracker_store.kwargs["db"] == str(tmp_path / "conversations.db")
    assert alone.lock_store.type == "in_memory"
    assert isinstance(shared.tracker_store, PostgreSQLTrackerStore)
    assert isinstance(shared.lock_store, RedisLockStore)
