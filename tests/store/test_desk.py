"""What the desk keeps, on each database: the log that only grows, lists, searches, the review queue."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from refundbot.conversations import gate, store
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Agent
from refundbot.conversations.store import Bubble
from refundbot.desk import acts, audit, listing, review, suggested
from refundbot.desk.listing import BadCursor, Filter
from refundbot.desk.models import AuditEntry, Suggested, SuggestionEvent

LI = Agent("li", "小李")
UNCLEAR = {"kind": "clarify", "topic": None, "confidence": 0.2, "candidates": [{"topic": "payout.time"}]}


def opened(session: Any, at: datetime, text: str, envelope: dict[str, Any] | None = None) -> str:
    """A new conversation in which the customer said something and the bot answered."""
    id_ = store.open_conversation(session, at).id
    said = gate.customer_says(session, id_, text, text, at)
    gate.bot_says(session, id_, said.messages[0].seq, [Bubble("答", envelope)], at)
    return str(id_)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET act = 'x'",
        "DELETE FROM audit",
        "INSERT INTO audit SELECT * FROM audit WHERE true ON CONFLICT (id) DO UPDATE SET act = 'x'",
    ],
)
def test_the_database_refuses_to_change_the_log(database: Database, now: datetime, statement: str) -> None:
    database.work(lambda s: audit.record(s, "li", "say", now, seq=[1]))
    before = database.work(lambda s: s.query(AuditEntry).count())
    with pytest.raises(DBAPIError, match="only grow"):
        database.work(lambda s: s.execute(statement))
    assert database.work(lambda s: s.query(AuditEntry).count()) == before > 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_entry_of_the_log_cannot_be_replaced(database: Database, now: datetime) -> None:
    database.work(lambda s: audit.record(s, "li", "say", now, seq=[1]))
    with pytest.raises(DBAPIError, match="only grow"):
        database.work(
            lambda s: s.execute("REPLACE INTO audit SELECT id, at, 'x', act, NULL, '{}' FROM audit")
        )
    database.work(lambda s: audit.record(s, "wang", "say", now))
    assert [e.agent_id for e in database.work(audit.entries)] == ["wang", "li"]


def test_the_log_keeps_no_words(database: Database, now: datetime) -> None:
    id_ = database.work(lambda s: opened(s, now, "在吗"))
    database.work(lambda s: acts.set_tags(s, id_, LI, ["王小明的"], now))
    (entry,) = database.work(lambda s: audit.entries(s, conversation_id=id_))
    assert (entry.act, entry.detail) == ("tag", {"tags": 1})


def test_suggestions_for_another_desk_are_forgotten_by_their_age(database: Database, now: datetime) -> None:
    id_ = database.work(lambda s: opened(s, now, "在吗"))
    rest = {"position": 1, "topic": "payout.time", "confidence": 0.9, "text": "答", "at": now}

    def keep(session: Any) -> None:
        session.query(Suggested).delete()
        session.add(Suggested(id="a" * 32, **rest))
        session.add(Suggested(id="b" * 32, conversation_id=id_, **rest))

    database.work(keep)
    database.work(lambda s: suggested.expire(s, now))
    assert database.work(lambda s: s.query(Suggested).count()) == 2
    database.work(lambda s: suggested.expire(s, now + timedelta(days=1)))
    assert [kept.id for kept in database.work(lambda s: s.query(Suggested).all())] == ["b" * 32]


def test_nothing_is_logged_of_an_act_that_was_undone(database: Database, now: datetime) -> None:
    id_ = database.work(lambda s: opened(s, now, "在吗"))

    def fails(session: Any) -> None:
        acts.take_over(session, id_, LI, now)
        raise RuntimeError("the connection broke")

    with pytest.raises(RuntimeError):
        database.work(fails)
    assert database.work(lambda s: audit.entries(s, conversation_id=id_)) == []


def test_conversations_are_found_by_words_tags_and_ids(database: Database, now: datetime) -> None:
    first, second = (
        database.work(lambda s, t=text: opened(s, now, t)) for text in ("100%能退吗", "多久_到账")
    )
    database.work(lambda s: acts.set_tags(s, second, LI, ["大额“急”"], now))

    def found(**wanted: Any) -> list[str]:
        rows, _ = database.work(lambda s: listing.page(s, Filter(**wanted), None, 10))
        return [row.conversation.id for row in rows]

    assert found(words="0%能") == [first]
    assert found(words="久_到") == [second]
    assert found(words="久%到") == []
    assert found(words=first[:10].upper()) == [first]
    assert found(words="大额") == found(tag="大额“急”") == [second]
    assert found(tag="大额") == []


def test_pages_follow_each_other_though_many_are_of_one_instant(database: Database, now: datetime) -> None:
    ids = {database.work(lambda s, n=n: opened(s, now, f"问{n}")) for n in range(7)}
    seen: list[str] = []
    cursor: str | None = None
    while True:
        rows, cursor = database.work(lambda s, c=cursor: listing.page(s, Filter(), c, 3))
        seen += [row.conversation.id for row in rows]
        if cursor is None:
            break
    assert len(seen) == 7
    assert set(seen) == ids


@pytest.mark.parametrize("cursor", ["", "x", "2026-11-24_abc", "2026-13-01T00:00:00+00:00_abc"])
def test_a_cursor_that_no_page_gave_is_refused(database: Database, cursor: str) -> None:
    with pytest.raises(BadCursor):
        database.work(lambda s: listing.page(s, Filter(), cursor, 3))


def test_the_review_queue_is_collected_from_all_that_is_stored(database: Database, now: datetime) -> None:
    sure = {"kind": "answer", "topic": "payout.time", "confidence": 0.95, "candidates": []}
    database.work(lambda s: opened(s, now, "甲", UNCLEAR))
    database.work(lambda s: opened(s, now, "乙", {**sure, "confidence": 0.55}))
    useless = database.work(lambda s: opened(s, now, "丙", sure))
    called = database.work(lambda s: opened(s, now, "丁", sure))
    edited = database.work(lambda s: opened(s, now, "戊", sure))
    database.work(lambda s: opened(s, now, "己", sure))
    database.work(lambda s: store.set_feedback(s, useless, 2, now, useful=False, reason=None, comment=None))
    database.work(lambda s: gate.request_human(s, called, "customer_asked", now))

    def edit(session: Any) -> None:
        shown = {"topic": "payout.time", "confidence": 0.9, "text": "答", "at": now}
        session.add(Suggested(id="a" * 32, conversation_id=edited, seq=2, position=1, **shown))
        session.flush()
        suggested.follow(session, suggested.find(session, "a" * 32), "li", "sent", now, text="答复")

    database.work(edit)
    assert database.work(lambda s: review.collect(s, now)) == 5
    assert database.work(lambda s: review.collect(s, now)) == 0
    items, _ = database.work(lambda s: review.page(s, "open", None, 10))
    assert {item.text: item.reasons for item in items} == {
        "甲": ["fallback"],
        "乙": ["close_call"],
        "丙": ["not_useful"],
        "丁": ["handoff"],
        "戊": ["edited"],
    }
    assert next(item.candidates for item in items if item.text == "甲") == ["payout.time"]
    assert database.work(lambda s: s.query(SuggestionEvent).one()).distance == 1


def test_what_was_being_stored_at_the_last_collection_is_not_missed(
    database: Database, now: datetime
) -> None:
    database.work(lambda s: opened(s, now, "甲", UNCLEAR))
    assert database.work(lambda s: review.collect(s, now)) == 1
    database.work(lambda s: opened(s, now - timedelta(seconds=5), "乙", UNCLEAR))
    assert database.work(lambda s: review.collect(s, now + timedelta(hours=1))) == 1
