"""Who put no money of their own to a voucher paid nothing; and what was opened just now is new."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding.facts import Fact, extract_facts

NOW = datetime.fromisoformat("2026-03-20T10:00:00+08:00")


def told(text: str, asked: str | None = None) -> dict[str, Fact]:
    return {fact.field: fact for fact in extract_facts(text, NOW, asked)}


@pytest.mark.parametrize(
    "text",
    [
        "学校给了张240的代金券，我拿它买了一年的云服务器，自己没往里贴钱",
        "代金券240正好够，一分钱没添",
        "用的260的代金券，没再补钱",
    ],
)
def test_nothing_of_ones_own_was_paid(text: str) -> None:
    assert told(text)["paid_amount"].value == 0


@pytest.mark.parametrize(
    "text", ["用了200的代金券，自己又添了100块", "服务器一共300，用了200的代金券，自己没少出钱"]
)
def test_something_was(text: str) -> None:
    assert told(text)["paid_amount"].value == 100


@pytest.mark.parametrize(
    "text", ["18号上午开了一个云搜索服务，包月300", "昨天给公司开通了一套数据库，包年3000"]
)
def test_what_was_opened_just_now_is_new(text: str) -> None:
    assert told(text)["purchase_kind"].value == "new"


@pytest.mark.parametrize(
    "text",
    ["昨天开了一台云服务器，之前续过一次", "去年2月开了一台云服务器，包年", "昨天开了一个月的云服务器"],
)
def test_of_others_it_is_not_said(text: str) -> None:
    assert told(text).get("purchase_kind", None) is None or told(text)["purchase_kind"].value != "new"


def test_bought_just_now_answers_the_question() -> None:
    assert told("还好昨天才买的", "purchase_kind")["purchase_kind"].value == "new"
    assert told("昨天才续的", "purchase_kind")["purchase_kind"].value == "renewal"
