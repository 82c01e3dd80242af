"""What a data warehouse is told of conversations: all that happens, masked, and to forget what is erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from refundbot.conversations import gate, outbox, retention, store
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Agent
from refundbot.conversations.outbox import OutboxEvent
from refundbot.conversations.store import Bubble

VERDICT = {"outcome": "full_refund"}
ENVELOPE = {
    "kind": "verdict",
    "topic": "refund.check",
    "confidence": 0.9,
    "policy_version": "2026.11.1",
    "verdict": VERDICT,
}


@pytest.fixture
def telling(database: Database) -> Iterator[Database]:
    """A database that tells."""
    opened = Database(database.engine.url.render_as_string(hide_password=False), tells=True)
    opened.work(lambda s: s.query(OutboxEvent).delete())
    yield opened
    opened.close()


def told(database: Database) -> list[dict[str, Any]]:
    query = select(OutboxEvent).order_by(OutboxEvent.id)
    return [each.body for each in database.work(lambda s: list(s.execute(query).scalars()))]


def talk(session: Session, now: datetime) -> str:
    """A conversation in which everything happens that is told."""
    id_: str = store.open_conversation(session, now, page="/price").id
    gate.customer_says(session, id_, "a", "能退吗，我电话13812345678", now)
    gate.bot_says(session, id_, 1, [Bubble("可以。", ENVELOPE)], now, wants_person="customer_asked")
    gate.take_over(session, id_, Agent("w", "小王"), now)
    gate.agent_says(session, id_, Agent("w", "小王"), "您好", now)
    store.set_feedback(session, id_, 2, now, useful=False, reason="unclear", comment="打13812345678")
    store.set_rating(session, id_, now, stars=2, comment=None)
    gate.leave_message(session, id_, "请回电13812345678", "13812345678", now, "已收到")
    store.add_consent(session, id_, now, granted=True)
    gate.resolve(session, id_, Agent("w", "小王"), now)
    return id_


def test_all_that_happens_is_told_in_order(telling: Database, now: datetime) -> None:
    id_ = telling.work(lambda s: talk(s, now))
    bodies = told(telling)
    assert {body["conversation_id"] for body in bodies} == {id_}
    messages = [(b["seq"], b["from"]) for b in bodies if b["kind"] == "message"]
    assert messages == [
        *[
            (1, "customer"),
            (2, "bot"),
            (3, "system"),
            (4, "system"),
            (5, "agent"),
            (6, "system"),
            (7, "system"),
        ]
    ]
    assert [b["status"] for b in bodies if b["kind"] == "status"] == ["queued", "human", "closed"]
    others = {b["kind"] for b in bodies} - {"message", "status"}
    assert others == {"opened", "decision", "feedback", "rating", "left_message", "consent"}
    decision = next(b for b in bodies if b["kind"] == "decision")
    assert (decision["verdict"], decision["policy_version"], decision["reply_to"]) == (
        VERDICT,
        "2026.11.1",
        1,
    )
    assert all(datetime.fromisoformat(b["at"]) == now and b["v"] == 1 for b in bodies)


def test_no_personal_data_is_told(telling: Database, now: datetime) -> None:
    telling.work(lambda s: talk(s, now))
    assert "13812345678" not in str(told(telling))


def test_what_is_undone_is_not_told(telling: Database, now: datetime) -> None:
    def unit(session: Session) -> None:
        talk(session, now)
        session.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        telling.work(unit)
    assert told(telling) == []


def test_without_the_setting_nothing_is_told(database: Database, now: datetime) -> None:
    database.work(lambda s: talk(s, now))
    assert told(database) == []


@pytest.mark.parametrize("way", ["erased", "old"])
def test_of_what_is_gone_only_that_is_told(telling: Database, now: datetime, way: str) -> None:
    id_ = telling.work(lambda s: talk(s, now))
    if way == "erased":
        telling.work(lambda s: retention.erase(s, id_, now))
    else:
        telling.work(lambda s: retention.expire(s, now + timedelta(days=1), now + timedelta(days=2)))
    assert [(body["kind"], body["conversation_id"]) for body in told(telling)] == [("erased", id_)]


def test_an_opinion_that_is_changed_is_told_again(telling: Database, now: datetime) -> None:
    id_ = telling.work(lambda s: talk(s, now))
    telling.work(
        lambda s: store.set_feedback(s, id_, 2, now, useful=True, reason=None, comment=None),
    )
    telling.work(lambda s: store.set_rating(s, id_, now, stars=5, comment=None))
    bodies = told(telling)
    assert [b["useful"] for b in bodies if b["kind"] == "feedback"] == [False, True]
    assert [b["stars"] for b in bodies if b["kind"] == "rating"] == [2, 5]


def test_an_event_is_one_servers_to_publish_until_it_gives_up_or_is_gone(
    telling: Database, now: datetime
) -> None:
    telling.work(lambda s: talk(s, now))

    def claimed(at: datetime, most: int = 100) -> list[int]:
        return telling.work(lambda s: [each.id for each in outbox.claim(s, at, most)])

    first = claimed(now, 3)
    rest = claimed(now)
    assert len(first) == 3
    assert first < rest
    assert not set(first) & set(rest)
    assert claimed(now) == []
    telling.work(lambda s: outbox.release(s, first))
    assert claimed(now) == first
    assert claimed(now + 2 * outbox.LEASE) == first + rest
    assert claimed(now) == first + rest, "the clock was put back"


def test_an_id_is_never_given_again(telling: Database, now: datetime) -> None:
    telling.work(lambda s: talk(s, now))
    before = telling.work(lambda s: [each.id for each in outbox.claim(s, now, 100)])
    telling.work(lambda s: outbox.drop(s, before))
    telling.work(lambda s: talk(s, now))
    after = telling.work(lambda s: [each.id for each in outbox.claim(s, now, 100)])
    assert min(after) > max(before)
