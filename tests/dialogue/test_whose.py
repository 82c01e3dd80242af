"""Whose account and whose money: answered where that is all, said beside a check where one goes on."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"


@pytest.mark.parametrize(
    ("text", "taken_for", "said"),
    [
        ("我一直没有实名，还退得了款么", None, "不能提现，要先完成实名认证"),
        ("没办过实名是不是取不出来", "account.closing", "不能提现，要先完成实名认证"),
        ("这号不是我的号，是我外甥借我用的", None, "在买它的那个账号里退"),
        ("在我大姐的账号上，怎么弄", None, "在买它的那个账号里退"),
        ("账号是前任会计注册的，怎么退", "account.closing", "人离职了也一样"),
        ("管机器那人走了，密码都没交接", "out_of_scope", "人离职了也一样"),
        ("要他本人去申请还是我申请", "payout.destination", "请账号的主人登录"),
        ("这个退给谁呢", None, "提现时原路退给付款的人"),
    ],
)
async def test_what_is_told_of_the_account_is_answered(talk, text, taken_for, said) -> None:
    (reply,), _ = await talk((text, taken_for))
    assert said in "".join(reply.texts)


async def test_what_goes_on_with_it_is_answered_on_it(talk) -> None:
    replies, _ = await talk(("我没做过实名", None), ("提现呢", "payout.withdraw"))
    assert "不能提现" in "".join(replies[-1].texts)
    replies, state = await talk(("账号是前任会计注册的", "account.closing"), ("登都登不上", "out_of_scope"))
    assert "请客服核实" in "".join(replies[-1].texts)
    assert state.check is None or not state.check.running


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("没实名，昨天买的云服务器想退", "要先实名才能提现"),
        ("用我舅妈的账号买的，昨天买的云服务器想退", "登录买它的那个账号"),
        ("我朋友昨天买的云服务器想退", "登录买它的那个账号"),
    ],
)
async def test_it_is_said_beside_a_check(talk, text, said) -> None:
    (reply,), state = await talk((text, CHECK))
    assert said in "".join(reply.texts)
    assert state.check.facts["product"] == "ecs"
    assert state.check.running


async def test_who_paid_is_no_other_account(talk) -> None:
    (reply,), _ = await talk(("用我儿子的支付宝付的，账号是我的，昨天买的云服务器想退", CHECK))
    assert "登录买它的那个账号" not in "".join(reply.texts)


async def test_of_two_owners_each_is_looked_at_and_the_others_is_told_apart(talk) -> None:
    text = "我同学上周五买的包月云服务器，我自己昨天买了云硬盘，都要退"
    (reply,), state = await talk((text, CHECK))
    assert "登录买它的那个账号" in "".join(reply.texts)
    assert state.check.of_another
    assert not state.waiting[0].of_another
    _, state = await talk((text, CHECK), ("他今年没退过", "dialogue.inform"))
    assert state.check.facts["quota_left"] > 0
    assert not state.for_another


async def test_one_turns_to_the_others_purchase_that_waits(talk) -> None:
    text = "我昨天买了云硬盘，我同学上周五买的包月云服务器，都要退"
    _, state = await talk((text, CHECK))
    assert state.check.facts["product"] == "evs"
    replies, state = await talk((text, CHECK), ("那我同学那台呢", None))
    assert state.check.facts["product"] == "ecs"
    assert "我没有算到您这单里" not in "".join(replies[-1].texts)


async def test_a_renewal_that_went_back_before_is_no_fact_of_this_purchase(talk) -> None:
    bought = ("云主机昨天新购的，包月，花了130，今年没退过", "eligibility.check")
    for words, topic in (
        ("前面退过一台续费的，被扣了手续费，这台会扣吗", "amount.fee"),
        ("上回退的那台是还没开始的续费，这台也走那里吗", None),
        ("今年退过两个，其中一个是没开始的续费", "dialogue.inform"),
    ):
        _, state = await talk(bought, (words, topic))
        assert state.check.facts["purchase_kind"] == "new", words
        assert "state" not in state.check.facts, words
    _, state = await talk(bought, ("哦不对，这台是续费的", "dialogue.inform"))
    assert state.check.facts["purchase_kind"] == "renewal"


async def test_what_takes_none_of_the_quota_is_not_counted_but_told_of(talk) -> None:
    replies, state = await talk(
        ("云主机昨天新购的，包月，花了130", "eligibility.check"),
        ("名额用了10个，其中3个是退没生效的续费，算吗", "policy.five_day"),
    )
    assert "quota_left" not in state.check.facts
    assert "不占名额" in "".join(replies[-1].texts)
