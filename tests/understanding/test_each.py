"""What one of several cost, and how many there are."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from refundbot.understanding.facts import extract_facts

NOW = datetime.fromisoformat("2026-08-19T15:00:00+08:00")


def read(text: str) -> dict[str, object]:
    told = {"unit_price", "quantity", "paid_amount"}
    return {fact.field: fact.value for fact in extract_facts(text, NOW) if fact.field in told}


@pytest.mark.parametrize(
    ("text", "price", "count"),
    [
        ("昨天买了五台云服务器，每台180，都退", 180, 5),
        ("ECS五台，单价180元，想退", 180, 5),
        ("买了三台ECS，一台一百八，一起退", 180, 3),
        ("昨天下单ECS四台，各180，全部退", 180, 4),
        ("云硬盘8块，包年，每块一百五，全退", 150, 8),
        ("bought 4 servers, 99 yuan each", 99, 4),
        ("采购了12台云主机，一台两百三，名额只有7个了，想全退掉", 230, 12),
        ("4台云服务器，每台一年300，想全退", 300, 4),
        ("新购六台云主机，均价199.5，想退", Decimal("199.5"), 6),
    ],
)
def test_the_price_of_each_is_not_the_sum(text: str, price: object, count: int) -> None:
    assert read(text) == {"unit_price": price, "quantity": count}


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("四块云盘，一块420，四块1680", 1680),
        ("6台云主机，原价每台200，实付900", 900),
        ("买了一台180的云服务器", 180),
    ],
)
def test_what_was_paid_for_all_counts(text: str, paid: object) -> None:
    assert read(text)["paid_amount"] == paid


@pytest.mark.parametrize("text", ["3台云桌面，每台60元一个月", "每台退我180", "6台云主机，官网价每台200"])
def test_a_rate_or_another_price_is_no_price_of_each(text: str) -> None:
    assert "unit_price" not in read(text)
