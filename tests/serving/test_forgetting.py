"""Rasa's trackers: erased for good, the old ones told by channel, and never lost in silence."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from refundbot.conversations.database import Database
from refundbot.serving import forgetting
from refundbot.serving.forgetting import ForgettingTrackerStore, StoreUnavailable
from refundbot.serving.postgresql_store import PostgreSQLTrackerStore
from refundbot.serving.sqlite_store import SQLiteTrackerStore

RASAS = "97499b594b45"
"""Of the method that is replaced."""

NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)
DAYS = timedelta(days=1)

KEPT_ELSEWHERE = "elsewhere-"
"""Of the ids of a channel that forgets for itself."""


def stores(folder: Path) -> dict[str, TrackerStore]:
    domain = Domain.empty()
    return {
        "memory": InMemoryTrackerStore(domain),
        "sql": SQLTrackerStore(domain, db=str(folder / "sql.db")),
        "sqlite": SQLiteTrackerStore(str(folder / "sqlite.db"), domain),
    }


@pytest.fixture(params=["memory", "sql", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ForgettingTrackerStore]:
    if request.param != "postgresql":
        yield ForgettingTrackerStore(stores(tmp_path)[request.param])
        return
    database = Database(request.getfixturevalue("postgresql_url"))
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM events")
    yield ForgettingTrackerStore(PostgreSQLTrackerStore(database, Domain.empty()))
    database.close()


def read_all(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def say(store: TrackerStore, sender: str, text: str) -> None:
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    tracker.update(UserUttered(text))
    await store.save(tracker)


async def test_what_is_forgotten_is_gone_and_the_rest_stays(store: ForgettingTrackerStore) -> None:
    await say(store, "甲", "一")
    await say(store, "乙", "二")
    await store.forget(["甲"])
    assert await store.retrieve("甲") is None
    assert list(await store.keys()) == ["乙"]


async def test_a_turn_that_still_runs_brings_nothing_back(store: ForgettingTrackerStore) -> None:
    await say(store, "甲", "一")
    running = await store.get_or_create_tracker("甲")
    running.update(UserUttered("二"))
    await store.forget(["甲"])
    await store.save(running)
    await say(store, "甲", "三")
    assert await store.retrieve("甲") is None


async def test_what_is_said_after_a_deletion_is_kept(store: ForgettingTrackerStore) -> None:
    await say(store, "甲", "一")
    await store.delete(["甲"])
    assert await store.retrieve("甲") is None
    await say(store, "甲", "二")
    assert list(await store.keys()) == ["甲"]


async def said(store: TrackerStore, sender: str, *days_ago: int) -> None:
    stamps = [(NOW - days * DAYS).timestamp() for days in days_ago]
    events = [UserUttered("在吗", timestamp=stamps[0]), *(SlotSet("x", 1, timestamp=at) for at in stamps[1:])]
    await store.save(DialogueStateTracker.from_events(sender, events))


async def test_what_nobody_has_touched_is_told_by_channel(store: ForgettingTrackerStore) -> None:
    await said(store, "rest-old", 200, 181)
    await said(store, "rest-kept", 200, 179)
    await said(store, f"{KEPT_ELSEWHERE}old", 300)
    await said(store, "terminal-old", 300)
    old = await store.untouched(KEPT_ELSEWHERE, NOW - 180 * DAYS)
    assert sorted(old) == ["rest-old", "terminal-old"]
    await store.delete(old)
    assert sorted(await store.keys()) == [f"{KEPT_ELSEWHERE}old", "rest-kept"]


async def test_many_are_told_in_lots(store: ForgettingTrackerStore) -> None:
    for number in range(3):
        await said(store, f"rest-{number}", 200)
    assert len(await store.untouched("web-", NOW, most=2)) == 2


async def test_a_locked_file_is_told_and_holds_up_nobody(tmp_path: Path) -> None:
    store = ForgettingTrackerStore(SQLiteTrackerStore(str(tmp_path / "trackers.db"), Domain.empty()))
    await say(store, "甲", "一")
    with sqlite3.connect(tmp_path / "trackers.db", isolation_level=None) as lock:
        lock.execute("BEGIN IMMEDIATE")
        saving = asyncio.create_task(say(store, "甲", "二"))
        await asyncio.sleep(0.1)
        assert not saving.done(), "it waits, and the event loop does not"
        for told in (saving, store.check(), store.forget(["乙"])):
            with pytest.raises(StoreUnavailable):
                await told
        lock.execute("ROLLBACK")
    await store.check()
    await say(store, "甲", "三")
    tracker = await store.retrieve("甲")
    assert tracker is not None
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["一", "三"]


async def test_what_is_forgotten_leaves_the_disk(tmp_path: Path) -> None:
    store = ForgettingTrackerStore(SQLiteTrackerStore(str(tmp_path / "trackers.db"), Domain.empty()))
    for number in range(60):
        await say(store, f"sender{number}", f"word{number}." * 200)
    await store.forget([f"sender{number}" for number in range(0, 60, 2)])
    content = read_all(tmp_path)
    left = [number for number in range(60) if f"word{number}.".encode() in content]
    assert left == list(range(1, 60, 2))


async def test_a_store_that_cannot_forget_says_so() -> None:
    other = TrackerStore(Domain.empty())
    store = ForgettingTrackerStore(other)
    for told in (store.forget(["甲"]), store.delete(["甲"]), store.untouched("web-", NOW)):
        with pytest.raises(NotImplementedError, match="TrackerStore"):
            await told


def test_rasa_uses_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Agent, "_create_tracker_store", Agent._create_tracker_store)
    forgetting.install()
    inner = stores(tmp_path)["sqlite"]
    agent = Agent(domain=Domain.empty(), tracker_store=inner)
    assert isinstance(agent.tracker_store, ForgettingTrackerStore)


def test_rasas_own_wrapper_has_not_changed() -> None:
    source = inspect.getsource(Agent._create_tracker_store)
    assert hashlib.sha256(source.encode()).hexdigest()[:12] == RASAS, (
        "Rasa has changed this method: see whether refundbot.serving.forgetting still does what it did"
    )
