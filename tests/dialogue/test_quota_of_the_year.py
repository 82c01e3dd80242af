"""The quota is the account's own of the present year, whoever used it up and however that is told."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import Fact, extract_facts

SERVER = ("前天新买的包月云服务器，付了120，今年名额还有，能退吗", "eligibility.check")
SUMMER = datetime.fromisoformat("2026-08-20T10:00:00+08:00")
JANUARY = datetime.fromisoformat("2027-01-06T10:00:00+08:00")


def told(text: str, now: datetime, asked: str | None = None) -> dict[str, Fact]:
    return {fact.field: fact for fact in extract_facts(text, now, asked)}


@pytest.mark.parametrize(
    "text",
    [
        "五天无理由的名额六月份就退光了",
        "今年十次名额在3月都退完了",
        "退订页上剩余次数 0…",
        "今年给教研室退交换机 十个早退满了",
        "十次全让实习生退掉了",
        "运维组把10个全占了",
    ],
)
def test_all_ten_are_gone(text: str) -> None:
    assert told(text, SUMMER)["quota_left"].value == 0


@pytest.mark.parametrize(
    "text",
    ["我开了十个月的机器用完了", "10个名额退完这台就没了", "同事的名额用完了", "我买了10个流量包都用完了"],
)
def test_others_are_not(text: str) -> None:
    assert "quota_left" not in told(text, SUMMER)


def test_a_rough_count_is_at_least_so_many() -> None:
    left = told("名额还剩五六个", SUMMER)["quota_left"]
    assert (left.value, left.approximate) == (5, True)


@pytest.mark.parametrize(
    "text",
    [
        "2026年的十次无理由我们全用光了，2027年一次还没退",
        "26年把名额用完了，今年还没退过",
        "上个月名额刚用光，今年没退过",
    ],
)
def test_what_was_used_last_year_counts_no_more(text: str) -> None:
    facts = told(text, JANUARY)
    assert facts["quota_used"].value == 0
    assert "state" not in facts


def test_the_same_year_counts() -> None:
    assert told("2027年的名额全用光了", JANUARY)["quota_left"].value == 0


def test_a_day_of_the_purchase_tells_no_year_of_the_quota() -> None:
    assert told("2026年12月30日买的服务器，名额用完了", JANUARY)["quota_left"].value == 0


def test_the_day_of_the_last_refund_is_no_day_of_the_purchase() -> None:
    facts = told("去年名额全退光了，最后一次是12月27号", JANUARY)
    assert not {"paid_at", "provisioned_at"} & facts.keys()


def test_when_it_was_used_is_no_day_of_the_purchase() -> None:
    facts = told("昨天15点开的云主机，包年，我们今年十次无理由名额5月份就退完了", SUMMER)
    assert facts["provisioned_at"].value.earliest.day == 19
    assert "paid_at" not in facts


@pytest.mark.parametrize(
    "text",
    [
        "等等我打开退订页看了下，剩余次数 0……运维组拿同一个账号退了一堆硬盘，把十个全占了。那我这台怎么算？",
        "我翻了记录 今年给教研室退过一堆硬盘 十个早退满了 那还行吗",
    ],
)
async def test_what_others_used_of_it_changes_a_verdict(talk, text: str) -> None:
    (first, reply), state = await talk(SERVER, (text, "policy.five_day"))
    assert first.envelope["verdict"]["outcome"] == "full_refund"
    assert reply.envelope["verdict"]["outcome"] == "partial_refund"
    assert state.check.facts["product"] == "ecs"
