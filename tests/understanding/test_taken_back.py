"""What is said to be wrong, or to be another thing's, is no fact of the purchase."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import Span, extract_facts
from refundbot.understanding.facts.reading import read as prepare
from refundbot.understanding.facts.whose import is_of_a_persons

NOW = datetime.fromisoformat("2026-08-19T15:00:00+08:00")


def read(text: str, asked: str | None = None) -> dict[str, object]:
    """What is read of each field; of a date its first hour."""
    return {
        fact.field: f"{fact.value.earliest:%m-%d %H}" if isinstance(fact.value, Span) else fact.value
        for fact in extract_facts(text, NOW, asked)
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("我刚才说9号开通是错的，是17号下午开通的", {"provisioned_at": "08-17 12"}),
        ("前面我说一次没退过不对", {}),
        ("我一开始写的包月不对，签的是一年", {"billing_mode": "subscription", "term_months": 12}),
        ("我没说错，17号开通的", {"provisioned_at": "08-17 00"}),
    ],
)
def test_the_own_words_that_are_called_wrong_tell_nothing(text: str, told: dict[str, object]) -> None:
    assert read(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "9号那张是打印机的墨盒钱，我看串了，硬盘是17号开的",
        "8月9那台我们要留着，要退的是17号刚开的硬盘",
        "搞混了，9号开的那台是按需的备用机，硬盘是17号开的",
        "17号开的硬盘要退，9号那台留着",
    ],
)
def test_what_is_pointed_at_by_another_day_is_not_meant(text: str) -> None:
    told = read(text)
    assert (told["provisioned_at"], told["product"]) == ("08-17 00", "evs")
    assert told.keys().isdisjoint({"paid_at", "billing_mode", "requested_at"})


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("说错了，9号那台是包月的，不是包年", "term_months", 1),
        ("9号那台是要退的，17号那台留着", "paid_at", "08-09 00"),
        ("硬盘是17号开的，8月17号晚上八点", "provisioned_at", "08-17 20"),
        ("记错了三天，其实17号开的", "provisioned_at", "08-17 00"),
        ("退的是前天买的那块", "paid_at", "08-17 00"),
        ("9号付的520 包月", "paid_amount", 520),
        ("早上我改了密码，名额页面显示剩余：4", "quota_left", 4),
        ("按流量的EIP欠费，把包年的云主机也停了", "billing_mode", "subscription"),
        ("同事点了扩容，那张还挂着待付款没人管", "pending_transaction", True),
        ("续的半年，9号付完就接上开始算了", "effective_at", "08-09 00"),
        ("续了一年，一付款就直接开始跑了", "state", "in_effect"),
    ],
)
def test_what_is_told_of_the_own_is_heard(text: str, field: str, value: object) -> None:
    assert read(text)[field] == value


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("记错一个月，续的是这个月1号开始的", "term_months"),
        ("刚才那个日子说错了", "paid_at"),
        ("流量额度还剩 3，硬盘17号开的", "quota_left"),
        ("同事昨天点了升配，他那张还挂着待支付", "pending_transaction"),
        ("按需的带宽欠了钱，17号买的云主机停了", "billing_mode"),
    ],
)
def test_what_is_not_told_of_the_own_is_not_heard(text: str, field: str) -> None:
    assert field not in read(text)


@pytest.mark.parametrize(("text", "rough"), [("价钱88没记错", False), ("付了88，没记错的话", True)])
def test_who_says_that_a_sum_is_right_tells_it_exactly(text: str, rough: bool) -> None:
    (paid,) = (fact for fact in extract_facts(text, NOW) if fact.field == "paid_amount")
    assert paid.approximate is rough


@pytest.mark.parametrize(
    ("text", "asked", "told"),
    [
        ("第一次买你们家东西，更别说退了", "quota_left", {"quota_used": 0}),
        ("头一回在你们这儿下单", "quota_left", {"quota_used": 0}),
        (
            "8月3号买的，当天开通的",
            "provisioned_at",
            {"paid_at": "08-03 00", "provisioned_at": "08-03 00"},
        ),
        ("用客户经理给的150代金券抵的", None, {"voucher_amount": 150}),
        ("240元代金券抵掉的", None, {"voucher_amount": 240}),
        ("昨天小李给它点了个升配置，单子没付款", None, {"pending_transaction": True}),
        ("弹性云服务气 明年11月23到起", None, {"product": "ecs"}),
    ],
)
def test_what_is_told_around_the_matter(text: str, asked: str | None, told: dict[str, object]) -> None:
    heard = read(text, asked)
    assert {field: heard.get(field) for field in told} == told
    assert "paid_at" in told or "paid_at" not in heard


def test_what_another_person_changed_is_no_purchase_of_theirs() -> None:
    assert not is_of_a_persons(prepare("我刚才把小李那张待支付的升配单取消掉了"))
    assert is_of_a_persons(prepare("同事那台升配的能退吗"))
