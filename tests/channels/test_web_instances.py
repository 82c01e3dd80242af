"""Two instances of the server behind one address: a customer's tabs on both see the same."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

import pytest

from bench.proxy import Proxy


async def test_what_one_instance_stores_reaches_the_tabs_on_the_other(open_site: Any, redis_url: str) -> None:
    one, two = await open_site(redis_url=redis_url), await open_site(redis_url=redis_url)
    customer = await one.connected()
    tab = two.customer()
    tab.token = customer.token
    await tab.connect()
    await customer.say("一")
    assert await tab.answers(1) == ["关于“一”："]
    await tab.say("二")
    assert await customer.answers(2) == ["关于“一”：", "关于“二”："]
    assert (len(one.bot.asked), len(two.bot.asked)) == (1, 1)
    await tab.ask("handoff")
    await customer.until(lambda: ("status", {"status": "queued"}) in customer.events)


async def test_without_redis_an_instance_reaches_its_own_tabs_only(open_site: Any) -> None:
    one, two = await open_site(), await open_site()
    customer = await one.connected()
    tab = two.customer()
    tab.token = customer.token
    await tab.connect()
    await customer.say("一")
    await customer.answers(1)
    assert tab.got() == []
    assert len((await tab.ask("resume", {}))["messages"]) == 2


async def test_instances_that_share_postgresql_share_the_conversation(
    open_site: Any, redis_url: str, postgresql_url: str
) -> None:
    shared = {"redis_url": redis_url, "database_url": postgresql_url}
    one, two = await open_site(**shared), await open_site(**shared)
    customer = await one.connected()
    tab = two.customer()
    tab.token = customer.token
    await tab.connect()
    await asyncio.gather(*(page.say(f"{n}") for n in range(5) for page in (customer, tab)))
    await customer.answers(10)
    await tab.answers(10)
    told = (await tab.ask("resume", {}))["messages"]
    assert sorted(m["seq"] for m in customer.got()) == sorted(m["seq"] for m in tab.got()) == [*range(1, 21)]
    assert len(told) == 20
    assert len(one.bot.asked) + len(two.bot.asked) == 10


async def test_a_message_is_not_acknowledged_where_it_cannot_be_stored(site: Any) -> None:
    customer = await site.connected()

    async def fails(_: Any) -> Any:
        raise ConnectionError

    object.__setattr__(site.chat.database, "run", fails)
    ack = await customer.say("一")
    assert (ack["ok"], ack["error"]["code"]) == (False, "unavailable")
    assert (await customer.call("GET", "history"))[0] == 503


@pytest.fixture
def bus(redis_url: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy before Redis, and its address."""
    parts = urlsplit(redis_url)
    with Proxy(parts.hostname or "127.0.0.1", parts.port or 6379).listening() as proxy:
        yield proxy, f"redis://127.0.0.1:{proxy.port}{parts.path}"


async def test_what_an_instance_stored_while_redis_is_away_is_told_by_the_other_all_the_same(
    open_site: Any, bus: tuple[Proxy, str], postgresql_url: str
) -> None:
    proxy, redis_url = bus
    shared = {"redis_url": redis_url, "database_url": postgresql_url}
    one, two = await open_site(**shared), await open_site(**shared)
    customer, tab = await one.connected(), two.customer()
    tab.token = customer.token
    await tab.connect()
    await tab.ask("resume", {})
    proxy.break_with("silent")
    await customer.say("一")
    await customer.say("二")
    assert await tab.answers(2) == ["关于“一”：", "关于“二”："]
    await customer.ask("handoff")
    await tab.until(lambda: ("status", {"status": "queued"}) in tab.events)
    assert [message["seq"] for message in sorted(tab.got(), key=itemgetter("seq"))] == [1, 2, 3, 4, 5]


async def test_instances_count_a_conversation_together_and_for_themselves_while_redis_is_silent(
    open_site: Any, bus: tuple[Proxy, str]
) -> None:
    proxy, redis_url = bus
    shared = {"redis_url": redis_url, "message_rate": "3/hour"}
    one, two = await open_site(**shared), await open_site(**shared)
    customer = await one.connected()
    tab = two.customer()
    tab.token = customer.token
    await tab.connect()
    said = [(await page.say("在吗"))["ok"] for page in (customer, tab, customer, tab, customer)]
    assert said == [True, True, True, False, False]
    other = await one.connected()
    assert (await other.say("在吗"))["ok"]  # each conversation for itself
    proxy.break_with("silent")
    said = [(await other.say("在吗"))["ok"] for _ in range(4)]
    assert said == [True, True, False, False]
