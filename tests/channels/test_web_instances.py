"""Two instances of the server behind one address: a customer's tabs on both see the same."""

from __future__ import annotations

import os
from typing import Any

import pytest
import redis

REDIS = os.environ.get("REFUNDBOT_TEST_REDIS", "redis://127.0.0.1:6379/0")


@pytest.fixture
def redis_url() -> str:
    """A Redis server; skips where there is none."""
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=2).ping()
    except redis.RedisError as absent:
        if os.environ.get("REFUNDBOT_REQUIRE_SERVICES") == "1":
            raise
        pytest.skip(f"no Redis: {absent}")
    return REDIS


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
