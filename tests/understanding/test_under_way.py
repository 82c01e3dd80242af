"""A refund that was asked for already: what is told of it, and the day on which it was asked for."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from refundbot.understanding.facts import Span, extract_facts
from refundbot.understanding.facts.reading import read
from refundbot.understanding.facts.under_way import under_way

NOW = datetime.fromisoformat("2026-11-30T14:00:00+08:00")
TOLD = {
    "退款页面写已完成，钱还没到": ("done", True, False),
    "11月20号申请的，原路退回建行卡，到今天没到": ("asked", True, False),
    "我退訂上個月就提交了的，一直寫待審核": ("reviewing", False, False),
    "我腿款都半个月了还没道账": (None, True, False),
    "付了1200只退了600多": (None, False, True),
    "到账了但是少了": (None, False, True),
    "支付宝收到三百二，订单写退四百": (None, False, True),
    "昨天提现的，支付宝还没收到": ("withdrawn", True, False),
    "上上周退的云主机，到现在钱没回来，没有别的订单": ("done", True, False),
    "昨天申请退款，今天显示待退款，这是能退了吗": ("processing", False, False),
    "提现申请七天了还是处理中，转账汇款的": ("withdrawn", False, False),
    "审核通过三天了，款呢": ("done", True, False),
    "提了工单，退款还是没到账": (None, True, False),
}
NOT_TOLD = (
    "退款要几天到账",
    "退订成功之后多久到账",
    "我想退款",
    "相当于续租嘛，续租的钱退不退",
    "生效日还没到能退吗",
    "今年已经退了两次",
    "申请退款被驳回了",
    "昨天申请退订，提示有未完成订单",
    "只退其中一台可以吗",
    "要是退款没到账怎么办",
    "验证码没收到退不了",
    "退票申请提交了",
)
DAYS = {
    "我10月8号买的云服务器，11月18号退订了，钱还没到": date(2026, 11, 18),
    "我司11月9日退订的RDS，至今未见款项": date(2026, 11, 9),
    "退订是27号做的，云服务器": date(2026, 11, 27),
    "今天早上刚点的退订，钱怎么还没到": date(2026, 11, 30),
    "refund requested on Nov 18, money not in my bank card yet": date(2026, 11, 18),
    "11月13号申请，11月16号显示完成": date(2026, 11, 13),
}


@pytest.mark.parametrize("text", TOLD)
def test_it_is_heard(text: str) -> None:
    told = under_way(read(text))
    assert told is not None
    stage, missing, short = TOLD[text]
    assert (told.missing, told.short) == (missing, short)
    assert told.stage == stage or stage == "done"


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_is_no_refund_under_way_is_not_taken_for_one(text: str) -> None:
    assert under_way(read(text)) is None


@pytest.mark.parametrize("text", DAYS)
def test_its_day_is_heard_and_is_none_of_the_purchase(text: str) -> None:
    facts = {fact.field: fact.value for fact in extract_facts(text, NOW)}
    asked = facts["refund_asked_at"]
    assert isinstance(asked, Span)
    assert asked.latest.date() == DAYS[text]
    bought = facts.get("paid_at")
    assert bought is None or (isinstance(bought, Span) and bought.latest.date() == date(2026, 10, 8))
    assert "provisioned_at" not in facts


def test_a_length_tells_since_when_only_where_it_is_over() -> None:
    for text, known in (
        ("退款没到，都4天了", True),
        ("退款要等4天，钱没到", False),
        ("退款没到，三日啦", False),
    ):
        facts = {fact.field for fact in extract_facts(text, NOW)}
        assert ("refund_asked_at" in facts) is known, text
