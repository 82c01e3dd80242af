"""What another bought, or what was only understood wrongly, is not of the customer's purchase."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import extract_facts

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
