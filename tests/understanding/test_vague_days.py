"""A festival, a season or the end of a month is a day of the purchase only where it is told of that."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import Span, extract_facts

NOW = datetime.fromisoformat("2027-10-12T15:00:00+08:00")  # a Tuesday


def heard(text: str, asked: str | None = None) -> dict[str, str]:
    """Each date of the purchase that is read, from its first day to its last."""
    return {
        fact.field: f"{fact.value.earliest:%y-%m-%d}..{fact.value.latest:%m-%d}"
        for fact in extract_facts(text, NOW, asked)
        if isinstance(fact.value, Span) and fact.field != "requested_at"
    }


@pytest.mark.parametrize(
    "text",
    [
        "马上双十一了忙不过来，先不弄这个",
        "这不快过年了没人看店",
        "国庆了都在外面玩，没顾上",
        "眼看月底了还要交房租",
        "春节忙得要命",
        "夏天没什么客人",
        "年底要关店了",
        "暑假一直在外地",
        "下半年打算换一家",
        "中秋赶货没空看",
    ],
)
def test_a_span_beside_another_verb_is_no_answer(text: str) -> None:
    assert not heard(text, "paid_at")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("去年双十一", "26-11-11..11-11"),
        ("国庆放假的时候", "27-10-01..10-07"),
        ("过年回家那会儿吧 记不清了", "27-02-05..02-12"),
        ("元旦左右吧记不太清", "26-12-28..01-07"),
        ("国庆，具体哪天不记得了", "27-10-01..10-07"),
        ("暑假打算做网站才买的", "27-07-01..08-31"),
        ("年初公司刚成立", "27-01-01..02-28"),
    ],
)
def test_a_span_that_answers_is_heard(text: str, expected: str) -> None:
    assert heard(text, "paid_at")["paid_at"] == expected


@pytest.mark.parametrize(
    "text",
    [
        "10月5号买了个流量包，生效时间选的11月1号，因为旧的要用到月底",
        "10月5号买了个对象存储包，老的还能用到月底",
        "10月5号买了个流量包，之前的包正好用到10月底",
    ],
)
def test_the_end_of_what_was_there_before_is_not_that_of_the_purchase(text: str) -> None:
    assert "expires_at" not in heard(text)


def test_the_end_of_the_purchase_itself_is_heard() -> None:
    assert heard("10月5号买了个流量包，有效期到月底")["expires_at"] == "27-10-26..10-31"


@pytest.mark.parametrize(
    "text", ["今年退过3个（都是4月的事），这台能退吗", "今年退过一台，是6月的事，云盘能退吗"]
)
def test_when_others_went_back_is_no_day_of_the_purchase(text: str) -> None:
    assert not heard(text)
