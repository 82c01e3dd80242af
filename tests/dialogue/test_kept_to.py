"""The purchase that a customer keeps to is not left for one that they only mention."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
TWO = ("7号下午下了两单，一单是云服务器包一年899，还有一单是共享流量包200块，想退", CHECK)


@pytest.mark.parametrize(
    "said",
    [
        "流量包我知道退不掉，200我认了留着。我就想退服务器那一单",
        "流量包就算了，只退云服务器",
        "我要退的是云服务器，流量包不退",
    ],
)
async def test_the_one_that_is_wished_back_stays(talk, said: str) -> None:
    _, state = await talk(TWO, (said, None))
    assert state.check.facts["product"] == "ecs"


@pytest.mark.parametrize("said", ["不用了！退钱！一分都别少我的！", "算了赶紧给我退", "不用了，还我钱"])
async def test_who_demands_the_money_does_not_stop_the_check(talk, said: str) -> None:
    case = ("1月10号买的云服务器，包一年1799，想退", CHECK)
    (_, reply), state = await talk(case, (said, "dialogue.cancel"))
    assert state.check is not None
    assert state.check.facts["product"] == "ecs"
    assert reply.envelope["kind"] != "smalltalk"


async def test_who_does_not_want_it_any_more_stops_it(talk) -> None:
    case = ("1月10号买的云服务器，包一年1799，想退", CHECK)
    _, state = await talk(case, ("算了，先不退了", "dialogue.cancel"))
    assert state.check is None or not state.check.running


@pytest.mark.parametrize(
    "first",
    ["前天买了一台云服务器450一年，在用，还有一个域名69一年", "5月份我买过一台云服务器，包年450，一直在用"],
)
async def test_what_was_not_wished_back_is_not_looked_at_behind_what_is(talk, first: str) -> None:
    (_, reply), state = await talk((first, CHECK), ("域名手滑拼错了一个字母，只退域名行不行", None))
    assert state.check.facts["product"] == "domain"
    assert reply.envelope["verdict"]["outcome"] == "not_refundable"
    assert "接着看" not in "".join(reply.texts)
