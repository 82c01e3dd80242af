"""Figures within ordinary words (万一, 一直) are no sums, 第一次 is no count, and two sums are not one."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import extract_facts

NOW = datetime.fromisoformat("2026-11-03T18:20:00+08:00")


def _told(text: str, asked: str | None = None) -> dict[str, object]:
    return {fact.field: fact.value for fact in extract_facts(text, NOW, asked)}


@pytest.mark.parametrize(
    "text",
    [
        "万一我明天晚上9点才有空退呢",
        "不怕一万就怕万一",
        "千万别扣我手续费",
        "百分百没用过",
        "十分感谢，那怎么退",
        "三番五次问你们了",
    ],
)
@pytest.mark.parametrize("asked", [None, "paid_amount"])
def test_a_word_is_no_figure(text: str, asked: str | None) -> None:
    assert not _told(text, asked).keys() & {"paid_amount", "provisioned_at", "paid_at"}


@pytest.mark.parametrize("text", ["一直没用", "一旦退了还能恢复吗", "一般多少", "一样的", "一笔付清的"])
def test_nor_is_one_that_begins_with_one(text: str) -> None:
    assert "paid_amount" not in _told(text, "paid_amount")


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("付了一万一千五", 11500),
        ("一百万", 1000000),
        ("百八十块", 180),
        ("付了1200万一退不了咋办", 1200),
        ("付了三千，万一退不了怎么办", 3000),
    ],
)
def test_a_sum_beside_it_counts(text: str, paid: int) -> None:
    assert _told(text)["paid_amount"] == paid


@pytest.mark.parametrize("text", ["第一次", "头一回", "首次", "第一个"])
def test_the_first_time_is_an_answer_about_the_quota(text: str) -> None:
    assert _told(text, "quota_left")["quota_used"] == 0


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("花的是890,980是原价", 890),
        ("不对,付了890,980是优惠前的价", 890),
        ("实付450,520是标价", 450),
        ("我付了350,150用券抵的", 350),
        ("服务器付了12,800", 12800),
        ("一共128,500元,包三年", 128500),
    ],
)
def test_a_comma_between_two_sums_parts_them(text: str, paid: int) -> None:
    assert _told(text)["paid_amount"] == paid
