"""After a verdict: what a few words ask of that case is answered on it, whatever they are likeliest about."""

from __future__ import annotations

import pytest

from refundbot.dialogue import Memory, Turn, respond
from tests.dialogue.conftest import NOW

CHECK = "eligibility.check"
FULL = ("包月云服务器昨天下午三点新买的，68块，今年没退过，能退吗", CHECK)
PART = ("包年云服务器1月3号新买的，680块，能退吗", CHECK)
PACKAGE = ("CDN流量包昨天买的，210块，能退吗", CHECK)
RENEWAL = ("包月云服务器昨天续的费，158块，下个月才开始，还没生效，能退吗", CHECK)
DISK = ("包月云硬盘昨天新买的，42块，今年没退过，能退吗", CHECK)
ON_DEMAND = ("按需计费的公网IP扣了64块，能退吗", CHECK)
FROZEN = ("包月云服务器昨天新买的，68块，今年没退过，被公安冻结了，能退吗", CHECK)
UNPAID = ("包月云服务器昨天新买的，68块，今年没退过，有个待支付的升配订单，能退吗", CHECK)
ADDED = ("mysql数据库6月2号续了一年，付了2400，原来7月20号到期，续完又加了块磁盘，能退续费吗", CHECK)


@pytest.mark.parametrize(
    ("case", "text", "said"),
    [
        (PART, "就超一个多小时 通融下", "不能替客服答应"),
        (PART, "就差两小时也不给啊", "不能替客服答应"),
        (PART, "能不能破个例", "不能替客服答应"),
        (PACKAGE, "高抬贵手行吗", "不能替客服答应"),
        (PART, "行，我报给客户，有出入的话以什么为准", "以退订页显示的为准"),
        (FULL, "要是数对不上听谁的", "以退订页显示的为准"),
        (RENEWAL, "机器本身还能用到14号吧", "能，只退还没开始的续费"),
        (RENEWAL, "那现在这台到月底之前不会受影响吧", "能，只退还没开始的续费"),
        (RENEWAL, "那这个月剩的几天我还能用吧", "能，只退还没开始的续费"),
        (ON_DEMAND, "哦哦 那我放着不管它也行", "会接着扣"),
        (ON_DEMAND, "不删会怎样", "会接着扣"),
        (ON_DEMAND, "那我delete掉它就不会再扣了吧", "就不再产生新的费用"),
        (ON_DEMAND, "那我先关机，应该就不扣了吧", "关机不等于停止计费"),
        (UNPAID, "那我放着不管它行吗", "取消"),
        (FROZEN, "那要等到什么时候，你们就不管了", "解冻以后，就可以全额退"),
        (FULL, "那我得赶紧弄是吧，别超了时间", "请在"),
        (FULL, "我是不是明晚10点40之前必须点", "请在"),
        (DISK, "它还挂在机器上 要先卸吗", "要，先卸载云硬盘"),
        (FULL, "那退完这单今年就没名额了呗", "退完还剩 9 个"),
        (FULL, "退了以后还剩名额吗", "退完还剩 9 个"),
        (RENEWAL, "那这个会占我们那十次的名额吗", "不占五天无理由的名额"),
        (PACKAGE, "那65块就白花了啊", "这个退不了"),
        (PACKAGE, "阿 那210块就没啦", "这个退不了"),
        (PART, "才退这么点？", "不会全没"),
        (ADDED, "早知道先加盘再续费了，还有啥办法没", "整个一起退就可以"),
        (ADDED, "啊就因为加了块盘就不行啦，有没有别的办法", "整个一起退就可以"),
    ],
)
async def test_it_is_answered_on_the_case(talk, case, text, said) -> None:
    (_, reply), state = await talk(case, (text, None))
    assert said in "\n".join(reply.texts)
    assert reply.envelope["kind"] == "answer"
    assert state.check is not None
    assert state.check.asked is None


@pytest.mark.parametrize(
    ("case", "text"),
    [
        (FULL, "就超一个多小时 通融下"),  # nothing is refused
        (FULL, "机器还能用吗"),
        (PART, "那我放着不管它也行吗"),
        (FULL, "那我关机应该就不扣了吧"),
        (FULL, "要先卸吗"),
        (RENEWAL, "要等到什么时候"),
    ],
)
async def test_of_another_case_it_asks_something_else(talk, case, text) -> None:
    (_, reply), _ = await talk(case, (text, None))
    told = "\n".join(reply.texts)
    for line in ("不能替客服答应", "能，只退还没开始的续费", "会接着扣", "关机不等于", "要，先卸载", "解冻"):
        assert line not in told


