"""How many go back, and how many the order was of of which they are a part."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import extract_facts

NOW = datetime.fromisoformat("2026-08-19T15:00:00+08:00")


def read(text: str) -> dict[str, object]:
    """The values of the facts of a text."""
    return {fact.field: fact.value for fact in extract_facts(text, NOW)}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("我们有16台ECS 昨天开的包年，每台3800，想退", 16),
        ("有23台ECS 昨天开的包年，每台90，想退", 23),
        ("有十四台ECS 昨天开的包年，每台90，想退", 14),
        ("我们有14台ECS 8月2号下午2点一个订单开的包年，每台3800，老板说整单退掉", 14),
        ("下面子公司有17台ECS 昨天下午2点开的包年，总价51000，整单退掉", 17),
        ("13台ECS，其中几台不兼容，整单退掉", 13),
        ("昨天下午一个订单开的包年ECS 12台，其中几台和老系统不兼容，想整单退掉，今年退过2台", 12),
        ("三台，一台坏了，整单都不要了", 3),
    ],
)
def test_the_whole_count_of_an_order_is_read(text: str, count: int) -> None:
    assert read(text)["quantity"] == count


@pytest.mark.parametrize(
    "text",
    ["我有12台服务器，昨天买的那台想退", "公司有18台ECS，其中一台想退", "我们有25台，前天开的其中一台想退"],
)
def test_what_is_owned_is_not_what_goes_back(text: str) -> None:
    assert read(text).get("quantity") in (None, 1)


@pytest.mark.parametrize(
    ("text", "bought", "price"),
    [
        ("一个订单里买了6台ecs 只退其中2台 昨天开通的包年新购 6台一共9000", 6, 1500),
        ("买了8台，一共3200，只退其中2台", 8, 400),
        ("一共买了三台，一共870元，先退一台", 3, 290),
        ("云服务器买了4台 只退1台 总价1000", 4, 250),
    ],
)
def test_what_all_cost_tells_what_one_did(text: str, bought: int, price: int) -> None:
    told = read(text)
    assert (told["bought"], told["unit_price"]) == (bought, price)
    assert "paid_amount" not in told


@pytest.mark.parametrize("text", ["只退1台，去年退过3台", "只退两台，另外三台留着", "五台都退"])
def test_a_count_of_others_tells_no_order(text: str) -> None:
    assert "bought" not in read(text)


def test_a_sum_of_those_that_go_back_was_paid_for_them() -> None:
    told = read("买了8台，只退2台，这2台一共800")
    assert (told["bought"], told["paid_amount"]) == (8, 800)
    assert "unit_price" not in told


@pytest.mark.parametrize("text", ["合计870 三台一样价 每台290", "三台，每台290，一共870"])
def test_the_price_of_one_is_heard_beside_that_of_all(text: str) -> None:
    told = read(text)
    assert (told["paid_amount"], told["unit_price"]) == (870, 290)


def test_a_price_of_one_that_all_do_not_come_to_is_none() -> None:
    assert "unit_price" not in read("三台，每台290，一共1000")
