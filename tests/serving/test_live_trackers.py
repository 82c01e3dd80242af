"""Trackers held in memory: never another than what the store holds, whoever writes or erases there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, Restarted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from sqlalchemy import event, select

from refundbot.conversations.database import Database
from refundbot.serving.forgetting import ForgettingTrackerStore
from refundbot.serving.live_trackers import LiveTrackers
from refundbot.serving.postgresql_store import PostgreSQLTrackerStore
from refundbot.serving.sql_store import _NOTED, ApartTrackerStore, Kept, Mark, append
from refundbot.serving.sqlite_store import SQLiteTrackerStore

SENDER = "rest-live"
MEMORY = "conversation"
Opened = Callable[[], ApartTrackerStore]


def domain() -> Domain:
    empty = Domain.empty()
    empty.slots = [AnySlot(MEMORY, [{"type": "custom"}], influence_conversation=False)]
    return empty


@pytest.fixture(params=["sqlite", "postgresql"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Opens the store once more, as another worker does."""
    if request.param == "sqlite":
        yield lambda: SQLiteTrackerStore(str(tmp_path / "trackers.db"), domain())
        return
    url = request.getfixturevalue("postgresql_url")
    databases = [Database(url)]
    with databases[0].engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM events")

    def open_one() -> ApartTrackerStore:
        databases.append(Database(url))
        return PostgreSQLTrackerStore(databases[-1], domain())

    yield open_one
    for database in databases:
        database.close()


def turn(text: str) -> list[Event]:
    """What a turn adds to a tracker."""
    said = UserUttered(text, {"name": "in"}, [{"entity": "e", "value": text}], {"text": text})
    return [said, SlotSet(MEMORY, {"said": text}), ActionExecuted("action_listen")]


async def begin_turn(store: Any, text: str, *before: Event) -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(SENDER, append_action_listen=False)
    tracker.model_id = "model"
    if not tracker.events:
        before = (ActionExecuted("action_session_start"), SessionStarted(), *before)
    tracker.update_with_events([*before, *turn(text)], store.domain)
    return tracker


async def say(store: Any, text: str, *before: Event) -> None:
    await store.save(await begin_turn(store, text, *before))


def state(tracker: DialogueStateTracker | None) -> Any:
    """All that a tracker tells, in the form in which it is kept."""
    return json.loads(json.dumps(tracker and tracker.current_state(EventVerbosity.ALL)))


def texts(tracker: DialogueStateTracker | None) -> list[str | None]:
    return [one.text for one in tracker.events if isinstance(one, UserUttered)] if tracker else []


def held(store: ApartTrackerStore) -> set[str]:
    return set(store._live._held)


async def test_a_turn_goes_on_with_the_tracker_of_the_one_before(opened: Opened) -> None:
    store = opened()
    await say(store, "一")
    first = await store.retrieve(SENDER)
    assert first is not None
    first.update_with_events(turn("二"), store.domain)
    await store.save(first)
    again = await store.retrieve(SENDER)
    assert again is first
    assert state(again) == state(await opened().retrieve(SENDER))


STEPS = (
    "turn",
    "turn",
    "turn",
    "session",
    "restart",
    "failed",
    "cut",
    "overlap",
    "erase",
    "forget",
    "expire",
)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.booleans()), max_size=12))
def test_whatever_two_workers_do_each_reads_what_the_store_holds(steps: list[tuple[str, bool]]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(act(steps, lambda: SQLiteTrackerStore(f"{folder}/trackers.db", domain())))


@settings(max_examples=5)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.booleans()), max_size=12))
def test_so_do_workers_on_postgresql(postgresql_url: str, steps: list[tuple[str, bool]]) -> None:
    databases: list[Database] = []

    def open_one() -> ApartTrackerStore:
        databases.append(Database(postgresql_url))
        return PostgreSQLTrackerStore(databases[-1], domain())

    async def act_from_nothing() -> None:
        await open_one().forget([SENDER])
        await act(steps, open_one)

    asyncio.run(act_from_nothing())
    for database in databases:
        database.close()


async def act(steps: list[tuple[str, bool]], open_one: Opened) -> None:
    """Does each step at one worker or the other; then either is asked, as is one that has never read."""
    workers, reader = (open_one(), open_one()), open_one()
    for number, (step, which) in enumerate(steps):
        worker, other = workers[which], workers[not which]
        await STEP[step](worker, other, f"{step} {number}")
        stored = state(await reader.retrieve(SENDER))
        if number % 3:  # else it is held on
            assert state(await worker.retrieve(SENDER)) == stored
    stored = state(await reader.retrieve(SENDER))
    assert [state(await worker.retrieve(SENDER)) for worker in workers] == [stored, stored]


async def fail(worker: ApartTrackerStore, _: ApartTrackerStore, text: str) -> None:
    await begin_turn(worker, text)


async def cut(worker: ApartTrackerStore, _: ApartTrackerStore, text: str) -> None:
    saving = asyncio.create_task(worker.save(await begin_turn(worker, text)))
    await asyncio.sleep(0)
    saving.cancel()
    await asyncio.gather(saving, return_exceptions=True)
    await worker.keys()  # once that is done, what was being written is
    await asyncio.sleep(0.05)


