"""The supervisor's figures, counted on a day that is known message by message."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from refundbot.conversations import gate, store
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Agent
from refundbot.conversations.store import Bubble
from refundbot.desk import reports
from refundbot.desk.days import Span

NOON = datetime(2026, 11, 24, 4, tzinfo=timezone.utc)
"""Noon in Shanghai."""
TODAY = date(2026, 11, 24)
LI = Agent("li", "小李")


def today(database: Database) -> dict[str, Any]:
    return of_days(database, TODAY, TODAY)


def of_days(database: Database, first: date, last: date) -> dict[str, Any]:
    return database.work(lambda s: reports.of_days(s, Span(first, last)))


class Day:
    """A talk, minute by minute."""

    def __init__(self, session: Any, start: datetime) -> None:
        self.session, self.at = session, start
        self.id = store.open_conversation(session, start).id
        self.asked = 0

    def later(self, minutes: float) -> Day:
        self.at += timedelta(minutes=minutes)
        return self

    def asks(self, text: str, kind: str = "answer", topic: str | None = "payout.time") -> Day:
        said = gate.customer_says(self.session, self.id, f"{self.id}{text}", text, self.at)
        self.asked = said.messages[0].seq
        bubble = Bubble("答", {"kind": kind, "topic": topic, "confidence": 0.9, "candidates": []})
        gate.bot_says(self.session, self.id, self.asked, [bubble], self.at)
        return self


def test_an_empty_day_has_no_rates(database: Database) -> None:
    report = today(database)
    assert (report["from"], report["to"]) == ("2026-11-24", "2026-11-24")
    assert (report["conversations"], report["containment"], report["first_response"]) == (0, None, None)
    assert report["hours"] == [0] * 24
    assert report["suggestions"]["acceptance"] is None


def test_a_day_is_counted(database: Database) -> None:
    def work(session: Any) -> None:
        alone = Day(session, NOON).asks("多久到账").later(1).asks("能退吗", topic="policy.overview")
        store.set_rating(session, alone.id, alone.at, stars=5, comment=None)
        store.set_feedback(session, alone.id, 2, alone.at, useful=True, reason=None, comment=None)
        called = Day(session, NOON + timedelta(hours=1)).asks("咋整", "clarify", None)
        gate.request_human(session, called.id, "customer_asked", called.later(1).at)
        gate.take_over(session, called.id, LI, called.later(2).at)
        gate.agent_says(session, called.id, LI, "您好", called.later(1).at)
        gate.resolve(session, called.id, LI, called.later(6).at)
        waits = Day(session, NOON).asks("多久到账")
        gate.request_human(session, waits.id, "customer_asked", waits.later(1).at)
        gone = Day(session, NOON)
        gate.request_human(session, gone.id, "customer_asked", gone.at)
        gate.leave(session, gone.id, gone.later(3).at)
        Day(session, NOON - timedelta(days=1)).asks("昨天的问题")

    database.work(work)
    report = today(database)
    assert (report["conversations"], report["contained"]) == (3, 1)
    assert report["containment"] == pytest.approx(1 / 3)
    assert report["topics"] == [
        {"topic": "payout.time", "title": "退款多久到账", "count": 2},
        {"topic": "policy.overview", "title": report["topics"][1]["title"], "count": 1},
    ]
    assert {line["reason"]: line["count"] for line in report["handoffs"]} == {
        "clarify": 1,
        "payout.time": 1,
        "nothing": 1,
    }
    assert report["first_response"] == {"count": 1, "median": 180.0, "p90": 180.0}
    assert report["resolution"] == {"count": 1, "median": 600.0, "p90": 600.0}
    assert (report["hours"][12], report["hours"][13], sum(report["hours"])) == (3, 1, 4)
    assert report["ratings"] == {"count": 1, "mean": 5.0, "stars": [0, 0, 0, 0, 1]}
    assert report["useful"] == {"yes": 1, "no": 0}
    assert [asked["text"] for asked in report["unanswered"]] == ["咋整"]
    assert report["waiting"] == 1


def test_the_day_begins_at_midnight_in_shanghai(database: Database) -> None:
    midnight = datetime(2026, 11, 23, 16, tzinfo=timezone.utc)
    database.work(lambda s: Day(s, midnight - timedelta(seconds=1)).asks("昨天"))
    database.work(lambda s: Day(s, midnight).asks("今天"))
    report = today(database)
    assert (report["conversations"], report["hours"][0]) == (1, 1)


def test_the_suggestions_of_a_day_are_counted_once_each(database: Database) -> None:
    from refundbot.desk.models import Suggested, SuggestionEvent

    def work(session: Any) -> None:
        for id_, events in (("a" * 32, ("shown", "shown", "sent")), ("b" * 32, ("shown", "rejected"))):
            session.add(
                Suggested(id=id_, position=1, topic="payout.time", confidence=0.9, text="答", at=NOON)
            )
            session.flush()
            session.add_all(
                SuggestionEvent(suggestion_id=id_, agent_id="li", event=event, at=NOON) for event in events
            )

    database.work(work)
    counted = today(database)["suggestions"]
    assert counted == {"shown": 2, "inserted": 0, "edited": 0, "sent": 1, "rejected": 1, "acceptance": 0.5}


def test_days_are_counted_from_midnight_to_midnight_in_shanghai(database: Database) -> None:
    midnight = datetime(2026, 11, 23, 16, tzinfo=timezone.utc)

    def work(session: Any) -> None:
        for minutes in (-1, 0, 24 * 60 - 1, 24 * 60):
            Day(session, midnight + timedelta(minutes=minutes)).asks("多久到账")

    database.work(work)
    assert today(database)["conversations"] == 2
    before, after = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    assert of_days(database, before, TODAY)["conversations"] == 3
    assert of_days(database, before, after)["conversations"] == 4
    assert of_days(database, before, before)["hours"][23] == 1


def test_each_agent_has_figures_of_their_own(database: Database) -> None:
    wang = Agent("wang", "小王")

    def work(session: Any) -> None:
        for agent, minutes, words in ((LI, 1, 2), (LI, 3, 1), (wang, 5, 1)):
            talk = Day(session, NOON).asks("咋整", "clarify", None)
            gate.request_human(session, talk.id, "customer_asked", talk.at)
            gate.take_over(session, talk.id, agent, talk.later(1).at)
            for word in range(words):
                gate.agent_says(session, talk.id, agent, f"您好{word}", talk.later(minutes).at)

    database.work(work)
    li, other = today(database)["agents"]
    assert (li["name"], li["conversations"], li["replies"]) == ("小李", 2, 3)
    assert li["first_response"] == {"count": 2, "median": 180.0, "p90": 120.0}
    assert (other["name"], other["conversations"], other["first_response"]["median"]) == ("小王", 1, 360.0)
