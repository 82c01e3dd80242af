"""The supervisor's figures, counted on a day that is known message by message."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from refundbot.conversations import gate, store
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Agent
from refundbot.conversations.store import Bubble
from refundbot.desk import left, reports, roster
from refundbot.desk.days import Span
from refundbot.desk.reports import Targets

NOON = datetime(2026, 11, 24, 4, tzinfo=timezone.utc)
"""Noon in Shanghai."""
TODAY = date(2026, 11, 24)
LI, WANG = Agent("li", "小李"), Agent("wang", "小王")


TARGETS = Targets(first_response=180, next_response=120, resolution=600)


def today(database: Database) -> dict[str, Any]:
    return of_days(database, TODAY, TODAY)


def of_days(database: Database, first: date, last: date) -> dict[str, Any]:
    return database.work(lambda s: reports.of_days(s, Span(first, last), TARGETS))


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
        {
            **{"topic": "payout.time", "title": "退款多久到账", "count": 2},
            **{"handoffs": 1, "useful": 1, "useless": 0},
        },
        {
            **{"topic": "policy.overview", "title": report["topics"][1]["title"], "count": 1},
            **{"handoffs": 0, "useful": 0, "useless": 0},
        },
    ]
    assert {line["reason"]: line["count"] for line in report["handoffs"]} == {
        "clarify": 1,
        "payout.time": 1,
        "nothing": 1,
    }
    assert report["first_response"] == {"count": 1, "median": 180.0, "p90": 180.0, "within": 1}
    assert report["resolution"] == {"count": 1, "median": 600.0, "p90": 600.0, "within": 1}
    assert report["unserved"] == 1
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
    assert li["first_response"] == {"count": 2, "median": 180.0, "p90": 120.0, "within": 1}
    assert (other["name"], other["conversations"], other["first_response"]["median"]) == ("小王", 1, 360.0)


def served(
    session: Any, agent: Agent, start: datetime, *, waits: float, closes_after: float | None = None
) -> Day:
    """A customer who calls for a person, gets a word of `agent` after minutes, and is finished with later."""
    talk = Day(session, start).asks("咋整", "clarify", None)
    gate.request_human(session, talk.id, "customer_asked", talk.at)
    gate.take_over(session, talk.id, agent, talk.at)
    gate.agent_says(session, talk.id, agent, "您好", talk.later(waits).at)
    if closes_after is not None:
        gate.resolve(session, talk.id, agent, talk.later(closes_after).at)
    return talk


def test_two_agents_of_one_name_are_told_apart_and_counted_for_their_teams(database: Database) -> None:
    east, other = Agent("li-1", "小李", team="华东"), Agent("li-2", "小李", team="华北")
    third = Agent("wang", "小王", team="华东")

    def work(session: Any) -> None:
        for agent, waits in ((east, 1), (other, 5), (third, 3)):
            roster.enter(session, agent, NOON)
            served(session, agent, NOON, waits=waits, closes_after=4)

    database.work(work)
    report = today(database)
    told = [(one["name"], one["team"], one["first_response"]["median"]) for one in report["agents"]]
    assert told == [("小李", "华东", 60), ("小李", "华北", 300), ("小王", "华东", 180)]
    assert [one["resolution"]["median"] for one in report["agents"]] == [300, 540, 420]
    teams = {one["name"]: one for one in report["teams"]}
    assert (teams["华东"]["conversations"], teams["华东"]["replies"]) == (2, 2)
    assert teams["华东"]["first_response"] == {"count": 2, "median": 120, "p90": 60, "within": 2}
    assert teams["华北"]["first_response"]["within"] == 0


def test_a_wait_over_midnight_counts_once_and_whole_on_the_day_on_which_it_ended(database: Database) -> None:
    midnight = datetime(2026, 11, 23, 16, tzinfo=timezone.utc)
    database.work(lambda s: served(s, LI, midnight - timedelta(minutes=2), waits=4, closes_after=1))
    yesterday = of_days(database, TODAY - timedelta(days=1), TODAY - timedelta(days=1))
    assert (yesterday["conversations"], yesterday["first_response"], yesterday["resolution"]) == (
        1,
        None,
        None,
    )
    report = today(database)
    assert (report["conversations"], report["first_response"]["median"]) == (0, 240)
    assert report["resolution"]["median"] == 300


def test_the_next_response_is_from_a_message_that_nobody_has_answered_to_the_agents_next_word(
    database: Database,
) -> None:
    def work(session: Any) -> None:
        talk = Day(session, NOON).asks("咋整", "clarify", None)

        def says(text: str) -> None:
            gate.customer_says(session, talk.id, f"{talk.id}{talk.at}", text, talk.at)

        says("前面有人吗")  # before the call: the bot's to answer
        gate.request_human(session, talk.id, "customer_asked", talk.later(1).at)
        says("人呢")  # before the first word: a matter of the first response
        gate.take_over(session, talk.id, LI, talk.later(1).at)
        gate.agent_says(session, talk.id, LI, "您好", talk.later(1).at)
        says("买错了")
        talk.later(1)
        says("能退吗")
        gate.agent_says(session, talk.id, LI, "我看一下", talk.later(3).at)  # 4 minutes after 买错了
        gate.agent_says(session, talk.id, LI, "可以退", talk.later(9).at)  # nobody had asked anew
        says("多久到账")
        gate.return_to_queue(session, talk.id, "li", talk.later(1).at)
        gate.take_over(session, talk.id, WANG, talk.at)
        gate.agent_says(session, talk.id, WANG, "三天", talk.later(1).at)  # 2 minutes, by another
        says("谢谢")
        gate.resolve(session, talk.id, WANG, talk.later(30).at)

    database.work(work)
    report = today(database)
    assert report["next_response"] == {"count": 2, "median": 180.0, "p90": 120.0, "within": 1}
    assert report["first_response"]["count"] == 1
    assert {one["name"]: one["next_response"]["median"] for one in report["agents"]} == {
        "小李": 240.0,
        "小王": 120.0,
    }


def test_who_is_handed_back_without_a_word_was_not_served_and_waits_no_longer(database: Database) -> None:
    def work(session: Any) -> None:
        talk = Day(session, NOON).asks("咋整", "clarify", None)
        gate.request_human(session, talk.id, "customer_asked", talk.at)
        gate.take_over(session, talk.id, LI, talk.later(1).at)
        gate.hand_back(session, talk.id, LI, talk.later(1).at)
        gate.take_over(session, talk.id, LI, talk.later(30).at)
        gate.agent_says(session, talk.id, LI, "您好", talk.at)

    database.work(work)
    report = today(database)
    assert (report["first_response"], report["unserved"]) == (None, 1)


def test_questions_below_the_topics_are_counted_with_how_they_were_taken(database: Database) -> None:
    def work(session: Any) -> None:
        asked = {"kind": "answer", "topic": "policy.five_day", "confidence": 0.9, "candidates": []}
        talk = Day(session, NOON)
        said = gate.customer_says(session, talk.id, "a", "几次", talk.at).messages[0]
        bubble = Bubble("答", {**asked, "question": "policy.five_day/quota"})
        answer = gate.bot_says(session, talk.id, said.seq, [bubble], talk.at).messages[0]
        store.set_feedback(session, talk.id, answer.seq, talk.at, useful=False, reason=None, comment=None)
        gate.request_human(session, talk.id, "customer_asked", talk.at)

    database.work(work)
    (question,) = today(database)["questions"]
    assert question == {
        **{"question": "policy.five_day/quota", "title": "五天无理由一年能用几次", "count": 1},
        **{"handoffs": 1, "useful": 0, "useless": 1},
    }


def test_left_messages_are_counted(database: Database) -> None:
    def work(session: Any) -> None:
        for days, answered in ((1, True), (0, True), (0, False)):
            talk = Day(session, NOON - timedelta(days=days))
            gate.leave_message(session, talk.id, "请回电", "a@b.example", talk.at, "收到")
            (kept,) = left.page(session, is_open=True, before_id=None, limit=9)[-1:]
            if answered:
                left.answer(session, kept.id, LI, None, NOON)

    database.work(work)
    assert today(database)["left_messages"] == {"received": 2, "answered": 2, "waiting": 1}
