"""Once it is known what was bought, another product turns to another purchase only by what is told of it."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
PACKAGE = ("昨天买的OBS资源包，半年，120元", CHECK)
SERVER = ("20号开的云服务器，包月，120元，没退过", CHECK)


@pytest.mark.parametrize(
    "told",
    [
        "结果发现我们的ECS自带硬盘够用了，能退吗",
        "服务器上周就到期了，这个包等于白买，能退吗",
        "我们那批RDS下个月要整体下线，放着也浪费，退了吧",
        "后来师傅让我直接存硬盘，一点没往里传，想退",
        "本来是给直播配的，现在不播了，能退吗",
        "our ECS servers are all going away next month, please refund it",
    ],
)
async def test_a_use_or_a_reason_is_no_purchase(talk, told) -> None:
    _, state = await talk(PACKAGE, (told, CHECK))
    facts = state.check.facts
    assert (facts["product"], facts["paid_amount"]) == ("obs_package", "120")
    assert facts.keys().isdisjoint(("expires_at", "used"))


@pytest.mark.parametrize(
    ("told", "product"),
    [
        ("RDS也是那天买的，60块，能退吗", "rds"),
        ("那CDN流量包能退吗，前天买的", "cdn_traffic_package"),
        ("流量包没怎么用，能退吗", "shared_traffic_package"),
        ("还是把RDS退了吧，上个月开的", "rds"),
        ("OBS资源包 2号的 360 想退", "obs_package"),
    ],
)
async def test_what_was_bought_or_is_asked_of_or_goes_back_is_turned_to(talk, told, product) -> None:
    _, state = await talk(SERVER, (told, CHECK))
    assert state.check.facts["product"] == product
