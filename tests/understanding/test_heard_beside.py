"""What is told beside a purchase is none of it: a project put off, a firm, the end of a coupon."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts.extraction import extract_facts
from refundbot.understanding.facts.reading import read
from refundbot.understanding.facts.what_stays import told_of_what_stays

NOW = datetime.fromisoformat("2026-10-21T10:00:00+08:00")


def heard(text: str) -> dict[str, object]:
    """The facts of a text, by their fields."""
    return {fact.field: fact.value for fact in extract_facts(text, NOW)}


@pytest.mark.parametrize(
    "text",
    [
        *("都过五天了还能退吗", "已经过了五天了还能退吗", "过五天了能退吗", "早过了五天了，能退多少"),
        *("项目延到明年，要退", "开业推迟到12月了，想退掉", "活动改到下个月，这台要退"),
    ],
)
def test_no_refund_is_put_off(text: str) -> None:
    assert "requested_at" not in heard(text)


@pytest.mark.parametrize("text", ["再过五天能退吗", "过五天了才退行吗", "我延到明年再退", "拖到12月退呢"])
def test_a_refund_is_put_off(text: str) -> None:
    assert "requested_at" in heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "今年退的台数我记了：3月4台、6月1台、8月3台、10月2台，都是五天内退的",
        "二月份退过4台云服务器，五月又退了6块云硬盘，去年还退过两台呢",
        "今年退过的：1月3台，2月7个",
    ],
)
def test_refunds_listed_by_the_month_are_added_up(text: str) -> None:
    assert heard(text)["quota_used"] == 10


def test_machines_bought_by_the_month_took_none_of_the_quota() -> None:
    assert "quota_used" not in heard("3月买了4台，5月买了2台，今年的想退")


def test_what_becomes_of_anybody_is_no_quota_of_their_own() -> None:
    assert "quota_left" not in heard("客服跟我同行说次数用完的就要扣钱")
    assert heard("次数用完了，会扣钱吗")["quota_left"] == 0


def test_a_firm_is_no_product() -> None:
    assert heard("我买了张SSL证书，1980。买了才晓得建站公司送得有")["product"] == "ssl_certificate"
    assert heard("我买的建站套餐能退吗")["product"] == "website_builder"


def test_that_coupon_ends_and_not_the_machine() -> None:
    told = heard("机器不要了。那张券有效期就到10.15，已经过了。现在退能回来吗")
    assert "expires_at" not in told
    assert "coupon_expires_at" in told or "voucher_expires_at" in told


@pytest.mark.parametrize(
    "text",
    [
        "双十一那天官网搞老用户续费大促，我在活动会场里头下的单，续一年才699",
        "从你们老客户回馈那个页面点进去的，续了一年",
    ],
)
def test_a_campaign_is_heard(text: str) -> None:
    assert heard(text)["origin"] == "promotion"


@pytest.mark.parametrize(
    ("text", "goes_back"),
    [
        ("我有两台云耀。生存服那台去年11月8号买的，一年1024，这台不动！", "我有两台云耀。"),
        ("两台ecs：12月30号开的那台158，扛年货节用，留；元旦开的那台133，退", "元旦开的那台133，退"),
        ("我搭档名下有台包年的ecs，那台好好的不用管。我自己另开了一台", "我自己另开了一台"),
    ],
)
def test_what_stays_is_told_apart(text: str, goes_back: str) -> None:
    stays = {index for place in told_of_what_stays(read(text)) for index in place}
    assert "".join(each for index, each in enumerate(text) if index not in stays) == goes_back


def test_the_other_one_goes_back_where_of_this_one_nothing_is_told() -> None:
    assert heard("另一台是15号晚上开的小游戏服，三个月的，退这台")["term_months"] == 3
