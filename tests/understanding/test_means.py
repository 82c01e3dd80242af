"""What a sum was paid by, where its own words or the figures say so, whatever the model takes it for."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import Fact, Span, extract_facts

NOW = datetime.fromisoformat("2026-08-19T15:00:00+08:00")
FIELDS = ("paid_amount", "cash_amount", "voucher_amount", "cash_coupon_amount", "stored_card_amount")


def told(text: str) -> dict[str, Fact]:
    """The facts of a text by their fields."""
    return {fact.field: fact for fact in extract_facts(text, NOW)}


def sums(text: str) -> tuple[object, ...]:
    """What was paid, and in cash, by voucher, cash coupon and card; `None` for what is not told."""
    facts = told(text)
    return tuple(facts[field].value if field in facts else None for field in FIELDS)


@pytest.mark.parametrize(
    ("text", "voucher"),
    [
        ("微信付了60 还有张30的代金券", 30),
        ("支付宝付了120，另外还有张25块的代金券", 25),
        ("我自己付75，还有一张45的代金券，券9月底到期", 45),
        ("付了210，还用了一张90元代金券", 90),
        ("自己掏了66 外加一张33的代金券", 33),
    ],
)
def test_a_coupon_told_of_beside_what_was_paid_was_spent(text: str, voucher: int) -> None:
    assert sums(text)[2] == voucher


@pytest.mark.parametrize(
    "text",
    [
        "付了60，账户里还有张30的代金券没用",
        "付了60，还有张30的代金券没用上",
        "付了60，还有张30的代金券下次能用吗",
        "付了60，还有一张30的代金券能一起用吗",
        "付了60，还有张30的代金券留着",
    ],
)
def test_one_that_was_kept_was_not(text: str) -> None:
    assert sums(text)[2] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一共640 其中240是储值咔扣的 400支付宝", (640, 400, None, None, 240)),
        ("总共700，其中250是用代金券抵的，450微信", (450, 450, 250, None, None)),
        ("一共930，230现金券700支付宝", (930, 700, None, 230, None)),
        ("90是含了现金券的 就是50余额加40券", (90, 50, None, 40, None)),
        ("储值卡310现金520", (830, 520, None, None, 310)),
        (
            "应付 6,200.00 其中 现金余额 5,000.00 / 代金券 400.00 / 现金券 400.00 / 储值卡 400.00",
            (5800, 5000, 400, 400, 400),
        ),
        ("700那台用了40的代金券的 700是券后", (700, None, 40, None, None)),
        ("用了个25的券 自己就出了九十", (90, None, 25, None, None)),
        ("前天拿280代金券换了台一个月的云服务器，一毛现金没出", (0, None, 280, None, None)),
    ],
)
def test_the_parts_of_what_was_paid(text: str, expected: tuple[object, ...]) -> None:
    assert sums(text) == expected


@pytest.mark.parametrize(
    ("text", "paid"),
    [("18600是付的现金 券另算的", 18600), ("4300是实际付的，代金券是另外的", 4300), ("560是券后", 560)],
)
def test_what_was_paid_in_the_end_is_without_vouchers(text: str, paid: int) -> None:
    fact = told(text)["paid_amount"]
    assert (fact.value, fact.within) == (paid, False)


@pytest.mark.parametrize("text", ["手续费20是付的现金", "500是退的钱", "7/10用了", "带宽10/20M"])
def test_what_was_no_payment_is_none(text: str) -> None:
    assert "paid_amount" not in told(text)


def test_a_term_says_nothing_of_a_coupon_being_a_part() -> None:
    fact = told("去年开的服务器包三年 花了18600，有一张2000代金券")["paid_amount"]
    assert (fact.value, fact.within) == (18600, None)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("代金券、现金券有效期 2026-12-31", {"voucher", "cash_coupon"}),
        ("代金券和储值卡都是12月31号到期", {"voucher", "stored_card"}),
        ("还有一张150的代金券，那张昨天，也就是18号，刚好过期", {"voucher"}),
        ("现金券300（12月底到期），还有一张150的代金券，那张本月18号过期", {"voucher", "cash_coupon"}),
    ],
)
def test_each_coupon_that_is_named_ends_on_the_day(text: str, kinds: set[str]) -> None:
    facts = told(text)
    assert {
        kind for kind in ("voucher", "cash_coupon", "stored_card") if f"{kind}_expires_at" in facts
    } == kinds
    assert all(isinstance(fact.value, Span) for name, fact in facts.items() if name.endswith("expires_at"))
    assert not {"paid_at", "expires_at"} & facts.keys()


@pytest.mark.parametrize(
    "text", ["1800是total 包含那200和90", "1800是总价，含了那200", "1800就是合计 包括90的"]
)
def test_what_the_whole_holds_was_not_paid_beside_it(text: str) -> None:
    assert sums(text)[0] == 1800


@pytest.mark.parametrize(
    ("text", "field", "day"),
    [
        ("现金券是1月底就expire了的那种", "cash_coupon_expires_at", "2026-01-31"),
        ("代金券5月底就过期了", "voucher_expires_at", "2026-05-31"),
        ("代金券10月底就过期了", "voucher_expires_at", "2026-10-31"),
        ("储值卡12月底到期", "stored_card_expires_at", "2026-12-31"),
    ],
)
def test_a_coupon_that_ended_did_so_on_the_nearest_day(text: str, field: str, day: str) -> None:
    value = told(text)[field].value
    assert isinstance(value, Span)
    assert f"{value.latest:%Y-%m-%d}" == day


@pytest.mark.parametrize(
    "text",
    [
        "前天拿它开了台云服务器 3个月 刚好480 我自己没掏钱",
        "用那张买的主机 480 没花钱",
        "昨天靠它续的，一共480 一分钱没付",
    ],
)
def test_what_was_told_of_before_paid_it_all(text: str) -> None:
    assert told(text)["coupon_amount"].value == 480


@pytest.mark.parametrize(
    "text", ["昨天拿它开了台云服务器，付了480", "用它跑了两个月，480没花钱的吧", "没掏钱"]
)
def test_what_only_was_used_paid_nothing(text: str) -> None:
    assert "coupon_amount" not in told(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("占无理由的名额吗 我们今年用完了", 0),
        ("无理由今年已经用完了，流量还剩一半", 0),
        ("今年的10个名额我早就用光了，这台服务器能退多少", 0),
        ("不占名额吧 我们早用完了", 0),
        ("页面提示今年10次无理由都用光了(上半年退太多了)。那这台能退多少", 0),
    ],
)
def test_the_quota_that_is_used_up_is_no_state_of_the_thing(text: str, left: int) -> None:
    facts = told(text)
    assert facts["quota_left"].value == left
    assert "state" not in facts


def test_so_is_a_count_of_it() -> None:
    assert "state" not in told("我知道今年10次都用完了，我就问券还不还")


@pytest.mark.parametrize(
    "text", ["流量今年用完了，名额还有", "名额还有三个，流量包已经用完了", "那个包我们今年用完了"]
)
def test_a_package_that_is_used_up_is(text: str) -> None:
    facts = told(text)
    assert facts["state"].value == "used_up"
    assert "quota_left" not in facts or facts["quota_left"].value


def test_a_length_longer_ago_than_the_purchase_is_its_term() -> None:
    facts = told("前天上午拿代金券开了台云服务器 3个月 刚好480")
    assert facts["term_months"].value == 3
    assert "provisioned_at" not in facts or "paid_at" not in facts


@pytest.mark.parametrize(
    ("text", "paid", "voucher"),
    [
        ("标价600 代金券抵了90 微信付510", 510, 90),
        ("标价600 代金卷抵了90 支付宝付510", 510, 90),
        ("我付的75 抵用卷抵了25", 75, 25),
        ("310 另外卷70", 310, 70),
        ("310块，外加一张70的代金券", 310, 70),
        ("我自己付了一百九十二然后还用了一张四十的代金券那张券到年底", 192, 40),
        ("自己掏了88后来又用了张三十的代金券", 88, 30),
    ],
)
def test_a_voucher_beside_what_was_paid_is_told_of_in_whatever_order(text, paid: int, voucher: int) -> None:
    assert (sums(text)[0], sums(text)[2]) == (paid, voucher)


@pytest.mark.parametrize("text", ["退了310 另外券70", "原价310 另外券70", "卷了两个月 70天", "有两张代金券"])
def test_what_only_looks_like_a_sum_beside_a_voucher_was_not_paid(text: str) -> None:
    assert sums(text)[0] is None


def test_a_voucher_of_eighty_says_nothing_of_other_orders() -> None:
    assert "pending_transaction" not in told("310 另外券80")
    assert told("别的订单0")["pending_transaction"].value is False


def test_a_voucher_that_was_used_is_no_use_of_the_product() -> None:
    assert "used" not in told("还用了一张六十的代金券")
