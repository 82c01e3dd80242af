"""Whose account, shop or order a message tells of: the own one, a client's, or one elsewhere."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import extract_facts
from refundbot.understanding.facts.on_behalf import asks_for_another
from refundbot.understanding.utterance import utterance

NOW = datetime.fromisoformat("2026-05-12T10:00:00+08:00")


def told(text: str) -> dict[str, object]:
    return {fact.field: fact.value for fact in extract_facts(text, NOW)}


@pytest.mark.parametrize(
    "text",
    [
        "闲鱼的号被封了，机器没用了",
        "淘宝账号封了 这服务器不要了",
        "微信号被封了，服务器用不上了",
        "公众号被冻结了，机器不要了",
        "游戏账号被封 服务器退了吧",
        "直播号给封了，这台云服务器不想要了",
        "小程序被封了 服务器没用",
    ],
)
def test_an_account_elsewhere_that_was_closed_freezes_nothing(text: str) -> None:
    assert "freeze" not in told(text)


@pytest.mark.parametrize(
    "text", ["我的号被封了，退钱", "账号被冻结了", "机器被封了，莫名其妙", "突然给我封了"]
)
def test_the_own_account_that_was_closed_is_frozen(text: str) -> None:
    assert told(text)["freeze"] == "unspecified"


@pytest.mark.parametrize(
    "text",
    [
        "我是淘宝店主，云服务器包月昨天买的75",
        "我开淘宝小店的，买了个共享流量包58块",
        "做闲鱼的小店，买了台服务器",
        "我们做外包的 给甲方买的服务器",
        "我是搞集成的，给客户买的云硬盘",
    ],
)
def test_the_trade_of_who_asks_is_no_seller(text: str) -> None:
    assert "seller" not in told(text)


@pytest.mark.parametrize(
    "text",
    ["淘宝店里买的云服务器", "从闲鱼卖家手里买的服务器", "找外包公司帮忙买的服务器", "拼多多上买的云主机"],
)
def test_where_it_was_bought_is_a_seller(text: str) -> None:
    assert told(text)["seller"] == "partner"


@pytest.mark.parametrize(
    "text",
    [
        "替行政小刘问一下",
        "替我表弟问的",
        "帮 client 问的",
        "帮财务王姐问问",
        "代甲方查一下",
        "客户截了图给我让我问",
    ],
)
def test_who_asks_for_somebody_asks_on_their_behalf(text: str) -> None:
    assert asks_for_another(text)


@pytest.mark.parametrize("text", ["帮我查一下财务开的票", "帮我问下行政要怎么退", "帮我看看我老婆买的怎么退"])
def test_who_asks_for_help_asks_for_oneself(text: str) -> None:
    assert not asks_for_another(text)


@pytest.mark.parametrize(
    "text", ["替运维小陈问，小陈昨天买的服务器能退吗", "帮我表姐问，我表姐买的那台能退吗"]
)
def test_what_is_asked_on_behalf_is_of_no_other_account(text: str) -> None:
    assert not utterance(text).asks_of_anothers


@pytest.mark.parametrize("text", ["加油包退了能拿回钱不", "加油包退了还能用吗", "加油包退了之后会怎样"])
def test_an_add_on_that_would_go_back_is_still_there(text: str) -> None:
    assert "bandwidth_addon_present" not in told(text)


def test_an_add_on_that_went_back_is_gone() -> None:
    assert told("加油包已经退了")["bandwidth_addon_present"] is False


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("昨天 order 了一个 CDN 的 5TB 流量", "cdn_traffic_package"),
        ("买了CDN 500G流量 半年", "cdn_traffic_package"),
        ("购了个CDN的1T的流量", "cdn_traffic_package"),
        ("CDN跑了10T流量，能退吗", "cdn"),
        ("开通了CDN，10T流量用完了", "cdn"),
    ],
)
def test_a_volume_of_traffic_that_was_bought_is_a_package(text: str, product: str) -> None:
    assert told(text)["product"] == product


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("三台ECS，每台挂两块数据盘，全退", 3),
        ("昨天上午开了三台ecs 每台配两块数据盘 要全退", 3),
        ("五台服务器各挂三块云硬盘，一单买的，都不要了", 5),
        ("两台云主机各带一块云硬盘，包年，想退", 2),
    ],
)
def test_what_each_has_is_no_purchase_and_counts_none(text: str, count: int) -> None:
    facts = told(text)
    assert (facts["product"], facts["quantity"]) == ("ecs", count)


@pytest.mark.parametrize(
    "text",
    ["服务器留着，上面挂的数据盘想退", "买了台服务器和一块云硬盘，云硬盘想退", "每台挂两块云硬盘，盘都退掉"],
)
def test_a_disk_that_goes_back_is_the_purchase(text: str) -> None:
    assert told(text)["product"] == "evs"


@pytest.mark.parametrize(
    "text",
    [
        "这台三年的，我自己账号上还有两台包月的那个不用管",
        "这台三年的，名下还有一台包月的不退",
        "这台三年的。也有两块包月的盘，那个不算",
    ],
)
def test_what_is_left_alone_beside_it_is_not_told_of_it(text: str) -> None:
    assert told(text)["term_months"] == 36
    assert not utterance(text).own.marks.another_one


def test_what_is_to_go_back_too_is_another_one() -> None:
    assert utterance("我还有一台昨天买的也退").own.marks.another_one


@pytest.mark.parametrize(
    "text", ["点退订说有个订单没付 是我昨天点的加带宽 没付", "买了5M带宽没付钱，服务器退不了"]
)
def test_an_order_not_paid_for_names_no_product(text: str) -> None:
    assert told(text).get("product") in (None, "ecs")
