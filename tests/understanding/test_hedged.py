"""What is told without being sure of it is less sure; what is only hoped, asked or rough is not."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import extract_facts

NOW = datetime.fromisoformat("2026-08-19T15:00:00+08:00")


def guessed(text: str) -> set[str]:
    return {fact.field for fact in extract_facts(text, NOW) if fact.hedged}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("负载均衡估计是按量的吧，花了33", "billing_mode"),
        ("这块盘貌似是包年的", "billing_mode"),
        ("數據庫應該是包月的", "billing_mode"),
        ("按需的吧应该，redis", "billing_mode"),
        ("WAF包月的，好像", "billing_mode"),
        ("可能是续费的吧", "purchase_kind"),
        ("印象中是新购的", "purchase_kind"),
        ("大概是上周二开通的", "provisioned_at"),
        ("我记得是7月12号付的款", "paid_at"),
        ("域名大前天买的吧", "paid_at"),
        ("ecs, probably bought on july 3", "paid_at"),
        ("那台应该还没生效吧", "state"),
        ("好像是CDN流量包", "product"),
    ],
)
def test_a_guess_is_not_sure(text: str, field: str) -> None:
    assert field in guessed(text)


@pytest.mark.parametrize(
    "text",
    [
        "前天买的redis，包月，应该能退吧",
        "把包年的那台退了吧",
        "不对，应该是包年",
        "按量的应该没钱可退吧",
        "大概280块，包月",
        "我觉得按需的太贵，退了",
        "我看了账单，应该是包月",
        "可能买多了，数据库包年的",
    ],
)
def test_what_is_rough_hoped_or_put_right_is_no_guess(text: str) -> None:
    assert guessed(text) == set()


@pytest.mark.parametrize("text", ["实付好像是480", "付了480吧", "付了应该是300多"])
def test_a_guessed_sum_is_rough(text: str) -> None:
    assert [fact.approximate for fact in extract_facts(text, NOW) if fact.field == "paid_amount"] == [True]
