"""Whether what was renewed has begun, told by which of the terms runs."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import extract_facts
from refundbot.understanding.facts.reading import read
from refundbot.understanding.facts.under_way import under_way

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")


def state(text: str, asked: str | None = None) -> object:
    """What a text tells of the state."""
    return next((f.value for f in extract_facts(text, NOW, asked) if f.field == "state"), None)


@pytest.mark.parametrize(
    "text",
    [
        "手头跑的还是原来那一期",
        "原来那期还没跑完，后面那一年都还没动",
        "上一期还没到期，续的那段还没轮到",
        "我还在旧周期里呢",
        "老的那半年还没用完，新的也没开始",
        "开始的那天还没到",
        "没到启用日子就不想要了",
    ],
)
def test_while_the_old_term_runs_the_new_one_has_not_begun(text: str) -> None:
    assert state(text) == "not_in_effect"


@pytest.mark.parametrize(
    "text",
    [
        "续上的这一年早就在走了",
        "老的那个月走完了，现在用着的就是续的",
        "前一个周期已经结束了",
        "当天就开始算续的那半年了",
    ],
)
def test_once_the_new_term_runs_it_has_begun(text: str) -> None:
    assert state(text) == "in_effect"


@pytest.mark.parametrize(
    "text",
    [
        "旧的那台坏了，新的还没到",
        "上个月的钱还没到账",
        "新的那个月开始了吗",
        "等新的开始了再退",
        "之前的那台早就到期了还能退吗",
        "续的发票还没到",
        "下个月25号开始算新周期",
    ],
)
def test_other_things_that_have_not_come_tell_of_no_term(text: str) -> None:
    assert state(text) not in ("not_in_effect", "in_effect")


def test_a_bare_new_one_answers_what_is_asked() -> None:
    assert state("新的还没到", "state") == "not_in_effect"


def test_a_day_behind_which_it_begins_is_no_running_term() -> None:
    assert state("续的那年7月9号才开始", "state") is None


@pytest.mark.parametrize("text", ["退续费的，新的那一年还没到", "开始的日子现在都还没到，退订怎么找不着"])
def test_a_term_that_has_not_come_is_no_refund_that_has_not(text: str) -> None:
    assert under_way(read(text)) is None


def test_money_that_has_not_come_is_one() -> None:
    assert under_way(read("退款还没到")) is not None
