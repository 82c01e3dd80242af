"""Services that fall silent or are locked: nobody hangs, nothing is lost, and all is well again by itself."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy.engine import make_url

from bench.proxy import Proxy
from refundbot.channels.web import answering, redis_manager
from refundbot.channels.web.bot import CustomerMessage, NotNow
from refundbot.conversations import sqlite
from refundbot.conversations.database import Database, Unavailable
from refundbot.conversations.sqlite import LOCK_SECONDS
from refundbot.conversations.store import Bubble

BACK_SECONDS = 10
"""Within which all is well again."""

SILENCE_SECONDS = 0.6
"""After which Redis is asked whether it is alive, in place of a longer time."""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis is waited for less long than usual."""
    monkeypatch.setattr(redis_manager, "SILENCE_SECONDS", SILENCE_SECONDS)
    monkeypatch.setattr(redis_manager, "RETRY_SECONDS", 0.1)


@pytest.fixture
def silent_postgresql(postgresql_url: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy before PostgreSQL, and the database's address through it."""
    url = make_url(postgresql_url)
    with Proxy(url.host, url.port or 5432).listening() as proxy:
        yield proxy, url.set(host="127.0.0.1", port=proxy.port).render_as_string(hide_password=False)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Holds a SQLite file, as a backup may."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.close()


async def stored_again(customer: Any, text: str) -> None:
    """Says it until it is stored."""

    deadline = asyncio.get_running_loop().time() + BACK_SECONDS
    while not (await customer.say(text, text))["ok"]:
        assert asyncio.get_running_loop().time() < deadline


async def test_a_silent_postgresql_is_told_and_is_back_without_a_restart(
    open_site: Any, silent_postgresql: Any
) -> None:
    proxy, url = silent_postgresql
    site = await open_site(database_url=url)
    customer = await site.connected()
    await customer.say("一")
    await customer.answers(1)
    proxy.break_with("silent")
    status, told = await asyncio.wait_for(customer.call("GET", "health"), BACK_SECONDS)
    assert (status, told["error"]["code"]) == (503, "unavailable")
    # More than there are threads: none of them may be stuck afterwards.
    acks = await asyncio.gather(*(customer.say(f"{n}", f"{n}") for n in range(20)))
    assert {(ack["ok"], ack["error"]["code"]) for ack in acks} == {(False, "unavailable")}
    assert all(ack["error"]["retry_after"] for ack in acks)
    proxy.mend()
    await stored_again(customer, "二")
    await customer.answers(2)
    assert await customer.call("GET", "health") == (200, {"status": "ok"})


async def test_a_silent_redis_holds_up_no_turn_and_the_instances_hear_each_other_again(
    open_site: Any, redis_url: str, impatient: None
) -> None:
    parts = urlsplit(redis_url)
    with Proxy(parts.hostname or "127.0.0.1", parts.port or 6379).listening() as proxy:
        through = f"redis://127.0.0.1:{proxy.port}{parts.path}"
        one, two = await open_site(redis_url=through), await open_site(redis_url=through)
        customer = await one.connected()
        tab = two.customer()
        tab.token = customer.token
        await tab.connect()
        await customer.say("一")
        await tab.answers(1)
        proxy.break_with("silent")
        for number in range(2, 6):
            await customer.say(f"{number}")
            await customer.answers(number)
        proxy.mend()

        async def heard_again() -> None:
            while len(tab.got("bot")) == heard:
                await customer.say("还在吗")
                await asyncio.sleep(0.2)

        heard = len(tab.got("bot"))
        await asyncio.wait_for(heard_again(), BACK_SECONDS)


async def test_an_idle_channel_is_not_taken_for_a_dead_one(
    open_site: Any, redis_url: str, impatient: None, caplog: pytest.LogCaptureFixture
) -> None:
    await open_site(redis_url=redis_url)
    await asyncio.sleep(3 * SILENCE_SECONDS)
    assert [record for record in caplog.records if record.name == redis_manager.__name__] == []


async def test_a_locked_file_is_waited_for_by_nobody_else(
    open_site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LOCK_SECONDS", 4.5)  # a unit of work has 5
    site = await open_site()
    customer = await site.connected()
    with locked(site.chat.settings.state / "chat.db"):
        ack = asyncio.create_task(customer.say("一", "一"))
        await asyncio.sleep(0.5)
        # A wait on the event loop, which is the test's as well, would keep the file from being freed.
        assert (await customer.call("GET", "suggest?q=退款"))[0] == 200
        assert not ack.done()
    assert (await ack)["ok"]


@pytest.mark.parametrize(
    ("broken", "mended"),
    [("max_page_count = 1", "max_page_count = 1073741823"), ("query_only = ON", "query_only = OFF")],
    ids=["full", "read-only"],
)
async def test_a_disk_that_takes_no_more_is_told_and_what_is_sent_again_is_answered_once(
    site: Any, broken: str, mended: str
) -> None:
    customer = await site.connected()

    def disk(pragma: str) -> None:
        connection = site.chat.database.engine.raw_connection()  # there is one
        connection.cursor().execute(f"PRAGMA {pragma}")
        connection.close()

    disk(broken)
    said = [f"{number}" + "字" * 1900 for number in range(8)]
    acks = [await customer.say(text, text[0]) for text in said]
    refused = [ack for ack in acks if not ack["ok"]]
    assert {ack["error"]["code"] for ack in refused} == {"unavailable"}
    disk(mended)
    for text in said:
        assert (await customer.say(text, text[0]))["ok"]
    assert len(set(await customer.answers(len(said)))) == len(said)
    await asyncio.sleep(0.2)
    assert len(customer.got("bot")) == len(said)


async def test_a_locked_file_is_told(site: Any) -> None:
    customer = await site.connected()
    with locked(site.chat.settings.state / "chat.db"):
        ack = asyncio.create_task(customer.say("一", "一"))
        assert ((await ack)["ok"], (await ack)["error"]["code"]) == (False, "unavailable")
        assert (await ack)["error"]["retry_after"]
        status, told = await customer.call("GET", "health")
        assert (status, told["error"]["code"]) == (503, "unavailable")
    assert (await customer.say("一", "一"))["ok"]
    assert await customer.answers(1) == ["关于“一”："]


async def test_an_answer_is_stored_once_the_file_is_free(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "RETRY_SECONDS", 0.05)
    customer, lock = await site.connected(), ExitStack()

    async def lock_then_answer(turn: CustomerMessage) -> list[Bubble]:
        lock.enter_context(locked(site.chat.settings.state / "chat.db"))
        return await site.bot.echo(turn)

    site.bot.reply = lock_then_answer
    await customer.say("一")
    await site.until(lambda: site.bot.asked)
    await asyncio.sleep(1.5 * LOCK_SECONDS)
    lock.close()
    assert await customer.answers(1) == ["关于“一”："]
    assert len(site.bot.asked) == 1


async def test_who_asks_while_the_memory_is_locked_is_told_so_once_and_answered_later(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "RETRY_SECONDS", 0.05)
    customer, is_locked = await site.connected(), True

    async def answer(turn: CustomerMessage) -> list[Bubble]:
        if is_locked:
            raise NotNow
        return await site.bot.echo(turn)

    site.bot.reply = answer
    await customer.say("一")
    await site.until(lambda: len(site.bot.asked) > 3)
    is_locked = False
    assert await customer.answers(1) == ["关于“一”："]
    assert [message["code"] for message in customer.got("system")] == ["answer_delayed"]
    assert {turn.tracker_id for turn in site.bot.asked} == {site.bot.asked[0].tracker_id}


async def test_what_was_perhaps_noted_is_asked_in_a_new_tracker_with_the_memory_before_it(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "RETRY_SECONDS", 0.05)
    customer = await site.connected()

    async def answer(turn: CustomerMessage) -> list[Bubble]:
        if len(site.bot.asked) == 1:
            raise NotNow("it broke while it was kept", perhaps_noted=True)
        return await site.bot.echo(turn)

    site.bot.reply = answer
    await customer.say("一")
    assert await customer.answers(1) == ["关于“一”："]
    first, second = site.bot.asked
    assert second.tracker_id != first.tracker_id
    assert second.earlier_trackers == (first.tracker_id,)


async def test_a_memory_that_stays_locked_is_not_waited_for_without_an_end(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "PATIENCE", timedelta(0))
    customer = await site.connected()

    async def answer(_: CustomerMessage) -> list[Bubble]:
        raise NotNow

    site.bot.reply = answer
    await customer.say("一")
    await customer.answers(1)
    assert customer.got("bot")[0]["envelope"]["kind"] == "error"


@pytest.mark.parametrize("lack", ["not ready", "raises", "hangs"])
async def test_a_bot_that_cannot_answer_is_not_healthy(site: Any, lack: str) -> None:
    async def is_ready() -> bool:
        if lack == "raises":
            raise ConnectionError
        if lack == "hangs":
            await asyncio.Event().wait()
        return False

    site.bot.is_ready = is_ready
    status, told = await asyncio.wait_for(site.customer().call("GET", "health"), BACK_SECONDS)
    assert (status, told["error"]["code"]) == (503, "unavailable")


async def test_who_asks_for_health_and_hangs_up_leaves_no_line_in_the_log(
    site: Any, caplog: pytest.LogCaptureFixture
) -> None:
    asked = asyncio.Event()

    async def is_ready() -> bool:
        asked.set()
        return await asyncio.Event().wait()

    site.bot.is_ready = is_ready
    check = asyncio.create_task(site.chat.check())
    await asked.wait()
    check.cancel()
    await asyncio.wait({check})
    assert check.cancelled()
    del check
    gc.collect()  # which tells of failures that nobody looked at
    assert caplog.records == []


def test_a_database_that_cannot_be_opened_says_so_in_a_sentence(tmp_path: Path) -> None:
    for url in ("postgresql://127.0.0.1:1/test", f"sqlite:///{tmp_path}/none/chat.db"):
        with pytest.raises(Unavailable, match=r"^The database of conversations cannot be opened: .+$"):
            Database(url)
