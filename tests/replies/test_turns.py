"""What is said around the answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from refundbot.catalogue import CHANNELS, PRODUCTS
from refundbot.eligibility import ASKABLE, Case
from refundbot.eligibility.case import (
    BillingMode,
    Coupon,
    Moment,
    Origin,
    Payment,
    PurchaseKind,
    ResourceState,
)
from refundbot.policy import Policy
from refundbot.replies import (
    OwnOrder,
    Reply,
    also,
    clarify,
    error,
    note,
    offering,
    offering_orders,
    question,
    recap,
    then,
    title,
    topic_of_title,
    unclear_small,
)
from refundbot.replies.questions import QUESTIONS
from refundbot.replies.turns import ErrorReason, SmallKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 15, tzinfo=SHANGHAI)
Check = Callable[[Reply], None]


@pytest.mark.parametrize("reason", get_args(ErrorReason))
def test_an_error_says_what_to_do_without_a_policy(reason: ErrorReason, check: Check) -> None:
    reply = error(reason)
    check(reply)
    assert reply.envelope["kind"] == "error"
    assert reply.envelope["policy_version"] is None
    assert "请" in reply.texts[0]


@pytest.mark.parametrize("kind", get_args(SmallKind))
def test_small_commands_are_acknowledged(kind: SmallKind, check: Check) -> None:
    check(unclear_small(kind))


def test_asking_back_offers_titles_and_an_escape(check: Check) -> None:
    reply = clarify([(t, 0.3) for t in ("payout.time", "payout.missing", "process.progress", "policy.gift")])
    check(reply)
    assert reply.envelope["topic"] == "payout.time"
    assert [button.title for button in reply.buttons] == [
        title("payout.time"),
        title("payout.missing"),
        title("process.progress"),
        "都不是",
    ]
    assert all(topic_of_title(button.text) for button in reply.buttons[:3])


def test_without_a_candidate_common_questions_are_offered(check: Check) -> None:
    reply = clarify(())
    check(reply)
    assert "没听懂" in reply.texts[0]
    assert reply.envelope["topic"] is None
    assert reply.envelope["candidates"] == []
    assert title("eligibility.check") in [button.text for button in reply.buttons]


@pytest.mark.parametrize("likely", [(), (("payout.time", 0.3), ("payout.missing", 0.2))])
def test_after_two_misses_a_person_is_offered(likely: tuple[tuple[str, float], ...], check: Check) -> None:
    assert "转人工" not in [button.text for button in clarify(likely, misses=1).buttons]
    reply = clarify(likely, misses=2)
    check(reply)
    assert "转人工" in reply.texts[0]
    assert "转人工" in [button.text for button in reply.buttons]


def test_notes_name_what_they_are_about() -> None:
    found = {"number": "CS2611000101", "title": "共享流量包 500GB"}
    assert "CS2611000101：共享流量包 500GB。" in note("order_found", **found, sample=False)
    assert "示例数据" in note("order_found", **found, sample=True)
    assert "CS1" in note("order_not_found", number="CS1")
    for kind in ("impossible_date", "negative_money", "future_date", "too_vague"):
        assert "“2月30号”" in note(kind, text="2月30号")
    assert note("sign_in_needed") != note("orders_unavailable")


def test_two_replies_in_one_turn() -> None:
    first, second = error("empty"), clarify([("payout.time", 0.3)])
    both = then(first, second)
    assert both.texts == first.texts + second.texts
    assert both.envelope == first.envelope
    assert both.buttons == second.buttons


def test_there_is_a_question_for_every_fact_that_the_engine_asks_for() -> None:
    assert set(QUESTIONS) == set(ASKABLE)


@pytest.mark.parametrize("fact", ASKABLE)
def test_a_question_explains_itself_and_then_offers_ways_out(fact: str, policy: Policy, check: Check) -> None:
    first, again, third = (
        question(fact, policy, 0.9, attempt, (note("sign_in_needed"),), ("共享流量包", "用了30G"))
        for attempt in (0, 1, 2)
    )
    for reply in (first, again, third):
        check(reply)
        assert reply.envelope["kind"] == "question"
        assert reply.envelope["topic"] == "eligibility.check"
        assert "不清楚" in [button.text for button in reply.buttons]
        assert "共享流量包 · 用了30G" in reply.texts[0]
    assert QUESTIONS[fact].ask in first.texts[-1]
    assert len(again.texts[-1]) > len(first.texts[-1])
    assert {"先不查了", "转人工"} <= {button.text for button in third.buttons}
    assert "先不查了" not in {button.text for button in again.buttons}


def test_own_orders_are_offered_with_a_question(policy: Policy, check: Check) -> None:
    orders = (OwnOrder("CS2611000101", "弹性云服务器", False), OwnOrder("CS2611000102", "云硬盘", True))
    reply = question("product", policy, 0.9, orders=orders)
    check(reply)
    assert [button.text for button in reply.buttons[:2]] == ["CS2611000101", "CS2611000102"]
    assert "示例数据" in reply.texts[-1]
    assert "示例数据" not in question("product", policy, 0.9, orders=orders[:1]).texts[-1]


def test_what_is_offered_is_nothing_that_was_answered() -> None:
    reply = clarify([("payout.time", 0.3), ("payout.missing", 0.2)])
    offered = offering(reply, ("process.apply",), answered=("payout.time",))
    assert [button.text for button in offered.buttons] == [title("process.apply"), title("payout.missing")]
    others = offering_orders(reply, ("CS2611000102",))
    assert others.buttons[0].text == "CS2611000102"
    assert offering_orders(reply, ()).buttons == reply.buttons


def test_a_second_answer_says_what_it_is_about() -> None:
    assert also("payout.time", error("empty")).texts[0].startswith(f"另外，关于“{title('payout.time')}”")


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("case", "said", "items"),
    [
        (Case(NOW), {}, ()),
        (
            Case(
                NOW,
                product=PRODUCTS["shared_traffic_package"],
                paid_at=Moment(at(1), at(20)),
                used=True,
            ),
            {"paid_at": "上个月", "used": "用了30G"},
            ("共享流量包", "上个月（2026年11月1日到2026年11月20日）购买", "用过"),
        ),
        (
            Case(NOW, product=PRODUCTS["ecs"], paid_at=Moment.exactly(at(20, 10, 30)), used=False),
            {},
            ("云服务器", "2026年11月20日 10:30购买", "没用过"),
        ),
        (
            Case(NOW, paid_at=Moment(at(1), at(1, 23, 59)), provisioned_at=Moment(at(2), at(3))),
            {"paid_at": "1号买的，"},
            ("2026年11月1日购买", "2026年11月2日到2026年11月3日开通"),
        ),
        (
            Case(
                NOW,
                billing_mode=BillingMode.SUBSCRIPTION,
                term_months=12,
                purchase_kind=PurchaseKind.RENEWAL,
                state=ResourceState.NOT_IN_EFFECT,
                origin=Origin.PAID,
                quota_left=0,
                paid_amount=Decimal("1299"),
                payment=Payment(voucher=Coupon(Decimal("20"))),
            ),
            {},
            (
                "包年包月",
                "续费",
                "还没生效",
                "买了 12 个月",
                "五天无理由名额用完了",
                "实付 1299.00 元",
                "代金券 20.00 元",
            ),
        ),
        (
            Case(NOW, product=PRODUCTS["shared_traffic_package"], used=True),
            {"total_gb": "500G", "used": "大概30G", "used_gb": "大概30G", "left_ratio": "九成多"},
            ("共享流量包 500G", "用了大概30G", "还剩九成多"),
        ),
        (
            Case(NOW, paid_at=Moment(at(1) - timedelta(days=365), at(3))),
            {"paid_at": "好久以前"},
            ("好久以前（2025年11月1日到2026年11月3日）购买",),
        ),
        (
            Case(NOW, paid_at=Moment(at(3, 10), at(3, 10, 59)), effective_at=Moment(at(9), at(9, 23, 59))),
            {"paid_at": "11月3号买的", "effective_at": "六天后"},
            ("2026年11月3日 10:00到10:59购买", "2026年11月9日生效"),
        ),
        (Case(NOW, channel=CHANNELS["wechat"], quota_left=2), {}, ("五天无理由名额还有 2 个", "微信付款")),
    ],
)
def test_what_was_understood_is_said_back_in_few_words(
    case: Case, said: dict[str, str], items: tuple[str, ...]
) -> None:
    assert recap(case, said) == items


def test_what_was_told_roughly_is_said_back_as_such() -> None:
    case = Case(
        NOW, quota_left=1, paid_amount=Decimal("2000"), payment=Payment(voucher=Coupon(Decimal("300")))
    )
    assert recap(case, {}, {"quota_left", "paid_amount"}) == (
        "五天无理由名额还有",
        "实付 约 2000.00 元",
        "代金券 300.00 元",
    )
