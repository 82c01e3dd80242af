"""What a renewal took up is none of its own: the end of the old term, and when that was bought."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import Span, extract_facts

NOW = datetime.fromisoformat("2026-08-19T15:00:00+08:00")


def read(text: str) -> dict[str, object]:
    """What is read of each field; of a date its first day."""
    return {
        fact.field: f"{fact.value.earliest:%m-%d}" if isinstance(fact.value, Span) else fact.value
        for fact in extract_facts(text, NOW)
    }


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("数据库前天到期了，系统又自动续了三个月，我没注意", "08-18"),
        ("主机去年买的，昨天到期了，当天自动续了一年", "08-19"),
        ("云硬盘15号到期的 我16号续的费 续了半年", "08-16"),
        ("昨天到期 今天手动续了一年，不想要了", "08-19"),
        ("云主机18号下午3点到期，到期后自动续了一个月", "08-18"),
    ],
)
def test_a_renewal_begins_where_the_old_term_ended(text: str, begins: str) -> None:
    """What ends on a day is there through its last second, unless an hour was told (S2)."""
    told = read(text)
    assert told["effective_at"] == begins
    assert told["purchase_kind"] == "renewal"
    assert told.keys().isdisjoint({"expires_at", "state"})
    assert told.get("paid_at") in (None, "08-16", "08-19")


def test_an_end_that_draws_near_is_not_that_of_last_year() -> None:
    told = read("快到期了（九月十号嘛），就又续了半年，840")
    assert told["expires_at"] == "09-10"
    assert "effective_at" not in told


def test_what_the_first_purchase_was_is_not_told_of_the_renewal() -> None:
    told = read("续了半年花了500，机器是去年7月花900买的一年")
    assert told["term_months"] == 6
    assert "paid_at" not in told
    assert told.get("paid_amount") != 900


@pytest.mark.parametrize("text", ["续的那个月昨天到期了", "主机昨天到期，没续费", "昨天到期的，还没续"])
def test_what_ended_and_was_not_renewed_since_has_ended(text: str) -> None:
    told = read(text)
    assert told["expires_at"] == "08-18"
    assert "effective_at" not in told


@pytest.mark.parametrize(
    "text",
    [
        "上周五给云主机续了一年费，1800，原来的10月6号才到期",
        "云硬盘上周五续了半年，原来那期用到10月6号",
        "周一续了三个月，旧的10月6号到期",
    ],
)
def test_the_end_of_the_term_before_is_heard_as_one(text: str) -> None:
    assert read(text)["expires_at"] == "10-06"
