"""Rasa's trackers in PostgreSQL: shared by instances, erased for all of them, never answered from memory."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from functools import partial

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from bench.proxy import Proxy
from refundbot.conversations import retention, store
from refundbot.conversations.database import Database
from refundbot.conversations.models import conversation_of, tracker_ids
from refundbot.serving.forgetting import ForgettingTrackerStore, PerhapsSaved, StoreUnavailable
from refundbot.serving.postgresql_store import PostgreSQLTrackerStore

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=timezone.utc)


@pytest.fixture
def proxy(postgresql_url: str) -> Iterator[Proxy]:
    url = make_url(postgresql_url)
    with Proxy(url.host or "127.0.0.1", url.port or 5432).listening() as between:
        yield between


@pytest.fixture
def database(postgresql_url: str, proxy: Proxy) -> Iterator[Database]:
    url = make_url(postgresql_url).set(host="127.0.0.1", port=proxy.port)
    opened = Database(url.render_as_string(hide_password=False))
    yield opened
    proxy.mend()
    opened.close()


@pytest.fixture
def trackers(database: Database) -> ForgettingTrackerStore:
    return ForgettingTrackerStore(PostgreSQLTrackerStore(database, Domain.empty()))


@pytest.fixture
def impatient(database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on, a unit of work has a second instead of five; `monkeypatch.undo` takes it back."""
    return lambda: monkeypatch.setattr(database, "run", partial(database.run, seconds=1.0))


def begin(database: Database) -> str:
    """A conversation of the web channel."""
    return database.work(lambda s: store.open_conversation(s, NOW)).id


async def say(trackers: ForgettingTrackerStore, sender: str, text: str) -> None:
    tracker = await trackers.get_or_create_tracker(sender, append_action_listen=False)
    tracker.update(UserUttered(text))
    await trackers.save(tracker)


async def said(trackers: ForgettingTrackerStore, sender: str) -> list[str | None]:
    tracker = await trackers.retrieve(sender)
    return [event.text for event in tracker.events if isinstance(event, UserUttered)] if tracker else []


async def test_what_one_instance_keeps_another_reads(
    trackers: ForgettingTrackerStore, postgresql_url: str
) -> None:
    await say(trackers, "rest-shared", "一")
    other = Database(postgresql_url)
    assert await said(
        ForgettingTrackerStore(PostgreSQLTrackerStore(other, Domain.empty())), "rest-shared"
    ) == ["一"]
    other.close()


async def test_many_turns_at_once_are_kept_each_in_its_tracker(trackers: ForgettingTrackerStore) -> None:
    senders = [f"rest-many-{number}" for number in range(40)]
    await asyncio.gather(*(say(trackers, sender, sender) for sender in senders))
    assert [await said(trackers, sender) for sender in senders] == [[sender] for sender in senders]


async def test_a_turn_of_a_conversation_that_another_instance_erased_brings_nothing_back(
    trackers: ForgettingTrackerStore, database: Database
) -> None:
    erased, kept = begin(database), begin(database)
    database.work(lambda s: retention.erase(s, erased, NOW))
    for conversation_id in (erased, kept):
        await say(trackers, tracker_ids(conversation_id, 1)[0], "一")
    assert await said(trackers, tracker_ids(erased, 1)[0]) == []
    assert await said(trackers, tracker_ids(kept, 1)[0]) == ["一"]


def test_erasing_waits_for_a_turn_that_is_being_kept(database: Database) -> None:
    conversation_id, kept = begin(database), threading.Event()

    def erase() -> None:
        database.work(lambda s: retention.erase(s, conversation_id, NOW))
        order.append("erased")

    def keep(session: Session) -> None:
        assert retention.hold(session, conversation_id)
        erasing.start()
        kept.wait(0.5)
        order.append("kept")

    order: list[str] = []
    erasing = threading.Thread(target=erase)
    database.work(keep)
    erasing.join()
    assert order == ["kept", "erased"]


@pytest.mark.parametrize("fault", ["cut", "silent"])
async def test_where_it_is_out_of_reach_nothing_is_answered_from_memory(
    trackers: ForgettingTrackerStore,
    proxy: Proxy,
    impatient: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    await say(trackers, f"rest-{fault}", "一")
    impatient()
    proxy.break_with(fault)
    for told in (said(trackers, f"rest-{fault}"), say(trackers, f"rest-{fault}", "二"), trackers.check()):
        with pytest.raises(StoreUnavailable):
            await told
    proxy.mend()
    monkeypatch.undo()
    await say(trackers, f"rest-{fault}", "三")
    assert await said(trackers, f"rest-{fault}") == ["一", "三"]


async def test_a_turn_of_which_nobody_knows_whether_it_was_kept_is_told_as_such(
    trackers: ForgettingTrackerStore, proxy: Proxy, impatient: Callable[[], None]
) -> None:
    tracker = await trackers.get_or_create_tracker("rest-mute", append_action_listen=False)
    tracker.update(UserUttered("一"))
    impatient()
    proxy.break_with("silent")
    with pytest.raises(PerhapsSaved):
        await trackers.save(tracker)


def test_the_table_is_the_one_that_rasa_describes(database: Database) -> None:
    found = {column["name"]: column["nullable"] for column in inspect(database.engine).get_columns("events")}
    assert found == {column.name: column.nullable for column in SQLTrackerStore.SQLEvent.__table__.columns}


async def test_the_query_for_the_latest_session_is_indexed(database: Database) -> None:
    latest = "SELECT max(timestamp) FROM events WHERE sender_id = 'a' AND type_name = 'session_started'"
    with database.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {latest}").scalars())
    assert "ix_events_session" in plan
    assert "Filter" not in plan


def test_a_tracker_tells_its_conversation() -> None:
    assert conversation_of(tracker_ids("a-b", 3)[0]) == "a-b"
    assert [conversation_of(other) for other in ("rest-web-1", "terminal", "web-", "")] == [None] * 4
