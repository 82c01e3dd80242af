"""How often a conversation and an address may ask, and what counting costs."""

from __future__ import annotations

import pytest

from bench.rates import FEW, MANY, cost
from refundbot.channels.web.rates import Rates, Windows
from refundbot.channels.web.refusal import Refusal


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


def test_each_kind_of_act_counts_for_itself_and_for_its_conversation() -> None:
    rates = Rates("3/minute", "1/hour", "9/minute", Seconds())
    for act in ("rating", "consent", "handoff", "leave_message", "feedback", "message"):
        rates.act("a", act)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        rates.act("a", "rating")
    rates.act("b", "rating")
    rates.act("a", "message")
    rates.act("a", "feedback")


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
