"""What is stored is found again, and what is to be forgotten is gone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import inspect, text

from refundbot.conversations import gate, retention, store
from refundbot.conversations.database import Database
from refundbot.conversations.models import Base


def talk(database: Database, now: datetime) -> str:
    """A conversation in which everything was said and kept that can be."""

    def unit(session: store.Session) -> str:
        conversation_id: str = store.open_conversation(session, now).id
        gate.customer_says(session, conversation_id, "a", "能退吗", now)
        gate.leave_message(session, conversation_id, "请回电", "13812345678", now)
        store.set_feedback(session, conversation_id, 2, now, useful=True, reason=None, comment=None)
        store.add_rating(session, conversation_id, now, stars=5, comment=None)
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
    def unit(session: store.Session) -> None:
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

    def unit(session: store.Session) -> list[bool]:
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
        return database.work(lambda s: store.abandoned(s, now + timedelta(minutes=minutes)))

    assert (abandoned(0), abandoned(1)) == ([], [conversation_id])

    def claim(session: store.Session) -> None:
        pending = store.next_pending(session, conversation_id)
        assert pending is not None
        pending.claimed_at = now + timedelta(minutes=2)

    database.work(claim)
    assert (abandoned(1), abandoned(3)) == ([], [conversation_id])
    database.work(store.release_claims)
    assert abandoned(0) == [conversation_id]


def test_erasing_deletes_all_that_hangs_on_a_conversation_and_no_other(
    database: Database, now: datetime
) -> None:
    gone, stays = talk(database, now), talk(database, now)
    trackers = database.work(lambda s: retention.erase(s, gone))
    assert trackers == (f"web-{gone}-1",)
    assert set(rows(database).values()) == {1, 2}
    assert rows(database)["messages"] == 2
    assert database.work(lambda s: store.find(s, stays)) is not None
    assert database.work(lambda s: retention.erase(s, gone)) == ()


def test_what_nobody_has_touched_for_long_is_deleted(database: Database, now: datetime) -> None:
    old, recent = talk(database, now - timedelta(days=181)), talk(database, now - timedelta(days=179))
    trackers = database.work(lambda s: retention.expire(s, now - timedelta(days=180)))
    assert trackers == (f"web-{old}-1",)
    assert database.work(lambda s: store.find(s, recent)) is not None
    assert database.work(lambda s: store.find(s, old)) is None
