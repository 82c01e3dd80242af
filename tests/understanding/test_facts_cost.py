"""The work of reading grows no faster than the text, whatever is written."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from refundbot.understanding.facts import extract_facts

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")
UNITS = (
    *(
        "1",
        "一",
        "一万",
        "1,",
        "年",
        "一年",
        "不是",
        " ",
        "昨天买",
        "1.",
        "1/2 ",
        "没有",
        "¥1 ",
        "代金券20",
        "3天了",
    ),
    *(
        "买了3天",
        "用了5G",
        "(",
        "a",
        "cs1",
        "前几天",
        "的",
        "几",
        "半",
        "百",
        "5%",
        "大概差不多",
        "6-18 ",
        "都已经",
        "一直从来都",
    ),
    "我上周三花了1299块买的ECS，用了一半，没开票，想退款，还剩30G。",
)


def cost(text: str) -> float:
    """The least processor time in seconds of three readings."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        extract_facts(text, NOW)
        times.append(time.process_time() - begun)
    return min(times)


@pytest.mark.parametrize("unit", UNITS)
def test_the_cost_does_not_grow_with_the_square_of_the_text(unit: str) -> None:
    # A quadratic step would cost sixteen times as much for four times the text. A long text also finds the
    # processor's caches full, which on a busy machine has made ten times of what grows evenly.
    assert cost((unit * 1000)[:1000]) < 13 * cost((unit * 250)[:250])


def test_what_is_beyond_the_longest_message_costs_nothing() -> None:
    assert cost("退掉，" * 50_000) < 3 * cost(("退掉，" * 700)[:2000])
