"""How often a conversation and an address may ask, and what counting costs."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest
from redis import asyncio as redis

from bench.proxy import Proxy
from bench.rates import FEW, MANY, cost
from refundbot.channels.web import shared_rates
from refundbot.channels.web.rates import Rates, Windows
from refundbot.channels.web.refusal import Refusal
from refundbot.channels.web.shared_rates import SharedRates
from tests.patience import PATIENCE


class Seconds:
    """A clock that stands until it is put forward."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_who_is_refused_is_told_when_the_window_ends() -> None:
    seconds = Seconds()
    windows = Windows("2/minute", seconds)
    for second in (0, 20):
        seconds.now = second
        windows.count("a")
    with pytest.raises(Refusal) as refused:
        windows.count("a")
    assert refused.value.as_json()["retry_after"] == 40
    windows.count("b")
    seconds.now = 60
    windows.count("a")


def test_counters_are_dropped_when_their_time_is_over() -> None:
    seconds = Seconds()
    windows = Windows("5/minute", seconds)
    for number in range(1000):
        seconds.now = number * 0.05
        windows.count(str(number))
    assert len(windows) == 1000
    seconds.now = 60 + 500 * 0.05
    windows.count("another")
    assert len(windows) == 500
    seconds.now = 1000
    windows.count("another")
    assert len(windows) == 1


async def test_each_kind_of_act_counts_for_itself_and_for_its_conversation() -> None:
    rates = Rates("3/minute", "1/hour", "9/minute", Seconds())
    for act in ("rating", "consent", "handoff", "leave_message", "feedback", "message"):
        await rates.act("a", act)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        await rates.act("a", "rating")
    await rates.act("b", "rating")
    await rates.act("a", "message")
    await rates.act("a", "feedback")


def test_many_keys_cost_no_more_than_few() -> None:
    """`python -m bench.rates`, with so few that it ends where a hit does cost more."""
    few, many = (min(cost(keys, hits=2000) for _ in range(3)) for keys in (FEW, MANY // 50))
    assert many < 3 * few  # what is looked up lies less near; going through all would be a thousand times


async def test_what_costs_is_limited_for_a_conversation(open_site) -> None:  # type: ignore[no-untyped-def]
    site = await open_site(act_rate="2/hour")
    customer, other = await site.connected(), await site.connected()
    for path, body in (
        ("rating", {"stars": 5}),
        ("consent", {"granted": True}),
        ("leave-message", {"text": "请回电", "contact": "13812345678"}),
        ("handoff", {}),
    ):
        statuses = [(await customer.call("POST", path, body))[0] for _ in range(3)]
        assert statuses == [200, 200, 429], path
        assert (await other.call("POST", path, body))[0] == 200


@pytest.mark.parametrize("fault", ["cut", "silent", "frozen", "mute", "slow", "trickling"])
async def test_redis_away_is_not_waited_for_and_is_asked_again(
    redis_url: str, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    monkeypatch.setattr(shared_rates, "PAUSE_SECONDS", 0.5)
    parts = urlsplit(redis_url)
    with Proxy(parts.hostname or "127.0.0.1", parts.port or 6379).listening() as proxy:
        shared = SharedRates(f"redis://127.0.0.1:{proxy.port}{parts.path}", uuid.uuid4().hex)
        rates = Rates("5/hour", "5/hour", "5/hour", shared=shared)
        await rates.act("a", "message")
        proxy.break_with(fault)
        for _ in range(4):
            await asyncio.wait_for(rates.act("a", "message"), PATIENCE)
        with pytest.raises(Refusal):
            await rates.act("a", "message")
        proxy.mend()
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while await shared.hit("b", 60.0) is None:
            assert asyncio.get_running_loop().time() < deadline
            await asyncio.sleep(0.05)
        await rates.close()


async def test_what_is_counted_together_ends_with_its_window_and_names_nobody(redis_url: str) -> None:
    one, two, strangers = (SharedRates(redis_url, secret) for secret in ("a" * 32, "a" * 32, "b" * 32))
    address = f"10.0.0.{uuid.uuid4().hex}"
    assert (await one.hit(address, 0.2)).count == 1
    hits = await two.hit(address, 0.2)
    assert (hits.count, 0.0 < hits.seconds <= 0.2) == (2, True)
    assert (await strangers.hit(address, 60.0)).count == 1
    await asyncio.sleep(0.3)
    assert (await one.hit(address, 60.0)).count == 1
    async with redis.Redis.from_url(redis_url) as looked_at:
        assert not [key async for key in looked_at.scan_iter("*10.0.0.*")]
    for each in (one, two, strangers):
        await each.close()
