"""What may forbid a refund is asked about where it is only hinted at, and told by no phrase."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import Fact, extract_facts
from refundbot.understanding.thresholds import SURE_OF_A_FACT

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")


def hinted(text: str, asked: str | None = None) -> dict[str, Fact]:
    return {fact.field: fact for fact in extract_facts(text, NOW, asked) if fact.hinted}


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("那个扩容订单一直晾在那没理它", "pending_transaction", True),
        ("有个改配单生成了但我没搭理", "pending_transaction", True),
        ("之前点了下加带宽没继续往下走", "pending_transaction", True),
        ("发票当天就开了", "invoiced", True),
        ("从一家做云的公司手里买的", "seller", "partner"),
        ("退订的时候老是不让", "page_refuses", True),
        ("上月28号自动扣的", "purchase_kind", "renewal"),
        ("系统自动从卡里划走了一年的钱", "purchase_kind", "renewal"),
    ],
)
def test_it_is_hinted_at(text: str, field: str, value: object) -> None:
    fact = hinted(text)[field]
    assert fact.value == value
    assert fact.confidence < SURE_OF_A_FACT


@pytest.mark.parametrize(
    "text",
    [
        "订单会一直挂着吗",
        "怕机器被封",
        "要是扩容的单没付会怎样",
        "同事那台机器被停了",
        "没有待付款的订单",
        "25号只是下了单没付，26号才付的款",
        "订单里买了三块云硬盘",
        "退款单还没处理",
        "发票还没开",
        "按需的数据库昨天自动扣费699",
        "昨天自动扣了699，按需的",
        "怎么取消自动扣款",
        "数据库自动续费 忘记关掉了",
        "结果自动续费被我忘了关",
        "系统自动续上了，开关一直没关",
        "自动续费昨天我关了",
    ],
)
def test_what_is_asked_feared_supposed_or_denied_hints_at_nothing(text: str) -> None:
    assert hinted(text) == {}


def test_what_a_phrase_tells_or_was_asked_for_is_not_hinted_at() -> None:
    assert "pending_transaction" not in hinted("升配的单子我一直没付")
    assert "pending_transaction" not in hinted("那个扩容单晾在那没理它", "pending_transaction")
