"""Locks through Redis: one turn of a conversation at a time, in whichever process, none without a lock."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from rasa.core.lock_store import LockError, LockStore

from bench.proxy import Proxy
from refundbot.conversations.models import tracker_ids
from refundbot.serving import redis_locks
from refundbot.serving.redis_locks import RedisLockStore


@pytest.fixture
def proxy(redis_url: str) -> Iterator[Proxy]:
    parts = urlsplit(redis_url)
    with Proxy(parts.hostname or "127.0.0.1", parts.port or 6379).listening() as between:
        yield between


@pytest.fixture
def url(redis_url: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(redis_locks, "SILENCE_SECONDS", 0.3)
    return f"redis://127.0.0.1:{proxy.port}{urlsplit(redis_url).path}"


async def test_turns_of_a_conversation_follow_each_other_whichever_process_has_them(url: str) -> None:
    stores, inside, most = [RedisLockStore(url) for _ in range(3)], 0, 0

    async def turn(store: RedisLockStore) -> None:
        nonlocal inside, most
        async with store.lock("rest-a", wait_time_in_seconds=0.01):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.02)
            inside -= 1

    await asyncio.gather(*(turn(store) for store in stores * 4))
    assert most == 1


async def test_within_a_process_they_come_in_order(url: str) -> None:
    store, order = RedisLockStore(url), []

    async def turn(number: int) -> None:
        async with store.lock("rest-b", wait_time_in_seconds=0.01):
            order.append(number)

    await asyncio.gather(*map(turn, range(5)))
    assert order == [*range(5)]


@pytest.mark.parametrize("fault", ["cut", "silent"])
async def test_without_redis_there_is_no_lock_save_where_the_database_is_one(
    url: str, proxy: Proxy, fault: str
) -> None:
    store = RedisLockStore(url)
    proxy.break_with(fault)
    with pytest.raises(LockError):
        async with store.lock("rest-c"):
            raise AssertionError("it was let in")
    async with store.lock(tracker_ids("c", 1)[0]) as ticket:
        assert ticket.conversation_id == "web-c-1"
    proxy.mend()
    async with store.lock("rest-c") as ticket:
        assert ticket.conversation_id == "rest-c"


async def test_a_lock_that_cannot_be_given_back_fails_no_turn_and_ends_by_itself(
    url: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_locks, "LIFE_SECONDS", 1.0)
    one, two = RedisLockStore(url), RedisLockStore(url)
    async with one.lock("rest-d"):
        proxy.break_with("cut")
    proxy.mend()
    async with two.lock("rest-d") as ticket:
        assert ticket.conversation_id == "rest-d"


def test_rasa_takes_it_as_it_is() -> None:
    store = RedisLockStore("redis://127.0.0.1:1/0")
    assert LockStore.create(store) is store
