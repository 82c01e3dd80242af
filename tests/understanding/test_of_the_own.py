"""What another bought, or what was only understood wrongly, is not of the customer's purchase."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import extract_facts
from refundbot.understanding.facts.reading import read
from refundbot.understanding.stance import is_stated

NOW = datetime.fromisoformat("2026-05-12T10:00:00+08:00")


@pytest.mark.parametrize(
    "text",
    [
        "5月10号下午3点买的ECS，包月的，同事他自己那台是包年的",
        "我买的包月，隔壁工位那台是包年",
        "5月10号买的ECS包月，另外那台包年的是他的",
        "5月10号买的，包年那台是我同事的，我是包月",
        "服务器包月900，小李自己那台是三年的",
    ],
)
def test_anothers_term_is_not_the_own(text: str) -> None:
    assert {fact.value for fact in extract_facts(text, NOW) if fact.field == "term_months"} <= {1}


@pytest.mark.parametrize("text", ["什么买了12个月，我说的是包月", "谁说12个月了，我是包月，包年那台是同事的"])
def test_what_is_disputed_is_not_told(text: str) -> None:
    assert {fact.value for fact in extract_facts(text, NOW) if fact.field == "term_months"} <= {1}


def test_what_a_colleague_did_to_the_own_purchase_is_of_it() -> None:
    facts = {fact.field: fact.value for fact in extract_facts("同事帮我买的ECS包年，我要退", NOW)}
    assert facts["term_months"] == 12


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("表哥四月份也买了一个早就在用了我们不管我就说我们家这个是九号晚上八点付的", "05-09"),
        ("他那台四月份买的不用管我的是十号付的微信付的", "05-10"),
    ],
)
def test_a_day_behind_anothers_month_is_of_the_own(text: str, day: str) -> None:
    assert [f"{f.value.earliest:%m-%d}" for f in extract_facts(text, NOW) if f.field == "paid_at"] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "我们是做电商的公司，5月10号同事买了个共享流量包，一年，人民币1840",
        "我哋公司5月10号同事買咗個共享流量包，1840蚊",
        "公司同事5月10号买的共享流量包，1840元",
        "我们团队的事：5月10号同事下单买了个共享流量包，1840",
    ],
)
def test_what_a_colleague_bought_for_the_company_is_its_own(text: str) -> None:
    reading = read(text)
    stated = {fact.field for fact in extract_facts(text, NOW) if is_stated(reading, fact)}
    assert {"product", "paid_at", "paid_amount"} <= stated


@pytest.mark.parametrize(
    "text",
    [
        "我们公司同事5月10号买的那台1840全退了",
        "公司同事5月10号自己买了个流量包，1840，跟我一样吗",
        "同事5月10号买了个流量包，1840",
        "我们公司同事5月10号买了个流量包1840，我的是昨天买的",
    ],
)
def test_what_a_colleague_has_apart_is_not_the_own(text: str) -> None:
    assert read(text).whole.count("同事") == 1


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("之前三月买的那个包快用完了，那个不管它", []),
        ("以前买的那个资源包，那个不用管，这个是4月29号买的，1500", ["04-29"]),
        ("早先二月买的那台还在跑，那台别动，这台4月29号买的", ["04-29"]),
        ("校长上周决定下学期改成线下课了，这包就白囤了", []),
        ("老板昨天决定不用了，4月29号买的包", ["04-29"]),
        ("之前三月买的那个包快用完了，能退吗", ["03-01"]),
        ("昨天决定买的云服务器", ["05-11"]),
        ("昨天决定换云服务器，就下单买了一台99块", ["05-11"]),
        ("I bought it Sunday evening", ["05-10"]),
        ("the server stops every Sunday evening", []),
    ],
)
def test_what_is_put_aside_or_decided_dates_no_purchase(text: str, days: list[str]) -> None:
    assert [f"{f.value.earliest:%m-%d}" for f in extract_facts(text, NOW) if f.field == "paid_at"] == days


def _origin(text: str) -> object:
    return next((fact.value for fact in extract_facts(text, NOW) if fact.field == "origin"), None)


@pytest.mark.parametrize(
    "text",
    [
        "买了台云服务器一年366，结果做门禁那家说他们有平台，送的，用不上了",
        "366买的ECS，别家免费的，我不想要了",
        "收款机厂家说他们送的，我就不用再花钱了",
    ],
)
def test_what_another_seller_gives_away_is_no_gift(text: str) -> None:
    assert _origin(text) is None


@pytest.mark.parametrize(
    "text", ["这台是那家代理送的", "这台是活动送的", "你们送的流量包", "我这台是厂家送的"]
)
def test_what_was_given_to_the_customer_is_one(text: str) -> None:
    assert _origin(text) == "gift"
