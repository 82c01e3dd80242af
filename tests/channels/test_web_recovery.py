"""What a server left unanswered is answered by the next one, once; and what nobody needs is forgotten."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from refundbot.channels.web import answering
from refundbot.channels.web.answering import LEASE, claim
from refundbot.channels.web.bot import CustomerMessage
from refundbot.conversations import gate, store
from refundbot.conversations.store import Bubble


async def never(_: CustomerMessage) -> list[Bubble]:
    await asyncio.Event().wait()
    raise AssertionError


async def test_messages_left_unanswered_are_answered_once_after_a_restart(open_site: Any) -> None:
    dies = await open_site()
    dies.bot.reply = never
    customer = await dies.connected()
    for text in "一二":
        assert (await customer.say(text))["ok"]
    await dies.until(lambda: len(dies.bot.asked) == 1)
    await dies.chat.answers.stop()

    starts = await open_site()
    back = starts.customer()
    back.token = customer.token
    await back.connect()
    database, conversation_id = starts.chat.database, dies.bot.asked[0].conversation_id
    await starts.until(lambda: database.work(lambda s: store.find(s, conversation_id).last_seq) == 4)
    missed = await back.ask("resume", {"after_seq": 2})
    assert [m["text"] for m in missed["messages"]] == ["关于“一”：", "关于“二”："]
    again, fresh = starts.bot.asked
    assert again.earlier_trackers == (dies.bot.asked[0].tracker_id,), "it may have been half answered"
    assert fresh.tracker_id == again.tracker_id


async def test_an_answer_that_could_not_be_stored_is_given_once_it_can(
    open_site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "SWEEP_SECONDS", 0.1)
    site = await open_site()
    customer = await site.connected()
    run, failing = site.chat.database.run, True

    async def fails(unit: Any) -> Any:
        if failing and site.bot.asked:
            raise ConnectionError
        return await run(unit)

    object.__setattr__(site.chat.database, "run", fails)
    await customer.say("一")
    await site.until(lambda: not site.chat.answers._working)
    failing = False
    site.clock.ahead = LEASE + timedelta(seconds=1)
    assert await customer.answers(1) == ["关于“一”："]
    assert len(site.bot.asked) == 2


async def test_a_message_that_another_server_answers_is_left_to_it(site: Any) -> None:
    database, now = site.chat.database, site.clock()
    conversation = database.work(lambda s: store.open_conversation(s, now))
    database.work(lambda s: gate.customer_says(s, conversation.id, "a", "一", now))

    def claimed(seconds: float) -> Any:
        return database.work(lambda s: claim(s, conversation.id, now + timedelta(seconds=seconds)))

    first = claimed(0)
    assert claimed(LEASE.total_seconds() - 1) is None
    taken = claimed(LEASE.total_seconds() + 1)
    assert (first.tracker_id, taken.earlier_trackers) == (taken.earlier_trackers[0], (first.tracker_id,))


async def test_a_message_is_left_to_who_says_to_be_at_it_still(
    open_site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "RENEWAL_SECONDS", 0.05)
    slow = await open_site()
    slow.bot.reply = never
    await slow.chat.answers.stop()
    slow.chat.database.is_embedded = False
    slow.chat.answers.start()
    customer = await slow.connected()
    await customer.say("一")
    await slow.until(lambda: len(slow.bot.asked) == 1)
    slow.clock.ahead = 10 * LEASE
    database, conversation_id = slow.chat.database, slow.bot.asked[0].conversation_id

    def claimed_at() -> datetime:
        return database.work(lambda s: store.message(s, conversation_id, 1).claimed_at)

    await slow.until(lambda: slow.clock() - claimed_at() < LEASE)
    assert database.work(lambda s: claim(s, conversation_id, slow.clock())) is None
    await slow.chat.answers.stop()
    taken = database.work(lambda s: claim(s, conversation_id, slow.clock() + 2 * LEASE))
    assert taken.seq == 1


async def test_old_conversations_are_forgotten_at_the_start(open_site: Any) -> None:
    first = await open_site()
    customer = await first.connected()
    await customer.say("一")
    await customer.answers(1)
    await first.chat.answers.stop()
    clock = type(first.clock)()
    clock.ahead = timedelta(days=181)
    later = await open_site(clock=clock)
    await later.until(lambda: later.bot.forgotten != [])
    assert later.bot.forgotten == [first.bot.asked[0].tracker_id]
