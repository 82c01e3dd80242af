"""What is named beside a purchase, and what tells more of it than it seems."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import Span, extract_facts

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")


def heard(text: str, asked: str | None = None) -> dict[str, object]:
    """What is read of each field; of a date its first and last day."""
    return {
        fact.field: (f"{fact.value.earliest:%m-%d}", f"{fact.value.latest:%m-%d}")
        if isinstance(fact.value, Span)
        else fact.value
        for fact in extract_facts(text, NOW, asked)
    }


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("买了个OBS资源包，后来文件都拷到移动硬盘里了", "obs_package"),
        ("那个存储包的东西我全下载到硬盘了，剩下的能退吗", "obs_package"),
        ("硬盘买大了想退", "evs"),
    ],
)
def test_where_things_are_moved_to_is_not_bought(text: str, product: str) -> None:
    assert heard(text)["product"] == product


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("6月20号买的点播服务的资源包", "media_package"),
        ("昨天买了直播的流量包", "media_package"),
        ("买的云备份的资源包", "backup_package"),
        ("昨天买了流量包", "shared_traffic_package"),
    ],
)
def test_a_package_is_that_of_the_service_it_is_named_by(text: str, product: str) -> None:
    assert heard(text)["product"] == product


@pytest.mark.parametrize(
    "text", ["下单时生效日期我填的7月10号", "买的时候开始时间选到了7月10号", "启用日期设成7月10号了"]
)
def test_the_day_chosen_to_begin_on_is_when_it_does(text: str) -> None:
    assert heard(f"6月20号买了个短信包，{text}")["effective_at"] == ("07-10", "07-10")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("6月买的 具体是11到13号之间哪天忘了", ("06-11", "06-13")),
        ("11号到13号那几天里开的", ("06-11", "06-13")),
    ],
)
def test_a_day_among_several_is_the_stretch_of_them(text: str, days: tuple[str, str]) -> None:
    assert heard(text, "provisioned_at")["provisioned_at"] == days


def test_a_day_behind_a_term_is_heard() -> None:
    assert heard("续的那年7月9号才开始，前面是续的两年20号付的")["paid_at"] == ("06-20", "06-20")


def test_a_renewal_is_of_no_month_in_which_the_first_term_was_bought() -> None:
    assert heard("服务器其实三月份就有了，20号续的费")["paid_at"] == ("06-20", "06-20")


def test_what_brings_messages_was_not_paid_by() -> None:
    assert heard("软件300块支付宝付的，结果微信消息都收不到")["channel"] == "alipay"


def test_an_invoice_that_is_left_alone_leaves_no_purchase_alone() -> None:
    told = heard("装机那家公司用伙伴代付开的云服务器，发票已经开出来了，他们说发票先放着不管")
    assert told["invoiced"] is True
    assert told["seller"] == "partner"


def test_a_months_price_is_one_beside_a_word_of_years() -> None:
    assert str(heard("老年大学开的云桌面一个月一百零九我今年头一回用")["paid_amount"]) == "109"
