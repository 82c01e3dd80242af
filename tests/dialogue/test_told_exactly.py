"""One purchase that is named more exactly, or counted by its order, is no second one."""

from __future__ import annotations

import pytest

from refundbot.dialogue import Memory

from .conftest import Talk

BOUGHT = "我6月22号上午10点买了台服务器，包月98，微信付的"


async def heard(talk: Talk, *texts: str) -> Memory:
    _, memory = await talk(*((text, "eligibility.check") for text in texts))
    return memory


@pytest.mark.parametrize(
    "text",
    [
        "机器是6月22号上午10点开的，Flexus的，包月98",
        "服务器6月22号上午10点开的，是Flexus的那种，包月98",
        "6月22号上午10点买的云服务器，包月98，是裸金属的",
        "实例6月22号上午10点开的，买的是Flexus的，包月98",
    ],
)
async def test_a_clause_that_only_tells_which_names_the_same(talk: Talk, text: str) -> None:
    memory = await heard(talk, text)
    assert memory.check is not None
    assert not memory.waiting
    assert memory.check.facts["product"] in ("flexus", "bms")
    assert memory.check.facts["paid_amount"] == "98"


async def test_so_does_a_message_of_its_own(talk: Talk) -> None:
    memory = await heard(talk, BOUGHT, "是Flexus的那种")
    assert memory.check is not None
    assert memory.check.facts["product"] == "flexus"
    assert memory.check.facts["paid_amount"] == "98"


@pytest.mark.parametrize("text", ["那Flexus的呢", "还有台Flexus的也想退", "Flexus那台也想退"])
async def test_another_one_is_none_of_it(talk: Talk, text: str) -> None:
    memory = await heard(talk, BOUGHT, text)
    assert memory.check is not None
    assert memory.check.facts.get("paid_amount") != "98"


async def test_two_that_were_bought_stay_two(talk: Talk) -> None:
    memory = await heard(talk, "我6月22号买了台服务器包年588，又买了台Flexus包月30，都想退")
    assert [check.facts["product"] for check in memory.purchases] == ["ecs", "flexus"]


@pytest.mark.parametrize(
    "text",
    [
        "6月22号早上9点开了三台高配云服务器，一个订单，包年，总共六万八",
        "6月22号早上9点买了三台服务器，包年，一单里的，一共6800",
        "6月22号早上9点开了三台ECS，包年，一张订单里的，6800",
    ],
)
async def test_the_order_of_all_is_none_of_several(talk: Talk, text: str) -> None:
    memory = await heard(talk, text)
    assert memory.check is not None
    assert not memory.waiting
    assert memory.check.facts["quantity"] == 3
    memory = await heard(talk, text, "三台都不要了")
    assert not memory.waiting


async def test_orders_of_their_own_are_told_apart(talk: Talk) -> None:
    memory = await heard(talk, "两台服务器，一个订单是昨天的，另一个订单是去年5月的，都包年，想退")
    assert len(memory.purchases) == 2


@pytest.mark.parametrize(
    "text", ["6月22号给他们开了10台云桌面", "6月22号我给同事买了台云桌面", "6月22号替朋友开了台云桌面"]
)
async def test_what_was_bought_for_others_is_surely_named(talk: Talk, text: str) -> None:
    memory = await heard(talk, text)
    assert memory.check is not None
    assert memory.check.said["product"].confidence > 0.9
