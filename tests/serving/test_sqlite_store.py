"""Conversations are kept, also when the process is killed, and the file is opened once."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import read_endpoint_config

from refundbot.serving.sqlite_store import SQLiteTrackerStore
from refundbot.settings import ROOT


def open_store(file: Path) -> SQLiteTrackerStore:
    return SQLiteTrackerStore(db=str(file), domain=Domain.empty())


async def say(store: SQLiteTrackerStore, sender: str, *texts: str) -> None:
    """Keeps a turn for each text, as Rasa does at the end of a turn."""
    for text in texts:
        tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
        if not tracker.events:
            tracker.update_with_events(
                [ActionExecuted("action_session_start"), SessionStarted()], store.domain
            )
        tracker.update(UserUttered(text))
        await store.save(tracker)


async def said(store: SQLiteTrackerStore, sender: str) -> list[str | None]:
    tracker: DialogueStateTracker = await store.get_or_create_tracker(sender)
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def test_what_was_said_is_there_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "conversations.db"
    await say(open_store(file), "甲", "在吗", "流量包能退吗")
    await say(open_store(file), "乙", "你好")
    again = open_store(file)
    assert await said(again, "甲") == ["在吗", "流量包能退吗"]
    assert await said(again, "乙") == ["你好"]


async def test_the_file_is_opened_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(tmp_path / "conversations.db")
    opened: list[Any] = []
    connect = sqlite3.dbapi2.connect
    monkeypatch.setattr(
        store.engine.dialect.dbapi, "connect", lambda *a, **k: opened.append(a) or connect(*a, **k)
    )
    await say(store, "甲", *"一二三四五")
    assert len(opened) == 1


async def test_it_writes_ahead(tmp_path: Path) -> None:
    with open_store(tmp_path / "conversations.db").engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1


async def test_what_was_said_before_a_kill_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "conversations.db"
    script = (
        "import asyncio, importlib.util, os, pathlib, signal\n"
        f"spec = importlib.util.spec_from_file_location('store_tests', {__file__!r})\n"
        "tests = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(tests)\n"
        f"store = tests.open_store(pathlib.Path({str(file)!r}))\n"
        "asyncio.run(tests.say(store, '甲', '在吗', '流量包能退吗'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", script, cwd=ROOT)
    assert await killed.wait() == -signal.SIGKILL
    assert await said(open_store(file), "甲") == ["在吗", "流量包能退吗"]


def test_endpoints_yml_names_it(tmp_path: Path) -> None:
    endpoint = read_endpoint_config(str(ROOT / "endpoints.yml"), "tracker_store")
    endpoint.kwargs["db"] = str(tmp_path / "conversations.db")
    store = TrackerStore.create(endpoint, domain=Domain.empty())
    assert isinstance(store, SQLiteTrackerStore)
