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
