"""What is stored is found again, and what is to be forgotten is gone."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from refundbot.conversations import database as database_module
from refundbot.conversations import gate, retention, store
from refundbot.conversations.database import Database, Unavailable, Unstorable
from refundbot.conversations.models import Base


def talk(database: Database, now: datetime) -> str:
    """A conversation in which everything was said and kept that can be."""

    def unit(session: Session) -> str:
        conversation_id: str = store.open_conversation(session, now).id
        gate.customer_says(session, conversation_id, "a", "能退吗", now)
        gate.leave_message(session, conversation_id, "请回电", "13812345678", now, "已收到")
        store.set_feedback(session, conversation_id, 2, now, useful=True, reason=None, comment=None)
        store.set_rating(session, conversation_id, now, stars=5, comment=None)
        store.add_consent(session, conversation_id, now, granted=True)
        return conversation_id

    return database.work(unit)


def rows(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.engine.begin() as connection:
        return {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("conversations", "messages", "left_messages", "feedback", "ratings", "consents")
        }


def test_the_migrations_give_the_tables_that_the_models_describe(database: Database) -> None:
    found = inspect(database.engine)
    for name, table in Base.metadata.tables.items():
        columns = {column["name"]: column["nullable"] for column in found.get_columns(name)}
        assert columns == {column.name: column.nullable for column in table.columns}, name
        indexes = {index["name"] for index in found.get_indexes(name)}
        assert indexes >= {index.name for index in table.indexes}, name


def test_a_database_is_migrated_once(database: Database, now: datetime) -> None:
    talk(database, now)
    again = Database(str(database.engine.url.render_as_string(hide_password=False)))
    assert rows(again)["conversations"] == 1
    again.close()


def test_an_instant_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    shanghai = datetime(2026, 11, 24, 18, 0, 0, 123456, tzinfo=ZoneInfo("Asia/Shanghai"))
    conversation_id = database.work(lambda s: store.open_conversation(s, shanghai)).id
    found = database.work(lambda s: store.find(s, conversation_id))
    assert found is not None
    assert found.created_at == shanghai
    assert found.created_at.tzinfo is timezone.utc
    with pytest.raises(Exception, match="offset"):
        database.work(lambda s: store.open_conversation(s, datetime(2026, 11, 24)))  # noqa: DTZ001


def test_what_fails_leaves_nothing_behind(database: Database, now: datetime) -> None:
    def unit(session: Session) -> None:
        store.open_conversation(session, now)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        database.work(unit)
    assert rows(database)["conversations"] == 0


def test_a_choice_may_be_picked_while_it_is_among_the_latest_messages(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LATEST", 3)
    choice = {"id": "c", "title": "甲", "text": "乙"}

    def unit(session: Session) -> list[bool]:
        conversation = store.open_conversation(session, now)
        store.add(session, conversation, "bot", store.Bubble("哪个？", None, [choice]), now)
        found = []
        for _ in range(4):
            found.append(store.offered(session, conversation.id, "c") == choice)
            store.add(session, conversation, "bot", store.Bubble("……"), now)
        return found

    assert database.work(unit) == [True, True, True, False]


def test_a_message_is_abandoned_once_nobody_has_touched_it_for_long(
    database: Database, now: datetime
) -> None:
    conversation_id = talk(database, now)

    def abandoned(minutes: int) -> list[str]:
        return database.work(
            lambda s: store.abandoned(s, now + timedelta(minutes=minutes), timedelta(minutes=1))
        )

    assert (abandoned(1), abandoned(2)) == ([], [conversation_id])

    def claim(session: Session) -> None:
        pending = store.next_pending(session, conversation_id)
        assert pending is not None
        pending.claimed_at = now + timedelta(minutes=3)

    database.work(claim)
    assert (abandoned(2), abandoned(4), abandoned(5)) == ([], [], [conversation_id])
    assert abandoned(-60) == [conversation_id], "the clock was put back"
    database.work(store.release_claims)
    assert abandoned(3) == [conversation_id]


def test_erasing_deletes_all_that_hangs_on_a_conversation_and_no_other(
    database: Database, now: datetime
) -> None:
    gone, stays = talk(database, now), talk(database, now)
    database.work(lambda s: retention.erase(s, gone, now))
    assert database.work(retention.unfinished)[gone] == (f"web-{gone}-1",)
    assert set(rows(database).values()) == {1, 2}
    assert rows(database)["messages"] == 2
    assert database.work(lambda s: store.find(s, stays)) is not None
    database.work(lambda s: retention.erase(s, gone, now))
    database.work(lambda s: retention.finish(s, [gone], now))
    assert gone not in database.work(retention.unfinished)
    assert database.work(lambda s: retention.erased_at(s, gone)) == now
    database.work(lambda s: retention.forget_ids(s, now + timedelta(days=1)))
    assert database.work(lambda s: retention.erased_at(s, gone)) is None


def test_what_nobody_has_touched_for_long_is_deleted(database: Database, now: datetime) -> None:
    old, recent = talk(database, now - timedelta(days=181)), talk(database, now - timedelta(days=179))
    assert database.work(lambda s: retention.expire(s, now - timedelta(days=180), now)) == [old]
    assert database.work(lambda s: store.find(s, recent)) is not None
    assert database.work(lambda s: store.find(s, old)) is None


def test_what_was_said_before_the_clock_was_put_back_is_kept_for_no_longer(
    database: Database, now: datetime
) -> None:
    ahead = talk(database, now + timedelta(days=3650))
    kept = timedelta(days=180)
    assert database.work(lambda s: retention.expire(s, now - kept, now)) == []
    later = now + kept + timedelta(days=1)
    assert database.work(lambda s: retention.expire(s, later - kept, later)) == [ahead]


@pytest.mark.parametrize(
    ("id_", "client_id", "seq"),
    [("a\0b", "c", 1), ("a", "\0", 1), ("\ud800", "c", 1), ("a", "c", 2**64), ("a", "c", -(2**64))],
)
def test_what_cannot_be_stored_is_told_as_such(
    database: Database, id_: str, client_id: str, seq: int
) -> None:
    try:
        found = database.work(lambda s: (store.by_client_id(s, id_, client_id), store.message(s, id_, seq)))
    except Unstorable:
        return
    assert found == (None, None)


def test_an_id_longer_than_its_column_is_told_as_such(postgresql: Database, now: datetime) -> None:
    with pytest.raises(Unstorable):
        postgresql.work(lambda s: store.open_conversation(s, now, id="x" * 33))


def test_a_unit_that_takes_too_long_is_undone(database: Database, now: datetime) -> None:
    def unit(session: Session) -> None:
        store.open_conversation(session, now)
        time.sleep(0.2)

    with pytest.raises(Unavailable):
        database.work(unit, 0.1)
    assert rows(database)["conversations"] == 0


async def test_a_thread_that_hangs_is_not_awaited(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "GRACE_SECONDS", 0.1)
    done = threading.Event()
    with pytest.raises(Unavailable):
        await database.run(lambda _: done.wait(30), 0.1)
    done.set()


def test_errors_do_not_repeat_what_customers_say(
    database: Database, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    conversation_id = talk(database, now)

    def twice(session: Session) -> None:
        conversation = store.lock(session, conversation_id)
        for _ in range(2):
            store.add(session, conversation, "customer", store.Bubble("秘密"), now, client_msg_id="x")

    with pytest.raises(IntegrityError) as error:
        database.work(twice)
    assert "秘密" not in str(error.value)