async def test_what_is_left_of_the_quota_afterwards_changes_no_verdict(talk) -> None:
    _, state = await talk(FULL, ("那退完这单今年就没名额了呗", None))
    assert state.check.facts["quota_left"] == 10


async def test_a_quota_that_is_used_up_is_still_a_fact(talk) -> None:
    (_, reply), state = await talk(FULL, ("不对，名额上周就退完没有名额了", None))
    assert state.check.facts["quota_left"] == 0
    assert "退不了全额" in "\n".join(reply.texts)


async def test_what_others_say_of_a_term_is_not_taken_for_the_own(talk) -> None:
    _, state = await talk(PART, ("网上有人说三年期第二年收一成，是真的吗", "amount.calculation"))
    assert state.check.facts["term_months"] == 12


@pytest.mark.parametrize("predicted", [None, "rejection.reasons", "smalltalk.thanks"])
async def test_the_second_error_code_is_told_as_the_first(services, predicted) -> None:
    state, told = Memory(), []
    for code, topic in (("CBC.99003651", "rejection.reasons"), ("CBC.99003654", predicted)):
        ranking = ((topic, 0.9),) if topic else ()
        reply, state = await respond(
            topic, Turn(f"现在又报 {code}", ranking, (("rejection_code", code),), NOW), state, services
        )
        told.append(reply.texts[0])
    assert "CBC.99003651" in told[0]
    assert "CBC.99003654" in told[1]


async def test_a_quota_that_a_colleague_used_is_that_of_the_account(talk) -> None:
    desktop = ("包月云桌面昨天新买的，130块，名额还有1个，能退吗", CHECK)
    _, state = await talk(desktop, ("刚问了同事，他退服务器把最后一个名额用掉了，今年一个都没有了", None))
    assert state.check.facts["quota_left"] == 0
    assert state.check.facts["product"] == "cloud_desktop"
    assert state.anothers is None


async def test_the_quota_of_anothers_account_is_theirs(talk) -> None:
    _, state = await talk(FULL, ("我同事那台服务器他的名额用完了，包年的，他能退吗", None))
    assert state.check.facts["quota_left"] == 10


@pytest.mark.parametrize(
    "text", ["我们一次都没用过，这也不行？", "连实名都还没做，也不可以吗", "一点没动，都不给退？"]
)
async def test_a_refusal_that_is_wondered_at_is_told_with_the_way_to_a_person(talk, text) -> None:
    (_, reply), _ = await talk(PACKAGE, (text, "payout.withdraw"))
    told = "\n".join(reply.texts)
    assert "这个退不了" in told
    assert "可以请人工看" in told


async def test_what_is_not_understood_after_a_verdict_is_left_out_and_the_verdict_told(talk) -> None:
    (_, reply, again), _ = await talk(FULL, ("以68那个为准哈", None), ("青花椒", None))
    assert "没有算进去" in reply.texts[0]
    assert "可以全额退" in "\n".join(reply.texts)
    assert reply.envelope["kind"] == "clarify"
    assert "没有算进去" not in again.texts[0]


async def test_a_story_that_asks_what_comes_back_is_checked(talk) -> None:
    story = (
        "事情是这样，我表弟吃饭的时候听他同学说云服务器可以挣钱，当场就下单了一台，一年的，1860块，走的支付宝。"
        "结果没几天号就没了，钱一分没挣着，被我姑骂了一顿。他同学说五天之内都能退，就想问问这个钱还能退不，退多少"
    )
    (reply,), state = await talk((story, "policy.five_day"))
    assert state.check is not None
    assert state.check.facts["paid_amount"] == "1860"
    assert "不讲理由" not in "\n".join(reply.texts)


async def test_a_fact_told_with_the_question_what_comes_back_is_taken_by_the_check(talk) -> None:
    opened = ("云服务器昨天续费扣了158，能退吗", CHECK)
    _, state = await talk(opened, ("包月的，新的一段还没开始，能不能退给我", "policy.not_in_effect"))
    assert state.check.facts["billing_mode"] == "subscription"
    assert state.check.asked is None


async def test_a_period_that_has_not_begun_is_no_money_that_has_not_come(talk) -> None:
    opened = ("云服务器昨天续费扣了158", CHECK)
    (_, reply), state = await talk(
        opened, ("下一个月是二十一号开始的还没到呢，这158能不能退给我", "policy.not_in_effect")
    )
    assert reply.envelope["topic"] == CHECK
    assert state.under_way is None
