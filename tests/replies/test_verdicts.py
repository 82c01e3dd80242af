"""Decisions in words: made by hand, by the engine for a table, and for many cases at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from refundbot.catalogue import CHANNELS, PRODUCTS, Product
from refundbot.eligibility import Case, Decision, Outcome, case_from_mapping, decide
from refundbot.eligibility.case import (
    BillingMode,
    Coupon,
    Freeze,
    Moment,
    Origin,
    Payment,
    PurchaseKind,
    ResourceState,
    Seller,
)
from refundbot.eligibility.changes import REMOVABLE
from refundbot.eligibility.decision import AmountLine, CouponReturn, Leg, Payout, Truth, Unknown
from refundbot.eligibility.presumptions import ASSUMABLE
from refundbot.eligibility.rules import RULES
from refundbot.policy import Policy, PolicyBook
from refundbot.replies import Reply, nothing_on_case, on_case, recap, verdict
from refundbot.replies.accounts import _WORDS as ACCOUNT
from refundbot.replies.on_case import _TELL as TELL
from refundbot.replies.verdicts import _WORDS as WORDS

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 15, tzinfo=SHANGHAI)
Check = Callable[[Reply], None]

BY_HAND = Decision(
    outcome=Outcome.PARTIAL_REFUND,
    scenario="in_use_conditional",
    possible=(),
    criteria=(),
    blocking=(),
    amounts=(
        AmountLine("paid", Decimal("1000")),
        AmountLine("consumed", Decimal("100.005")),
        AmountLine("fee", Decimal("300")),
        AmountLine("refund", Decimal("599.995")),
    ),
    coupons=(
        CouponReturn("voucher", "not_returned", Decimal(0)),
        CouponReturn("cash_coupon", "partly", None),
        CouponReturn("stored_card", "returned", Decimal("20")),
        CouponReturn("discount_coupon", "not_returned", None),
    ),
    payout=Payout(
        (
            Leg("account", 1, date(2026, 11, 22), date(2026, 11, 23), ("payout.accounts.wechat.days",)),
            Leg("original_channel", 1, None, None, ("payout.channels.wechat.days",)),
        ),
        24,
        Truth.PASSED,
    ),
    next_steps=("procedures.console_in_use",),
    assumptions=("freeze", "pending_transaction"),
    changes=(),
    parameters=("formulas.refund",),
    sources=("S2",),
    policy_version="2026.11.1",
)


def test_a_decision_made_by_hand_is_told_line_by_line(policy: Policy, check: Check) -> None:
    reply = verdict(BY_HAND, Case(NOW), policy, 0.9)
    check(reply)
    whole = "\n".join(reply.texts)
    assert reply.texts[0].startswith("可以退，扣费以后能退约 599.99 元")
    for line in ("实付：1000.00 元", "已消费：约 100.00 元", "手续费：300.00 元", "应退：约 599.99 元"):
        assert line in whole.replace("： ", "：")
    assert "代金券不退；现金券退一部分；储值卡退回 20.00 元；折扣券不退。" in whole
    assert "约 1 个工作日（预计 2026年11月22日到 2026年11月23日）" in whole
    assert "客户经理审批" in whole
    assert "前提：没有被冻结、没有待支付订单。" in whole
    assert "按小时算" in whole
    assert reply.texts[-1].splitlines()[-1].startswith("来源：非五天无理由退订（2025-07-24）")


def test_an_unknown_amount_says_why_and_guesses_nothing(policy: Policy, check: Check) -> None:
    amounts = (
        AmountLine("paid", Decimal("100")),
        AmountLine("consumed", None, Unknown.DATE_INEXACT, (), Decimal("10"), Decimal("20.5")),
        AmountLine("fee", None, Unknown.FEE_RATE),
        AmountLine("refund", None, Unknown.FEE_RATE),
        AmountLine("refund_before_fee", None, Unknown.DATE_INEXACT, (), Decimal("79.5"), Decimal("90")),
    )
    reply = verdict(replace(BY_HAND, amounts=amounts, coupons=()), Case(NOW), policy, 0.9)
    check(reply)
    whole = "\n".join(reply.texts)
    assert "可以退，但要扣费" in reply.texts[0]
    assert "已消费：约 10.00 元到 20.50 元" in whole
    assert "手续费：还算不出，这种购买时长的费率没有查到" in whole
    assert "应退：最多约 90.00 元，还要再扣手续费" in whole
    assert whole.count("费率没有查到") == 1


def test_a_refund_that_cannot_be_computed_is_not_left_out(policy: Policy, check: Check) -> None:
    amounts = (
        AmountLine("paid", Decimal("100")),
        AmountLine("consumed", None, Unknown.DATE_INEXACT),
        AmountLine("fee", Decimal("30")),
        AmountLine("refund", None, Unknown.DATE_INEXACT),
    )
    reply = verdict(replace(BY_HAND, amounts=amounts, coupons=()), Case(NOW), policy, 0.9)
    check(reply)
    lines = "\n".join(reply.texts).splitlines()
    assert "已消费：还算不出，日期还不够准" in lines
    assert "应退：所以也还算不出" in lines


@pytest.mark.parametrize(
    ("product", "caution"),
    [
        (PRODUCTS["evs"], "先卸载"),
        (PRODUCTS["dedicated_host"], "上面的云服务器会一起删除"),
        (PRODUCTS["rds"], "只读实例的订单要自己再退"),
    ],
)
def test_what_goes_with_a_product_is_told_where_it_is_given_back(
    policy: Policy, check: Check, product: Product, caution: str
) -> None:
    given_back = verdict(BY_HAND, Case(NOW, product=product), policy, 0.9)
    other = verdict(BY_HAND, Case(NOW, product=PRODUCTS["ecs"]), policy, 0.9)
    refused = replace(BY_HAND, outcome=Outcome.MANUAL_REVIEW, amounts=(), coupons=(), payout=None)
    kept = verdict(refused, Case(NOW, product=product), policy, 0.9)
    for reply in (given_back, other, kept):
        check(reply)
    assert caution in given_back.texts[-1]
    assert caution not in other.texts[-1] + kept.texts[-1]


@pytest.mark.parametrize(
    ("cash", "line"),
    [
        (AmountLine("refund_cash", Decimal("70")), "现金：70.00 元"),
        (
            AmountLine("refund_cash", None, Unknown.SPLIT),
            "其中现金：还算不出，怎样在几种付款之间分，官方没有公开",
        ),
    ],
)
def test_cash_is_told_apart_from_coupons(policy: Policy, check: Check, cash: AmountLine, line: str) -> None:
    sum_ = AmountLine("refund", Decimal("100"))
    amounts: tuple[AmountLine, ...] = (AmountLine("paid", Decimal("100")), AmountLine("consumed", Decimal(0)))
    amounts = (*amounts, AmountLine("fee", Decimal(0)), sum_, cash)
    alone = verdict(replace(BY_HAND, amounts=amounts, coupons=()), Case(NOW), policy, 0.9)
    both = replace(BY_HAND, amounts=(*amounts, AmountLine("refund_cash_coupon", Decimal("30"))), coupons=())
    beside = verdict(both, Case(NOW), policy, 0.9)
    for reply in (alone, beside):
        check(reply)
    assert line not in "\n".join(alone.texts).splitlines()
    assert line in "\n".join(beside.texts).splitlines()


TABLE = [
    (
        {"product": "shared_traffic_package", "used": False},
        "抱歉，这个退不了",
        ["没用过都一样", "客服答复为准"],
    ),
    ({"product": "domain"}, "抱歉，这个退不了", ["域名注册不支持退订"]),
    (
        {
            "product": "ecs",
            "billing_mode": "subscription",
            "purchase_kind": "new",
            "quota_left": 3,
            "paid_at": "2026-11-20 10:30:00",
            "paid_amount": "80",
            "channel": "wechat",
            "payment": {"cash": "80", "voucher": {"amount": "20"}},
        },
        "可以全额退，按五天无理由",
        [
            "现金：80.00 元\n代金券：20.00 元\n合计：100.00 元",
            "2026年11月25日 10:30前",
            "预计 2026年11月24日前后",
            "前提：",
        ],
    ),
    (
        {
            "product": "ecs",
            "billing_mode": "subscription",
            "purchase_kind": "new",
            "quota_left": 0,
            "paid_at": "2026-11-20 10:30:00",
            "term_months": 60,
            "paid_amount": "100000",
            "channel": "bank_transfer",
        },
        "可以退，扣费以后能退约 69879.10 元",
        ["名额用完了", "手续费：30000.00 元", "客户经理审批", "要是名额还有"],
    ),
    (
        {
            "product": "ecs",
            "billing_mode": "subscription",
            "purchase_kind": "new",
            "quota_left": 3,
            "paid_at": "2026-10-30 10:30:00",
            "term_months": 12,
        },
        "可以退，但要扣费",
        ["开通已经超过 5 天", "退款金额 = 实付金额", "告诉我实付金额"],
    ),
    (
        {
            "product": "ecs",
            "billing_mode": "subscription",
            "purchase_kind": "new",
            "quota_left": 1,
            "paid_at": "2026-11-17 15:00:00",
            "provisioned_at": "2026-11-17 15:00:00",
        },
        "还定不下来，可能全额退，也可能扣费后退一部分",
        ["恰好满 5 天", "4000-955-988", "说法"],
    ),
    ({"product": "rds", "billing_mode": "pay_per_use"}, "没有可退的钱", ["上一个结算周期"]),
    (
        {"product": "resource_package", "state": "not_in_effect"},
        "可以全额退，因为它还没生效",
        ["退订未生效资源"],
    ),
    ({"product": "ecs", "state": "unsubscribed"}, "没有可退的了", ["看进度"]),
    ({"product": "ecs", "state": "creation_failed"}, "会全额退，系统自动退给您", ["没有开通成功"]),
    ({"product": "ecs", "billing_mode": "subscription", "state": "expired"}, "抱歉，它已经到期", ["释放"]),
    ({"product": "meeting"}, "这个我定不了", ["4000-955-988"]),
    (
        {
            "product": "ssl_certificate",
            "paid_at": "2026-11-20 10:00:00",
            "certificate_refundable_state": True,
        },
        "可以全额退",
        ["付款不到 7 天", "SSL证书列表"],
    ),
    (
        {
            "product": "ssl_certificate",
            "paid_at": "2026-11-20 10:00:00",
            "certificate_refundable_state": False,
        },
        "抱歉，这个退不了",
        ["办完吊销", "就可以全额退"],
    ),
    (
        {
            "product": "vpn",
            "billing_mode": "subscription",
            "purchase_kind": "new",
            "paid_at": "2026-11-20 10:00:00",
            "quota_left": 9,
            "page_refuses": True,
            "pending_transaction": False,
        },
        "这个我定不了",
        ["没付款或没办完的订单", "不可退订", "4000-955-988"],
    ),
    (
        {
            "product": "ecs",
            "billing_mode": "subscription",
            "purchase_kind": "new",
            "paid_at": "2026-11-20 10:00:00",
            "paid_amount": "900",
            "quota_left": 2,
            "quantity": 5,
        },
        "可以退，但名额不够",
        ["只剩 2 个，这次要退 5 个", "其中 2 个能全额退", "还算不出"],
    ),
    (
        {"product": "ssl_certificate", "paid_at": "2026-11-01 10:00:00"},
        "抱歉，这个退不了",
        ["付款已经超过 7 天"],
    ),
    (
        {
            "product": "ecs",
            "billing_mode": "subscription",
            "pending_transaction": True,
            "quota_left": 1,
            "purchase_kind": "new",
            "paid_at": "2026-11-21 10:00:00",
        },
        "抱歉，这个退不了",
        ["待支付订单处理完，就可以全额退"],
    ),
]


@pytest.mark.parametrize(("facts", "opening", "words"), TABLE)
def test_a_case_gets_its_verdict_in_plain_words(
    facts: dict[str, object], opening: str, words: list[str], policy: Policy, check: Check
) -> None:
    case = case_from_mapping(facts, NOW)
    decision = decide(case, policy)
    reply = verdict(decision, case, policy, 0.9, (), recap(case, {}))
    check(reply)
    assert reply.texts[0].startswith(opening)
    whole = "\n".join(reply.texts).replace("： ", "：")
    for word in words:
        assert word in whole
    assert reply.envelope["kind"] == "verdict"
    told = reply.envelope["verdict"]
    assert isinstance(told, dict)
    assert told["outcome"] == decision.outcome.value


def random_case(dice: random.Random) -> Case:
    def maybe(*values: object) -> object:
        return dice.choice((None, *values))

    def moment(days: int) -> Moment:
        first = NOW - timedelta(hours=dice.randrange(1, 24 * days))
        return dice.choice((Moment.exactly(first), Moment(first, first + timedelta(minutes=30))))

    def coupon() -> Coupon:
        return Coupon(Decimal(dice.randrange(0, 5000)) / 7, dice.choice((None, NOW, NOW + timedelta(days=9))))

    def amount() -> Decimal:
        return dice.choice((Decimal(50000), Decimal(dice.randrange(0, 20_000_000)) / 100))

    payment = Payment(*(maybe(value) for value in (amount(), coupon(), coupon(), coupon(), True)))  # type: ignore[arg-type]
    values = {
        "product": maybe(*PRODUCTS.values()),
        "billing_mode": maybe(*BillingMode),
        "term_months": maybe(1, 12, 24, 36, 60),
        "purchase_kind": maybe(*PurchaseKind),
        "state": maybe(*ResourceState),
        "origin": dice.choice((None, None, *Origin)),
        "paid_at": maybe(moment(6), moment(900)),
        "provisioned_at": maybe(moment(6)),
        "effective_at": maybe(Moment.exactly(NOW + timedelta(days=3)), moment(5)),
        "expires_at": maybe(Moment.exactly(NOW + timedelta(days=30)), moment(5)),
        "used": maybe(True, False),
        "five_day_supported": maybe(True, False),
        "quota_left": maybe(0, 1),
        "paid_amount": maybe(amount()),
        "payment": maybe(payment),
        "channel": maybe(*CHANNELS.values()),
        "invoiced": maybe(True, False),
        "freeze": dice.choice((None, None, None, *Freeze)),
        "seller": dice.choice((None, None, *Seller)),
        "pending_transaction": dice.choice((None, None, True, False)),
        "special_activity": dice.choice((None, None, True)),
        "benefits_used": maybe(True),
        "certificate_refundable_state": maybe(True, False),
        "bandwidth_addon_present": maybe(True),
        "not_known": dice.choice(
            (frozenset(), frozenset({"quota_left", "state", "purchase_kind", "product"}))
        ),
    }
    return Case(NOW, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(8))
def test_any_decision_can_be_told(seed: int, policy: Policy, check: Check) -> None:
    dice = random.Random(seed)
    for _ in range(150):
        case = random_case(dice)
        check(verdict(decide(case, policy), case, policy, 0.5, ("没有查到您名下的订单。",), recap(case, {})))


@pytest.mark.parametrize("seed", range(4))
def test_any_question_on_any_decision_can_be_told(seed: int, policy: Policy, check: Check) -> None:
    dice = random.Random(seed)
    told = set()
    for _ in range(200):
        case = random_case(dice)
        decision = decide(case, policy)
        check(verdict(decision, case, policy, 0.5, repeated=("没用过",)))
        for topic in TELL:
            coupon = dice.choice((None, "voucher", "cash_coupon", "stored_card", "discount_coupon"))
            if reply := on_case(topic, decision, case, policy, 0.5, coupon):
                check(reply)
                told.add((topic, decision.outcome))
                assert reply.envelope["topic"] == topic
            if nothing := nothing_on_case(topic, decision, policy, 0.5):
                check(nothing)
                assert not decision.amounts
    assert {topic for topic, _ in told} >= TELL.keys() - {"policy.deadline", "process.find_entry"}


def test_until_when_is_told_while_there_is_time(policy: Policy, check: Check) -> None:
    case = Case(
        NOW,
        product=PRODUCTS["ecs"],
        billing_mode=BillingMode.SUBSCRIPTION,
        purchase_kind=PurchaseKind.NEW,
        paid_at=Moment.exactly(NOW - timedelta(days=2)),
        quota_left=3,
    )
    reply = on_case("policy.deadline", decide(case, policy), case, policy, 0.5)
    assert reply is not None
    check(reply)
    assert "2026年11月25日 15:00" in reply.texts[0]
    late = replace(case, paid_at=Moment.exactly(NOW - timedelta(days=20)), term_months=12)
    assert on_case("policy.deadline", decide(late, policy), late, policy, 0.5) is None


def test_a_question_without_figures_on_the_case_is_not_answered_on_it(policy: Policy) -> None:
    refused = Case(NOW, product=PRODUCTS["shared_traffic_package"])
    for topic in ("amount.fee", "amount.calculation", "payout.time", "payout.destination", "policy.coupon"):
        assert on_case(topic, decide(refused, policy), refused, policy, 0.5) is None
        assert nothing_on_case(topic, decide(refused, policy), policy, 0.5) is not None
    assert on_case("usage.monitor", decide(refused, policy), refused, policy, 0.5) is None


def test_a_decision_under_an_older_policy_can_be_told_too(book: PolicyBook) -> None:
    dice = random.Random(42)
    for day in (date(2010, 1, 1), date(2023, 6, 1)):
        for _ in range(200):
            case = random_case(dice)
            assert verdict(decide(case, book.at(day)), case, book.at(day), 0.5).texts


def test_every_word_of_the_engine_has_a_wording() -> None:
    steps = {step for rule in RULES for step in rule.steps}
    assert steps <= WORDS["steps"].keys()
    assert {reason.value for reason in Unknown} <= ACCOUNT["because_unknown"].keys()
    assert {*ASSUMABLE, "purchase_kind"} <= WORDS["assumptions"].keys()
    assert {outcome.value for outcome in Outcome} <= WORDS["outcomes"].keys() & WORDS["opening"].keys()
    assert REMOVABLE.keys() <= WORDS["changes"].keys()
    criteria = {condition.criterion.__name__ for rule in RULES for condition in rule.when}
    assert {key.partition(".")[0] for key in WORDS["criteria"]} <= criteria
    destinations = "account partner_account customer_account bank unknown original_channel bank_card"
    assert {*destinations.split(), "original_channel_or_bank_card"} <= ACCOUNT["legs"].keys()
