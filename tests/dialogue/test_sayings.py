"""What is said of all things of a kind, or heard of others, tells nothing of the purchase talked of."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
PACKAGE = ("云服务器备份的资源包，昨天买的，7月10号才生效，付了300，能退吗", CHECK)


@pytest.mark.parametrize(
    "said",
    [
        "网上都说资源包一生效就不退",
        "听说流量包一概不退",
        "人家都说域名不能退",
        "不是说流量包都不能退吗",
    ],
)
async def test_a_product_of_a_saying_is_not_what_was_bought(talk, said: str) -> None:
    (first, _), state = await talk(PACKAGE, (said, None))
    assert first.envelope["verdict"]["outcome"] == "full_refund"
    assert state.check.facts["product"] == "backup_package"
    assert state.check.facts["paid_amount"] == "300"


async def test_nor_does_it_turn_to_another_one_while_a_question_is_on_the_table(talk) -> None:
    first = ("前天买的云服务器，包月88，能退吗", CHECK)
    _, state = await talk(first, ("听说域名一概不退", None))
    assert state.check.facts["product"] == "ecs"
    assert state.check.asked is not None
