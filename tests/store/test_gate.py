"""Who may speak: every act in every status, the second of two acts, and what is stored with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from refundbot.conversations import gate, store
from refundbot.conversations.database import Database
from refundbot.conversations.gate import Agent, Transition
from refundbot.conversations.models import Conversation, Status
from refundbot.conversations.store import Bubble

WANG, LI, BOSS = Agent("wang", "小王"), Agent("li", "小李"), Agent("boss", "主管", is_supervisor=True)

Act = Callable[[Session, str, datetime], Transition]

REACHED: dict[Status, tuple[Act, ...]] = {
    "bot": (),
    "queued": (lambda s, c, t: gate.request_human(s, c, "customer_asked", t),),
    "human": (lambda s, c, t: gate.take_over(s, c, WANG, t),),
    "closed": (lambda s, c, t: gate.leave(s, c, t),),
}
ACTS: dict[str, Act] = {
    "the customer speaks": lambda s, c, t: gate.customer_says(s, c, "x", "在吗", t),
    "a person is wanted": lambda s, c, t: gate.request_human(s, c, "customer_asked", t),
    "no longer wanted": lambda s, c, t: gate.cancel_request(s, c, t),
    "Wang takes over": lambda s, c, t: gate.take_over(s, c, WANG, t),
    "Li takes over": lambda s, c, t: gate.take_over(s, c, LI, t),
    "Wang speaks": lambda s, c, t: gate.agent_says(s, c, WANG, "您好", t),
    "Li speaks": lambda s, c, t: gate.agent_says(s, c, LI, "您好", t),
    "the supervisor speaks": lambda s, c, t: gate.agent_says(s, c, BOSS, "您好", t),
    "Wang hands back": lambda s, c, t: gate.hand_back(s, c, WANG, t),
    "Li hands back": lambda s, c, t: gate.hand_back(s, c, LI, t),
    "Wang resolves": lambda s, c, t: gate.resolve(s, c, WANG, t),
    "Li resolves": lambda s, c, t: gate.resolve(s, c, LI, t),
    "Li is assigned": lambda s, c, t: gate.assign(s, c, LI, t),
    "the customer leaves": lambda s, c, t: gate.leave(s, c, t),
}
# What becomes of an act in status bot, queued, human (Wang's) and closed: the new status, `-`, or a refusal!
TABLE = {
    "the customer speaks": ("bot", "queued", "human", "bot"),
    "a person is wanted": ("queued", "-", "-", "queued"),
    "no longer wanted": ("-", "bot", "-", "-"),
    "Wang takes over": ("human", "human", "-", "closed!"),
    "Li takes over": ("human", "human", "taken!", "closed!"),
    "Wang speaks": ("not_taken!", "not_taken!", "human", "closed!"),
    "Li speaks": ("not_taken!", "not_taken!", "taken!", "closed!"),
    "the supervisor speaks": ("not_taken!", "not_taken!", "human", "closed!"),
    "Wang hands back": ("-", "not_taken!", "bot", "closed!"),
    "Li hands back": ("-", "not_taken!", "taken!", "closed!"),
    "Wang resolves": ("closed", "closed", "closed", "-"),
    "Li resolves": ("closed", "closed", "taken!", "-"),
    "Li is assigned": ("human", "human", "human", "closed!"),
    "the customer leaves": ("closed", "closed", "closed", "-"),
}


def opened(database: Database, now: datetime, status: Status = "bot") -> str:
    """A conversation in that status."""
    conversation_id: str = database.work(lambda s: store.open_conversation(s, now)).id
    for act in REACHED[status]:
        done(database, act, conversation_id, now)
    return conversation_id


def done(database: Database, act: Act, conversation_id: str, now: datetime) -> Transition:
    return database.work(lambda s: act(s, conversation_id, now))


def asked(database: Database, conversation_id: str, now: datetime, client_msg_id: str = "q") -> int:
    said = database.work(lambda s: gate.customer_says(s, conversation_id, client_msg_id, "能退吗", now))
    return said.messages[0].seq


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("status", REACHED)
def test_each_act_in_each_status(database: Database, now: datetime, status: Status, act: str) -> None:
    expected = TABLE[act][list(REACHED).index(status)]
    conversation_id = opened(database, now, status)
    before = database.work(lambda s: store.find(s, conversation_id))
    outcome = done(database, ACTS[act], conversation_id, now)
    after = database.work(lambda s: store.find(s, conversation_id))
    assert before is not None
    assert after is not None
    if expected.endswith("!"):
        assert (outcome.refusal, outcome.changed) == (expected[:-1], False)
    else:
        assert outcome.refusal is None
        assert outcome.changed == (expected != "-")
    if outcome.changed:
        assert after.status == expected
        assert after.last_seq == before.last_seq + 1 == outcome.messages[-1].seq
    else:
        assert (after.status, after.last_seq) == (before.status, before.last_seq)
        assert done(database, ACTS[act], conversation_id, now).changed is False


def test_the_bot_answers_a_message_once(database: Database, now: datetime) -> None:
    conversation_id = opened(database, now)
    seq = asked(database, conversation_id, now)
    bubbles = [Bubble("能退。"), Bubble("来源：……", {"v": 1}, [{"id": "a", "title": "t", "text": "x"}])]
    first = database.work(lambda s: gate.bot_says(s, conversation_id, seq, bubbles, now))
    again = database.work(lambda s: gate.bot_says(s, conversation_id, seq, bubbles, now))
    assert [m.reply_to for m in first.messages] == [seq, seq]
    assert (first.changed, again.changed, again.messages) == (True, False, ())
    stored = database.work(lambda s: store.after(s, conversation_id, 0, 9))
    assert [(m.seq, m.sender, m.text) for m in stored] == [
        (1, "customer", "能退吗"), (2, "bot", "能退。"), (3, "bot", "来源：……"),
    ]  # fmt: skip
    assert (stored[2].envelope, stored[2].choices) == ({"v": 1}, [{"id": "a", "title": "t", "text": "x"}])


@pytest.mark.parametrize("status", ["queued", "human", "closed"])
def test_the_bot_says_nothing_unless_it_may_speak(database: Database, now: datetime, status: Status) -> None:
    conversation_id = opened(database, now)
    seq = asked(database, conversation_id, now)
    for act in REACHED[status]:
        done(database, act, conversation_id, now)
    before = database.work(lambda s: store.find(s, conversation_id))
    outcome = database.work(lambda s: gate.bot_says(s, conversation_id, seq, [Bubble("能退。")], now))
    assert before is not None
    assert (outcome.changed, outcome.conversation.last_seq) == (False, before.last_seq)
    assert database.work(lambda s: store.next_pending(s, conversation_id)) is None


def test_an_answer_may_queue_the_customer_in_the_same_breath(database: Database, now: datetime) -> None:
    conversation_id = opened(database, now)
    seq = asked(database, conversation_id, now)
    outcome = database.work(
        lambda s: gate.bot_says(s, conversation_id, seq, [Bubble("好的")], now, wants_person="customer_asked")
    )
    assert (outcome.conversation.status, outcome.conversation.handoff_reason) == ("queued", "customer_asked")
    assert [(m.sender, m.code) for m in outcome.messages] == [("bot", None), ("system", "handoff_queued")]


def test_a_draft_for_a_conversation_that_moved_on_is_refused_with_what_is_new(
    database: Database, now: datetime
) -> None:
    conversation_id = opened(database, now, "human")
    seen = 1
    asked(database, conversation_id, now)

    def say(**how: Any) -> Transition:
        return database.work(
            lambda s: gate.agent_says(s, conversation_id, WANG, "您好", now, based_on_seq=seen, **how)
        )

    refused = say()
    assert refused.refusal == "moved_on"
    assert [m.text for m in refused.messages] == ["能退吗"]
    assert say(force=True).changed


def test_the_agents_own_words_do_not_outdate_his_draft(database: Database, now: datetime) -> None:
    conversation_id = opened(database, now, "human")
    for _ in range(2):
        outcome = database.work(
            lambda s: gate.agent_says(s, conversation_id, WANG, "您好", now, based_on_seq=1)
        )
        assert outcome.changed


def test_an_unknown_conversation_is_told(database: Database, now: datetime) -> None:
    with pytest.raises(store.NoSuchConversation):
        done(database, ACTS["the customer speaks"], "0" * 32, now)


def _waiting(session: Session) -> list[Conversation]:
    return [store.lock(session, id_) for id_ in store.waiting_ids(session)]


def test_the_queue_is_first_come_first_served(database: Database, now: datetime) -> None:
    ids = [opened(database, now) for _ in range(3)]
    for minute, conversation_id in enumerate(reversed(ids)):
        done(database, ACTS["a person is wanted"], conversation_id, now + timedelta(minutes=minute))
    waiting = database.work(_waiting)
    assert [one.id for one in waiting] == ids[::-1]
    assert database.work(lambda s: store.places(s, now)) == dict(zip(ids[::-1], [1, 2, 3], strict=True))


async def test_of_many_agents_who_take_over_at_once_one_speaks(database: Database, now: datetime) -> None:
    conversation_id = opened(database, now, "queued")
    agents = [Agent(f"a{n}", f"客服{n}") for n in range(8)]
    outcomes = await asyncio.gather(
        *(database.run(lambda s, a=agent: gate.take_over(s, conversation_id, a, now)) for agent in agents)
    )
    assert sorted(outcome.refusal or "spoke" for outcome in outcomes) == ["spoke"] + ["taken"] * 7


async def test_messages_that_come_at_once_are_numbered_without_gaps(
    database: Database, now: datetime
) -> None:
    conversation_id = opened(database, now)
    await asyncio.gather(
        *(
            database.run(lambda s, n=n: gate.customer_says(s, conversation_id, f"m{n // 2}", "在吗", now))
            for n in range(40)
        )
    )
    stored = database.work(lambda s: store.after(s, conversation_id, 0, 99))
    assert [m.seq for m in stored] == list(range(1, 21))


def test_who_comes_after_the_clock_was_put_back_waits_behind(database: Database, now: datetime) -> None:
    def queue(at: datetime) -> str:
        id_ = database.work(lambda s: store.open_conversation(s, at)).id
        database.work(lambda s: gate.request_human(s, id_, "customer_asked", at))
        return id_

    ids = [queue(now), queue(now - timedelta(hours=1)), queue(now - timedelta(hours=2))]
    assert [conversation.id for conversation in database.work(_waiting)] == ids
    places = database.work(lambda s: store.places(s, now - timedelta(hours=2)))
    assert places == dict(zip(ids, [1, 2, 3], strict=True))


def test_what_was_said_in_the_queue_is_answered_though_the_clock_was_put_back(
    database: Database, now: datetime
) -> None:
    id_ = database.work(lambda s: store.open_conversation(s, now)).id
    database.work(lambda s: gate.request_human(s, id_, "customer_asked", now))
    earlier = now - timedelta(hours=1)
    said = database.work(lambda s: gate.customer_says(s, id_, "a", "有人吗", earlier)).messages[0]
    database.work(lambda s: gate.leave_to_person(s, id_, said.seq))
    database.work(lambda s: gate.cancel_request(s, id_, earlier))
    pending = database.work(lambda s: store.next_pending(s, id_))
    assert pending is not None
    assert pending.seq == said.seq
