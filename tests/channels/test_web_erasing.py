"""What a customer has erased is gone everywhere, whatever goes on meanwhile, and stays gone."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bench import erase
from refundbot.channels.web import housekeeping
from refundbot.channels.web.bot import CustomerMessage, NotNow
from refundbot.conversations.database import Database
from refundbot.conversations.store import Bubble

FINISHED = (200, {"ok": True, "finished": True})


async def test_words_that_are_erased_at_random_moments_are_in_no_file(tmp_path: Path) -> None:
    """`python -m bench.erase`, on a small scale."""
    result = await erase.run(tries=16, state=tmp_path, seed=1)
    assert result.is_right, result


@pytest.mark.parametrize("wrong", [{"erased": 0}, {"unfinished": 1}, {"left": 1}, {"lost": 1}])
def test_a_wrong_count_is_seen(wrong: dict[str, int]) -> None:
    right = {"erased": 25, "unfinished": 0, "left": 0, "lost": 0, "late": 3}
    assert erase.Result(**right).is_right
    assert not erase.Result(**{**right, **wrong}).is_right


async def test_the_running_turn_is_ended(site: Any) -> None:
    ended = asyncio.Event()

    async def never(_: CustomerMessage) -> list[Bubble]:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError

    site.bot.reply = never
    customer = await site.connected()
    await customer.say("一")
    await site.until(lambda: site.bot.asked)
    assert await customer.call("DELETE", "me") == FINISHED
    assert ended.is_set()
    assert site.bot.forgotten == [site.bot.asked[0].tracker_id]
    assert site.chat.answers._working == {}


async def test_another_tab_brings_nothing_back(site: Any, caplog: pytest.LogCaptureFixture) -> None:
    customer = await site.connected()
    await customer.say("一")
    await customer.answers(1)
    id_ = site.bot.asked[0].conversation_id
    assert await customer.call("DELETE", "me") == FINISHED
    late = {
        "say": {"client_msg_id": "x", "text": "二"},
        "rate": {"stars": 1, "comment": "二"},
        "give_feedback": {"seq": 2, "useful": False, "comment": "二"},
        "leave_message": {"text": "二", "contact": "二"},
        "set_consent": {"granted": True},
        "seen": {"seq": 1},
    }
    for act, body in late.items():  # admitted just before
        with pytest.raises(LookupError):
            await getattr(site.chat, act)(id_, body)
    database: Database = site.chat.database
    with database.engine.begin() as connection:
        for table in ("conversations", "messages", "left_messages", "feedback", "ratings", "consents"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0, table
    assert [record for record in caplog.records if record.exc_info] == []


async def test_what_is_locked_is_erased_from_the_disk_as_soon_as_it_is_free(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "RETRY_SECONDS", 0.05)
    customer = await site.connected()
    await customer.say("word-of-this-test")
    await customer.answers(1)
    reader = sqlite3.connect(site.chat.settings.state / "chat.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM messages").fetchone()
    assert await customer.call("DELETE", "me") == (200, {"ok": True, "finished": False})
    reader.close()
    site.app.state.chat.housekeeping.stop()
    site.app.state.chat.housekeeping.start()

    def holds() -> bool:
        return any(b"word-of-this-test" in file.read_bytes() for file in site.chat.settings.state.iterdir())

    await site.until(lambda: not holds())


async def test_who_erases_is_answered_once_theirs_is_gone_and_not_once_the_store_has_rested(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "REST", 20)
    purge = site.chat.database.purge

    async def slowly() -> None:
        await asyncio.sleep(0.2)
        await purge()

    monkeypatch.setattr(site.chat.database, "purge", slowly)
    first, second, third = [await site.connected() for _ in range(3)]
    seconds = asyncio.get_running_loop().time
    began = seconds()
    assert await first.call("DELETE", "me") == FINISHED
    assert seconds() - began < 3
    later = [asyncio.create_task(one.call("DELETE", "me")) for one in (second, third)]
    assert [await one for one in later] == [FINISHED] * 2
    assert 3 < seconds() - began < 8  # after one rest, and both together


async def test_conversations_in_which_nothing_is_said_are_dropped_within_days(
    open_site: Any, postgresql_url: str
) -> None:
    for changed in ({}, {"database_url": postgresql_url}):
        site = await open_site(**changed)
        talks = site.customer(), site.customer(), site.customer()
        for one in talks:
            await one.open()
        unused, used, left = talks
        await used.connect()
        await used.say("一")
        await used.answers(1)
        await left.call("POST", "leave-message", {"text": "请回电", "contact": "店里"})
        site.clock.ahead = timedelta(hours=23)
        await swept(site)
        assert [(await one.call("GET", "history"))[0] for one in talks] == [200, 200, 200]
        site.clock.ahead = timedelta(hours=25)
        await swept(site)
        assert [(await one.call("GET", "history"))[0] for one in talks] == [401, 200, 200]
        assert (await unused.open())["last_seq"] == 0  # as a page does that is told so


async def swept(site: Any) -> None:
    """Once the house has been kept."""
    kept = asyncio.Event()

    async def expire(_: Any) -> bool:
        kept.set()
        return False

    site.bot.expire = expire
    site.chat.housekeeping.stop()
    site.chat.housekeeping.start()
    await kept.wait()


async def test_forgetting_goes_on_lot_by_lot_and_after_a_lock_until_nothing_old_is_left(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(housekeeping, "RETRY_SECONDS", 0.01)
    outcomes: list[bool | Exception] = [True, NotNow("locked"), True, False]

    async def expire(_: Any) -> bool:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    site.bot.expire = expire
    site.app.state.chat.housekeeping.stop()
    site.app.state.chat.housekeeping.start()
    await site.until(lambda: not outcomes)


async def test_a_server_that_died_before_it_was_done_goes_on_after_its_start(open_site: Any) -> None:
    first = await open_site()
    customer = await first.connected()
    await customer.say("一")
    await customer.answers(1)

    async def dies(_: Any) -> None:
        raise ConnectionError

    first.bot.forget = dies
    assert await customer.call("DELETE", "me") == (200, {"ok": True, "finished": False})
    again = await open_site()
    await again.until(lambda: again.bot.forgotten == [first.bot.asked[0].tracker_id])
