"""What follows from how a purchase was told is a premise of the verdict, and is not asked for."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
BOUGHT = ("前天上午我开了一台包月的云服务器，88块，名额还有三个，能退掉吗", CHECK)


def verdict(reply) -> dict:
    return reply.envelope["verdict"]


@pytest.mark.parametrize(
    "text",
    [
        BOUGHT[0],
        "前天下的单，云服务器包月88块，名额还剩五个，能退吗",
        "云服务器包月的，前天下午三点才给我开通，今年没退过东西，能不能全退",
        "i bought an ecs the day before yesterday, 包月88, 名额都在, 能退吗",
    ],
)
async def test_who_bought_is_not_asked_for_a_renewal(talk, text) -> None:
    (reply,), state = await talk((text, CHECK))
    assert verdict(reply)["outcome"] == "full_refund"
    assert "purchase_kind" in verdict(reply)["assumptions"]
    assert "purchase_kind" not in state.check.facts
    told = "".join(reply.texts)
    assert "前提：是新购的" in told
    assert "原因：开通不到 5 天、今年的五天无理由名额还有。" in told
    assert " · 新购" not in told


@pytest.mark.parametrize(
    "text",
    [
        "前天付的款，云服务器包月88块，名额还剩五个，能退吗",
        "云服务器前天又交了一个月88块，名额还有三个，能退吗",
        "云服务器去年买的，前天自动扣了一个月88块，名额还有三个，能退吗",
        "前天我接着买了一个月云服务器，88块，名额还有三个，能退吗",
    ],
)
async def test_what_may_be_a_renewal_is_no_first_purchase(talk, text) -> None:
    (reply,), _ = await talk((text, CHECK))
    known = reply.envelope["verdict"]
    assert known is None or "purchase_kind" not in known["assumptions"]


async def test_a_renewal_told_later_is_decided_anew(talk) -> None:
    (_, reply), state = await talk(BOUGHT, ("哦不对，那是续费，新的一段已经开始了", None))
    assert state.check.facts["purchase_kind"] == "renewal"
    assert not state.check.implied
    assert verdict(reply)["outcome"] == "partial_refund"


async def test_a_verdict_that_rests_on_more_than_was_told_waits_for_being_asked(talk) -> None:
    (reply,), _ = await talk(("前天开了台包月云服务器88块名额还有三个", CHECK))
    assert reply.envelope["verdict"] is None
    assert "接着说就行" in "".join(reply.texts)


async def test_who_is_freed_of_what_stood_in_the_way_is_told_what_comes_of_it(talk) -> None:
    blocked = ("22号下午三点开的包月云服务器88块，退的时候说有待支付的订单，能退吗", CHECK)
    freed = ("那张没付的单子我取消掉了，现在能全退了吧", CHECK)
    (_, reply), state = await talk(blocked, freed)
    assert verdict(reply)["outcome"] == "full_refund"
    assert {"purchase_kind", "quota_left"} <= {*verdict(reply)["assumptions"]}
    assert "今年的五天无理由名额还有" in "".join(reply.texts)
    assert "quota_left" not in state.check.facts


async def test_a_day_that_is_put_right_asks_for_the_quota(talk) -> None:
    long_ago = ("上个月初开的包月云服务器，88块，能退吗", CHECK)
    (_, reply), state = await talk(long_ago, ("不对，是前天开的", None))
    assert reply.envelope["verdict"] is None
    assert state.check.asked == "quota_left"
