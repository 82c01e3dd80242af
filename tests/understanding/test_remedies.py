"""That what stood in the way of a refund is gone, told by its name or by what was done alone."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import extract_facts
from refundbot.understanding.utterance import utterance

NOW = datetime.fromisoformat("2026-08-19T15:00:00+08:00")
PENDING = {"pending_transaction": True}
ARREARS = {"freeze": "arrears"}
INVOICED = {"invoiced": True}
ADDON = {"bandwidth_addon_present": True}


@pytest.mark.parametrize(
    ("known", "text", "gone"),
    [
        (PENDING, "那个没付的单子我取消了", False),
        (PENDING, "刚取消了", False),
        (PENDING, "我把那张升配单付掉了", False),
        (PENDING, "已经处理好了，现在呢", False),
        (ARREARS, "补交了50", "none"),
        (ARREARS, "补上欠费了", "none"),
        (ARREARS, "刚把欠费结清", "none"),
        (INVOICED, "发票退回去了", False),
        (INVOICED, "专票昨天冲红了", False),
        (INVOICED, "已经退给代理商了", False),
        (INVOICED, "发票退回了，还是退不了？", False),
        (ADDON, "带宽包退掉了", False),
        (ADDON, "已经注销了", False),
        ({"certificate_refundable_state": False}, "已经注销了", True),
        ({"freeze": "police"}, "冻结解除了", "none"),
        ({"freeze": "police"}, "补了14块之后昨天解冻了", "none"),
    ],
)
def test_what_is_gone_is_heard_of_what_was_in_the_way(
    known: dict[str, object], text: str, gone: object
) -> None:
    ((field, _),) = known.items()
    assert [(fact.field, fact.value) for fact in utterance(text).remedied(known)] == [(field, gone)]


@pytest.mark.parametrize(
    ("known", "text"),
    [
        (PENDING, "怎么取消"),
        (PENDING, "那我把那个单子取消掉再来"),
        (PENDING, "还没取消"),
        (PENDING, "取消了还能退吗"),
        (PENDING, "要是我取消了呢"),
        (PENDING, "发票退回去了"),
        (ARREARS, "要补交多少"),
        ({"freeze": "police"}, "欠费补上了"),
        ({}, "刚取消了"),
        (ADDON, "想把续的那三个月退掉 提示说有加油包不让退 咋整"),
        (ADDON, "我要把刚续的那一年退掉"),
        (PENDING, "想把那台服务器的升配单取消掉"),
        (INVOICED, "那钱退给谁"),
        (INVOICED, "退给代理商还是退给我"),
        (INVOICED, "要是退了的话，钱退给代理商"),
        (INVOICED, "退给谁了"),
        (INVOICED, "退回到我账上"),
        (INVOICED, "钱已经退回来了"),
        ({"pending_transaction": False}, "刚取消了"),
    ],
)
def test_nothing_else_is_a_remedy(known: dict[str, object], text: str) -> None:
    assert utterance(text).remedied(known) == ()


@pytest.mark.parametrize(
    "text", ["补交了50", "欠费补交了50", "充了100把欠费补上", "罚款交了50", "补上欠费了"]
)
def test_what_was_owed_is_neither_the_price_nor_owed_any_more(text: str) -> None:
    assert not {"paid_amount", "freeze"} & {fact.field for fact in extract_facts(text, NOW)}


@pytest.mark.parametrize(
    "text",
    [
        "我昨天是点了个升级配置 没付钱就关了 现在这订单还挂着待支付 是不是这个卡住了",
        "没付款就关掉了页面",
        "上次那单取消掉了，现在又挂着一个待支付的",
        "我取消了，可是订单还是待付款",
        "撤销了 列表里仍然挂着",
    ],
)
def test_an_order_that_still_waits_is_not_gone(text: str) -> None:
    assert not utterance(text).remedied(PENDING)


@pytest.mark.parametrize(
    "text",
    [
        "升级那个待支付的单我刚取消掉了 现在没有挂着的单了",
        "没付的那单我关了",
        "那个还挂着的待支付单取消了",
        "取消了，现在没有待支付的了",
    ],
)
def test_an_order_that_was_cancelled_waits_no_more(text: str) -> None:
    assert [fact.value for fact in utterance(text).remedied(PENDING)] == [False]
