"""Customers who wait are given to agents, on each database: to whom, how many, and never twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from refundbot.conversations import gate, store
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Agent
from refundbot.conversations.models import Conversation
from refundbot.desk import acts, assigning, audit, presence, roster
from refundbot.desk.assigning import Rule

LI, WANG, ZHANG = (Agent(id, name) for id, name in (("li", "小李"), ("wang", "小王"), ("zhang", "小张")))
EAST = Agent("east", "小东", team="华东")
BOSS = Agent("boss", "老王", is_supervisor=True)
ANYBODY = Rule()


@pytest.fixture(autouse=True)
def nobody_there(database: Database) -> None:
    """The database of PostgreSQL keeps the accounts of the test before."""
    database.work(lambda s: s.execute("DELETE FROM accounts"))


def arrive(session: Any, now: datetime, *agents: Agent) -> None:
    for agent in agents:
        roster.enter(session, agent, now)
        session.flush()
        presence.beat(session, agent, now)


def waits(session: Any, now: datetime, team: str | None = None) -> str:
    id_: str = store.open_conversation(session, now).id
    gate.request_human(session, id_, "customer_asked", now)
    if team is not None:
        gate.assign_to_team(session, id_, team, now)
    return id_


def has(session: Any, conversation_id: str) -> str | None:
    found = store.find(session, conversation_id)
    assert found is not None
    return found.agent_id


def give_all(session: Any, now: datetime, rule: Rule = ANYBODY) -> list[str | None]:
    """To whom customers are given, one after the other."""
    given: list[str | None] = []
    while done := assigning.give_next(session, rule, now):
        given.append(done.conversation.agent_id)
    return given


def test_who_has_least_gets_the_next_and_of_those_whoever_got_one_longest_ago(
    database: Database, now: datetime
) -> None:
    def work(session: Any) -> list[str | None]:
        arrive(session, now, LI, WANG, ZHANG)
        acts.take_over(session, waits(session, now), LI, now)
        for agent, minutes in ((WANG, 1), (ZHANG, 3)):
            ended = waits(session, now)
            acts.take_over(session, ended, agent, now - timedelta(minutes=minutes))
            gate.resolve(session, ended, agent, now)
        for _ in range(5):
            waits(session, now)
        return give_all(session, now)

    assert database.work(work) == ["zhang", "wang", "li", "wang", "zhang"]


def test_the_longest_wait_comes_first_but_whose_page_is_gone_after_those_who_are_there(
    database: Database, now: datetime
) -> None:
    def work(session: Any) -> list[str | None]:
        arrive(session, now, LI)
        gone, first, second = (waits(session, now - timedelta(minutes=m)) for m in (9, 5, 2))
        here = update(Conversation).where(Conversation.id != gone).values(here_at=now)
        session.execute(here.execution_options(synchronize_session=False))
        got: list[str | None] = []
        for _ in range(3):
            done = assigning.give_next(session, ANYBODY, now)
            assert done is not None
            got.append(["gone", "first", "second"][[gone, first, second].index(done.conversation.id)])
        return got

    assert database.work(work) == ["first", "second", "gone"]


def test_customer_and_log_are_told_as_of_a_taking_by_hand(database: Database, now: datetime) -> None:
    def work(session: Any) -> Any:
        arrive(session, now, LI)
        id_ = waits(session, now)
        done = assigning.give_next(session, ANYBODY, now)
        assert done is not None
        return done, audit.entries(session, conversation_id=id_)

    done, entries = database.work(work)
    assert [message.code for message in done.messages] == ["agent_joined"]
    assert "小李" in done.messages[0].text
    assert [(one.agent_id, one.act, one.detail) for one in entries] == [
        ("li", "assign", {"to": "li", "unasked": True})
    ]


def test_nobody_gets_more_than_they_are_to_have(database: Database, now: datetime) -> None:
    def work(session: Any) -> list[str | None]:
        arrive(session, now, LI, WANG)
        for _ in range(6):
            waits(session, now)
        return give_all(session, now, Rule(capacity=2))

    assert sorted(database.work(work)) == ["li", "li", "wang", "wang"]


def test_who_waits_for_a_team_gets_one_of_it_and_holds_up_nobody(database: Database, now: datetime) -> None:
    def work(session: Any) -> list[str | None]:
        arrive(session, now, LI)
        roster.enter(session, EAST, now)
        of_team, other = waits(session, now, "华东"), waits(session, now)
        give_all(session, now)
        before = [has(session, of_team), has(session, other)]
        presence.beat(session, EAST, now)
        give_all(session, now)
        return [*before, has(session, of_team)]

    assert database.work(work) == [None, "li", "east"]


def test_who_is_not_at_the_desk_is_given_nobody_nor_is_a_supervisor(
    database: Database, now: datetime
) -> None:
    def work(session: Any) -> list[str | None]:
        arrive(session, now - assigning.BEATS, LI)
        arrive(session, now, BOSS)
        roster.enter(session, WANG, now)  # who never said that they are there
        waits(session, now)
        return give_all(session, now)

    assert database.work(work) == []


def test_whom_people_answer_at_another_desk_is_theirs(database: Database, now: datetime) -> None:
    def work(session: Any) -> list[str | None]:
        arrive(session, now, LI)
        id_ = waits(session, now)
        return give_all(session, now, Rule(elsewhere=select(Conversation.id).where(Conversation.id == id_)))

    assert database.work(work) == []


def test_whoever_has_all_they_are_to_have_takes_one_more_only_after_a_word(
    database: Database, now: datetime
) -> None:
    def work(session: Any) -> list[str | None]:
        arrive(session, now, LI, WANG)
        first, second, third = (waits(session, now) for _ in range(3))
        done = [
            acts.take_over(session, first, LI, now, capacity=1),
            acts.take_over(session, first, LI, now, capacity=1),
            acts.take_over(session, second, LI, now, capacity=1),
            acts.assign(session, second, WANG, LI, now, capacity=1),
            acts.assign(session, second, LI, WANG, now, capacity=1),
            acts.take_over(session, third, LI, now),
        ]
        return [one.refusal for one in done]

    assert database.work(work) == [None, None, "full", "full", None, None]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_servers_give_nobody_twice_and_no_agent_too_many(database: Database, now: datetime) -> None:
    database.work(lambda s: arrive(s, now, LI, WANG, ZHANG))
    talks = [database.work(lambda s: waits(s, now)) for _ in range(12)]
    rule = Rule(capacity=3)

    def server(_: int) -> int:
        count = 0
        while database.work(lambda s: assigning.give_next(s, rule, now)):
            count += 1
        return count

    def by_hand(talk: str) -> int:
        return database.work(lambda s: acts.take_over(s, talk, LI, now, capacity=3)).changed

    with ThreadPoolExecutor(6) as threads:
        servers = [threads.submit(server, one) for one in range(4)]
        hands = [threads.submit(by_hand, talk) for talk in talks[::-1][:4]]
        given = sum(one.result() for one in (*servers, *hands))
    assert given == 9
    agents = [database.work(lambda s, talk=talk: has(s, talk)) for talk in talks]  # type: ignore[misc]
    assert sorted(map(str, agents)) == ["None"] * 3 + ["li"] * 3 + ["wang"] * 3 + ["zhang"] * 3
    joined = [database.work(lambda s, t=talk: store.before(s, t, None, 9)) for talk in talks]  # type: ignore[misc]
    assert all([m.code for m in talk].count("agent_joined") <= 1 for talk in joined)