async def overlap(worker: ApartTrackerStore, other: ApartTrackerStore, text: str) -> None:
    """Two turns at once, which locks and claims prevent; no word of either is lost all the same."""
    one, two = [await begin_turn(store, f"{text} {name}") for store, name in ((worker, "一"), (other, "二"))]
    await worker.save(one)
    await other.save(two)
    said = texts(await worker.retrieve_full_tracker(SENDER))
    assert said[-2:] == [f"{text} 一", f"{text} 二"]


async def session(worker: ApartTrackerStore, _: ApartTrackerStore, text: str) -> None:
    await say(worker, text, ActionExecuted("action_session_start"), SessionStarted())


async def erase_elsewhere(_: ApartTrackerStore, other: ApartTrackerStore, __: str) -> None:
    await other.forget([SENDER])


STEP: dict[str, Callable[[ApartTrackerStore, ApartTrackerStore, str], Awaitable[None]]] = {
    "turn": lambda worker, _, text: say(worker, text),
    "session": session,
    "restart": lambda worker, _, text: say(worker, text, Restarted()),
    "failed": fail,
    "cut": cut,
    "overlap": overlap,
    "erase": erase_elsewhere,
    "forget": lambda worker, _, __: worker.forget([SENDER]),
    "expire": lambda worker, _, __: asyncio.sleep(0, worker._live.clear()),
}


async def test_as_many_events_in_another_conversation_of_the_same_name_are_noticed(opened: Opened) -> None:
    here, there = opened(), opened()
    await say(here, "一")
    await there.forget([SENDER])
    await say(there, "二")
    assert texts(await here.retrieve(SENDER)) == ["二"]


async def test_a_turn_begun_before_it_was_told_anew_elsewhere_is_not_held(opened: Opened) -> None:
    here, there = opened(), opened()
    await say(here, "一")
    running = await begin_turn(here, "二")
    await there.forget([SENDER])
    await say(there, "三")
    await here.save(running)
    assert not held(here)
    assert state(await here.retrieve(SENDER)) == state(await opened().retrieve(SENDER))
    assert texts(await here.retrieve_full_tracker(SENDER)) == ["三", "二"]


async def test_what_is_forgotten_is_out_of_memory_and_is_not_written_back(opened: Opened) -> None:
    inner = opened()
    store = ForgettingTrackerStore(inner)
    await say(store, "一")
    assert held(inner) == {SENDER}
    running = await begin_turn(store, "二")
    await store.forget([SENDER])
    await store.save(running)
    assert not held(inner)
    assert await opened().retrieve(SENDER) is None


async def test_what_is_too_old_is_out_of_memory(opened: Opened) -> None:
    inner = opened()
    store = ForgettingTrackerStore(inner)
    await say(store, "一")
    await store.delete([SENDER])
    assert not held(inner)
    await say(store, "二")
    assert texts(await inner.retrieve(SENDER)) == ["二"]


async def test_another_domain_reads_anew(opened: Opened) -> None:
    store = opened()
    await say(store, "一")
    store.domain = domain()
    assert not held(store)


async def test_a_turn_costs_the_same_however_long_the_conversation_is(tmp_path: Path) -> None:
    store = SQLiteTrackerStore(str(tmp_path / "trackers.db"), domain())
    statements: list[tuple[str, int]] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> None:
        statements.append((statement.split()[0], len(parameters) if many else 1))

    for number in range(40):
        statements.clear()
        await say(store, str(number))
        if number > 0:
            assert statements == [("SELECT", 1), ("INSERT", 3), ("SELECT", 1)]


@pytest.mark.parametrize("said", ["一", "/command", "🙂"])
async def test_rows_are_those_that_rasa_writes(tmp_path: Path, said: str) -> None:
    tracker = DialogueStateTracker.from_events(SENDER, [SessionStarted(), *turn(said)], domain().slots)
    ours = SQLTrackerStore(domain(), db=str(tmp_path / "ours.db"))
    rasas = SQLTrackerStore(domain(), db=str(tmp_path / "rasas.db"))
    setattr(tracker, _NOTED, Kept(Mark(), 0))
    assert await append(ours, tracker)
    await rasas.save(tracker)
    table = SQLTrackerStore.SQLEvent.__table__

    def rows(store: SQLTrackerStore) -> list[Any]:
        with store.session_scope() as session:
            return session.execute(select(table)).all()

    assert rows(ours) == rows(rasas)


async def test_not_too_many_are_held() -> None:
    live = LiveTrackers(most_events=7)
    trackers = [DialogueStateTracker.from_events(str(number), turn("一")) for number in range(3)]
    for tracker in trackers:
        live.put(tracker)
    assert [live.take(str(number)) for number in range(3)] == [None, *trackers[1:]]
    assert live.take("1") is None
    assert live._events == 0


async def test_none_is_held_for_long() -> None:
    live = LiveTrackers(seconds=0.0)
    live.put(DialogueStateTracker.from_events(SENDER, turn("一")))
    await asyncio.sleep(0.01)
    assert live.take(SENDER) is None
    assert live._events == 0
