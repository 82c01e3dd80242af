"""Which one of what a message names is meant: what was bought, what is only asked beside, what others had."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refundbot.dialogue import Memory, Turn
from refundbot.dialogue.consistency import confirmed
from refundbot.dialogue.state import Check, Provenance
from refundbot.understanding.account_asked import account_asked
from refundbot.understanding.facts import extract_facts
from refundbot.understanding.text.tables import tell_rows
from refundbot.understanding.utterance import utterance

from .conftest import NOW, Talk

BOUGHT = "6月22号上午10点买的云服务器，包月98，新买的，今年没退过"
CHECK = "eligibility.check"


async def heard(talk: Talk, *texts: str) -> Memory:
    _, memory = await talk(*((text, CHECK) for text in texts))
    return memory


@pytest.mark.parametrize(
    "text",
    [
        "云商店的退款算不算",
        "退云硬盘占不占名额",
        "退域名占名额吗",
        "那退资源包算几个名额",
    ],
)
async def test_what_is_only_asked_of_the_quota_is_not_what_goes_back(talk: Talk, text: str) -> None:
    memory = await heard(talk, BOUGHT, text)
    assert memory.check is not None
    assert memory.check.facts["product"] == "ecs"


@pytest.mark.parametrize(
    "text",
    [
        "隔壁老周前几天买了个公网IP，第二天就退了，一分没少全给退回来了",
        "我同事上周买了台服务器300块，当场就退了",
        "朋友那台包年的云主机，全退给他了，钱也退回来了",
    ],
)
async def test_how_another_one_fared_is_no_case(talk: Talk, text: str) -> None:
    memory = await heard(talk, text)
    assert memory.check is None


@pytest.mark.parametrize("text", ["我同事上周买的服务器能退吗", "我上周买的服务器，第二天就退了，钱没到账"])
async def test_what_is_asked_or_the_own_is_looked_at(talk: Talk, text: str) -> None:
    replies, _ = await talk((text, CHECK))
    assert "在听" not in "".join(replies[0].texts)


async def test_what_is_priced_side_by_side_is_told_apart(talk: Talk) -> None:
    memory = await heard(
        talk, "我6月22号买了三样 共享流量包100G的 58块 CDN流量包500G 92块 还有台云服务器包月75块 都能退吧"
    )
    assert [check.facts["product"] for check in memory.purchases][1:] == ["cdn_traffic_package", "ecs"]
    assert [check.facts["paid_amount"] for check in memory.purchases] == ["58", "92", "75"]


def test_a_row_without_figures_is_only_listed() -> None:
    table = (
        "序号 | 产品 | 付款日 | 金额\n1 | RDS | 2026-06-08 | 600.00\n2 | OBS | - | -\n3 | CDN | - | 已结清"
    )
    assert tell_rows(table) == "产品：RDS，付款时间：2026-06-08，实付：600.00"


def test_rows_with_figures_are_all_told() -> None:
    table = "产品 | 开通时间 | 金额\nECS | 2026-06-21 | 300\nRDS | 2026-06-22 | 900"
    assert len(tell_rows(table).splitlines()) == 2


@pytest.mark.parametrize(
    "text", ["退完这单今年就没名额了呗？", "退了这台以后名额就没了吧", "退掉这台之后没名额了吧"]
)
def test_what_is_left_then_is_not_what_is_left(text: str) -> None:
    assert "quota_left" not in {fact.field for fact in extract_facts(text, NOW)}


def test_what_was_used_is_gone() -> None:
    assert {f.value for f in extract_facts("我今年没名额了", NOW) if f.field == "quota_left"} == {0}


@pytest.mark.parametrize(
    ("text", "figure"),
    [("那退完这单就没名额了呗？", "quota"), ("光退服务器能回来多少钱", "refund")],
)
def test_the_figure_asked_for(text: str, figure: str) -> None:
    assert account_asked(text.replace("？", "?")) == figure


@pytest.mark.parametrize("text", ["就想问问这个钱还能拿回来点儿不", "这笔能要回来吗", "请出具今日可退金额"])
def test_it_is_asked_what_comes_of_it(text: str) -> None:
    assert utterance(text).marks.asks_the_verdict


@pytest.mark.parametrize("text", ["一分没少", "钱已经拿回来了", "请出具发票"])
def test_it_is_not_asked(text: str) -> None:
    assert not utterance(text).marks.asks_the_verdict


def test_a_product_that_is_asked_about_is_not_confirmed_by_something_else() -> None:
    told = {"product": Provenance("盘", confidence=0.5)}
    check = Check(facts={"product": "evs"}, said=told, asked="product", doubt="unsure:product")
    turn = Turn("新买的，微信付的", (), (), NOW)
    asked_again = replace(confirmed(check, turn), doubt=check.doubt)
    assert asked_again.facts["product"] == "evs"
    assert "product" not in confirmed(asked_again, turn).facts


@pytest.mark.parametrize("text", ["对", "是的，新买的", "嗯没错"])
def test_a_product_is_confirmed_by_a_yes(text: str) -> None:
    told = {"product": Provenance("盘", confidence=0.5)}
    check = Check(facts={"product": "evs"}, said=told, asked="product", doubt="unsure:product")
    assert confirmed(check, Turn(text, (), (), NOW)).facts["product"] == "evs"
