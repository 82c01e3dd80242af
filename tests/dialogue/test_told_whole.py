"""A purchase that is told whole is looked at, whatever else its message was taken for."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"


async def test_how_much_at_the_end_of_a_story_is_asked_of_its_purchase(talk) -> None:
    text = (
        "Hello, we moved all our files back home，有个 EIP 不要了。yearly 的，Jan 5 买的，"
        "paid 980 via Alipay。Office 现在有自己的线路了，can we get some of it back？How much？"
    )
    (reply,), state = await talk((text, "amount.calculation"))
    assert reply.envelope["topic"] == CHECK
    assert state.check.facts["product"] == "eip_bandwidth"


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("影院的 会员积分那台服务器昨天自动续费了 扣我430", True),
        ("视频会员昨天自动续费了 扣我25", False),
        ("游戏里充的皮肤昨天扣我68", False),
    ],
)
async def test_what_a_product_is_for_makes_it_no_other_trades(talk, text: str, opens: bool) -> None:
    (reply,), _ = await talk((text, "out_of_scope"))
    assert (reply.envelope["topic"] == CHECK) is opens
