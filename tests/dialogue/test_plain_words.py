"""Blockers and the quota told in everyday words change a case that was decided, or stay what they are."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
DESKTOP = ("昨天一单新买了6个云桌面，包月，一共1134元，名额还剩8个", CHECK)
RENEWAL = ("数据库是代理商帮我们付的，他们又帮我们续了一年9600，7月15号才开始算，现在不续了能退吗", CHECK)
PACKAGE = ("昨天买的OBS存储包，一年459，区域买错了", CHECK)


@pytest.mark.parametrize(
    "text",
    [
        "我刚问了同事，上周他退服务器把最后一个名额用掉了，今年一个都没有了。那还能退多少？",
        "quota 显示 remaining 0，同事上周退测试机全用完了，那我这个呢",
    ],
)
async def test_what_a_colleague_used_up_is_the_own_quota(talk, text: str) -> None:
    _, state = await talk(DESKTOP, (text, CHECK))
    assert state.check.facts["quota_left"] == 0
    assert state.check.facts["product"] == "cloud_desktop"


async def test_an_invoice_given_is_told_before_it_is_asked(talk) -> None:
    (first, reply), _ = await talk(
        RENEWAL, ("票的话代理那边上礼拜已经把发票给我们开过来了财务都入账了这个续费能退回来吗", CHECK)
    )
    assert first.envelope["verdict"]["outcome"] == "full_refund"
    assert reply.envelope["verdict"]["outcome"] == "not_refundable"


async def test_who_takes_for_granted_that_it_is_in_effect_has_answered(talk) -> None:
    (_, reply), _ = await talk(PACKAGE, ("买了不就生效了吗", "policy.not_in_effect"))
    assert reply.envelope["verdict"]["outcome"] == "not_refundable"


async def test_the_same_is_not_told_again_and_again(talk) -> None:
    again = ("买了就一定生效吗", "policy.not_in_effect")
    _, state = await talk(PACKAGE, again, again, again, again)
    assert state.check.asked is None


async def test_the_quota_used_up_is_no_package_used_up(talk) -> None:
    _, state = await talk(PACKAGE, ("占五天无理由的名额吗 我们今年用完了", "policy.five_day"))
    assert "state" not in state.check.facts
    assert not state.check.facts.get("used")


@pytest.mark.parametrize(
    "text",
    ["公司从去年到现在一直扣一个共享带宽的费 服务器早就退了 这个钱能追回来不", "云主机早退了，IP还在扣钱"],
)
async def test_what_goes_on_being_charged_is_no_refund_under_way(talk, text: str) -> None:
    (reply,), state = await talk((text, None))
    assert state.under_way is None
    assert "到账" not in "".join(reply.texts)
