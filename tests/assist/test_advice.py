"""What the desk advises on a message: replies, the case with its proof, what to ask and do next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from refundbot.assist import advise, brief, suggest, weight
from refundbot.dialogue import Memory, Services, Turn, respond
from refundbot.eligibility import ASKABLE
from refundbot.orders import open_sample_book
from refundbot.policy import load_policy
from refundbot.replies.desk import Said
from tests.patience import PATIENCE

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")
NUMBER = "CS2611000101"
CHECK = "eligibility.check"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    orders = open_sample_book(tmp_path / "orders.db", NOW, PATIENCE)
    return Services(policies=load_policy(), orders=orders, order_timeout=PATIENCE)


def turn(text: str, *ranking: tuple[str, float], customer: str | None = "demo") -> Turn:
    return Turn(text, ranking, (), NOW, customer)


async def test_the_first_suggestion_is_what_the_bot_would_say(services: Services) -> None:
    asked = turn(
        "微信付的几天到账", ("payout.time", 0.8), ("payout.missing", 0.1), ("payout.destination", 0.05)
    )
    bots, _ = await respond("payout.time", asked, Memory(), services)
    suggested, _ = await suggest(asked, Memory(), services)
    assert suggested[0].reply == bots
    assert [s.topic for s in suggested] == ["payout.time", "payout.missing", "payout.destination"]
    assert [s.confidence for s in suggested] == [0.8, 0.1, 0.05]
    assert suggested[1].reply.envelope["confidence"] == 0.1


async def test_where_the_bot_would_ask_back_the_likeliest_answers_are_suggested(services: Services) -> None:
    unsure = turn("那个怎么弄", ("dialogue.inform", 0.3), ("process.apply", 0.2), ("process.cancel", 0.1))
    bots, _ = await respond(None, unsure, Memory(), services)
    assert bots.envelope["kind"] == "clarify"
    suggested, _ = await suggest(unsure, Memory(), services)
    assert [s.topic for s in suggested] == ["process.apply", "process.cancel"]


async def test_a_stated_case_brings_the_check_and_the_topic_itself(services: Services) -> None:
    asked = turn("昨天花80元买的云服务器能退吗", ("policy.subscription", 0.7), ("policy.used", 0.1))
    topics = [s.topic for s in (await suggest(asked, Memory(), services))[0]]
    assert topics == [CHECK, "policy.subscription", "policy.used"]


async def test_of_several_questions_each_has_its_answer(services: Services) -> None:
    both = turn("几天到账，手续费多少", ("payout.time", 0.6), ("payout.missing", 0.3), ("amount.fee", 0.05))
    both = replace(both, questions=((("payout.time", 0.9),), (("amount.fee", 0.8),)))
    suggested, _ = await suggest(both, Memory(), services)
    assert [s.topic for s in suggested] == ["payout.time", "amount.fee", "payout.missing"]


async def test_a_chosen_title_is_certain(services: Services) -> None:
    chosen = turn("退款多久到账", ("policy.overview", 0.4))
    first = (await suggest(chosen, Memory(), services))[0][0]
    assert (first.topic, first.confidence) == ("payout.time", 1.0)


async def test_the_verdict_comes_with_criteria_opened_to_value_source_and_date(services: Services) -> None:
    advice = await advise(turn(f"订单{NUMBER}能退吗", (CHECK, 0.9)), Memory(), services)
    card = advice.verdict
    assert card is not None
    assert (card["outcome"], card["order_number"]) == ("full_refund", NUMBER)
    window = next(said for said in card["criteria"] if said["id"] == "within_five_days")
    assert window["truth"] == "passed"
    assert window["deciding"]
    five_day = next(p for p in window["parameters"] if p["id"] == "windows.five_day")
    assert five_day["value"]
    assert five_day["since"]
    assert five_day["source"]["id"] == "S1"
    assert all(fact["value"] for said in card["criteria"] for fact in said["facts"])
    assert {line["id"]: line["text"] for line in card["amounts"]}["refund"] == "80.00 元"
    assert advice.next_question is None
    assert [action["kind"] for action in advice.next_actions] == ["step", "step"]


async def test_what_is_missing_is_asked_for(services: Services) -> None:
    advice = await advise(turn("我的云服务器能退吗", (CHECK, 0.9)), Memory(), services)
    assert {"name": "product", "title": "产品", "value": "云服务器"} in advice.facts_known
    assert advice.next_question is not None
    assert advice.next_question["name"] == advice.facts_missing[0]["name"]
    assert {fact["name"] for fact in advice.facts_missing} <= set(ASKABLE)
    assert advice.next_actions[0]["kind"] == "ask"
    assert advice.next_question["text"] in advice.next_actions[0]["text"]


async def test_facts_told_to_a_person_stand_in_the_advice(services: Services) -> None:
    first = await advise(turn("我的云服务器", (CHECK, 0.9)), Memory(), services)
    assert first.suggestions
    _, state = await respond(CHECK, turn("云服务器包年包月能退吗", (CHECK, 0.9)), Memory(), services)
    advice = await advise(turn("昨天付的", ("dialogue.inform", 0.9)), state, services)
    assert "paid_at" in {fact["name"] for fact in advice.facts_known}


async def test_without_words_there_is_the_case_alone(services: Services) -> None:
    _, state = await respond(CHECK, turn("云服务器包年包月能退吗", (CHECK, 0.9)), Memory(), services)
    advice = await advise(turn(""), state, services)
    assert advice.suggestions == ()
    assert advice.verdict is not None


async def test_advice_leaves_the_memory_as_it_was(services: Services) -> None:
    _, state = await respond(CHECK, turn("云服务器能退吗", (CHECK, 0.9)), Memory(), services)
    before = state.to_json()
    await advise(turn("昨天付的", (CHECK, 0.9)), state, services)
    assert state.to_json() == before


async def test_anothers_order_is_not_read_for_the_desk(services: Services) -> None:
    asked = turn(f"订单{NUMBER}能退吗", (CHECK, 0.9), customer="stranger")
    advice = await advise(asked, Memory(), services)
    assert advice.verdict is None or advice.verdict["order_number"] is None


async def test_the_summary_tells_what_was_asked_answered_known_and_open(services: Services) -> None:
    said = [
        Said("customer", "开了发票还能退吗"),
        Said("bot", "能退。", {"kind": "answer", "topic": "policy.invoice"}),
        Said("agent", "我帮您看"),
        Said("system", "坐席已接入"),
        Said("customer", "我的云服务器能退吗"),
    ]
    asked = turn("我的云服务器能退吗", (CHECK, 0.9))
    lines = (await advise(asked, Memory(), services, said, "customer_asked")).summary.splitlines()
    assert lines[0] == "客户问：“开了发票还能退吗”；“我的云服务器能退吗”"
    assert "开了发票能退吗" in lines[1] or "发票" in lines[1]
    assert "我帮您看" in lines[1]
    assert "云服务器" in lines[2]
    assert lines[3].startswith("还差：")
    assert lines[4] == "转人工原因：客户要找人工"
    assert lines[5] == "客户最后说：“我的云服务器能退吗”，还没有人答复"


async def test_before_the_customer_speaks_the_summary_says_so(services: Services) -> None:
    advice = await advise(turn(""), Memory(), services, [Said("system", "开始")])
    assert advice.summary == "客户还没有说话。"


@pytest.mark.parametrize("text", ["我要人工", "在吗", "你是谁", "你们电话多少"])
async def test_the_bot_itself_and_the_hotline_are_never_suggested(services: Services, text: str) -> None:
    topics = ("support.handoff", "smalltalk.bot", "support.contact", "out_of_scope")
    asked = turn(text, *((topic, 0.2) for topic in topics), ("payout.time", 0.2))
    suggested, _ = await suggest(asked, Memory(), services)
    assert [s.topic for s in suggested] == ["payout.time"]


async def test_what_is_hardly_meant_is_not_suggested(services: Services) -> None:
    asked = turn("多久到账", ("payout.time", 0.99), ("payout.missing", 0.004), ("policy.overview", 0.0))
    suggested, _ = await suggest(asked, Memory(), services)
    assert [s.topic for s in suggested] == ["payout.time"]


@pytest.mark.parametrize(
    ("text", "ranking", "weighs"),
    [
        ("流量包能退吗", (("policy.traffic_package", 0.9),), "asks"),
        ("我那台还能不能退", (("eligibility.check", 0.9),), "asks"),
        ("怎么还没人理我", (("process.progress", 0.62),), "unclear"),
        ("不想用了，帮我退了", (("dialogue.inform", 0.5),), "unclear"),
        ("喂", (("smalltalk.greet", 0.99),), "idle"),
        ("人呢", (("support.handoff", 0.99),), "idle"),
        ("都半小时了", (("dialogue.inform", 0.95),), "idle"),
        ("？", (), "idle"),
        ("转人工", (("policy.overview", 0.9),), "idle"),
        ("退款多久到账", (("support.handoff", 0.9),), "asks"),
        ("订单号 CS2611000101", (("dialogue.inform", 0.99),), "asks"),
    ],
)
def test_what_a_message_weighs(text: str, ranking: tuple[tuple[str, float], ...], weighs: str) -> None:
    assert weight(turn(text, *ranking)) == weighs


async def test_a_brief_tells_the_verdict_and_the_sum_once_they_are_certain(services: Services) -> None:
    told = "我三天前新买的包月云服务器，花了80元，已经开通了，今年的五天无理由名额还有，能退吗"
    asked = turn(told, (CHECK, 0.9))
    _, memory = await respond(CHECK, asked, Memory(), services)
    made = brief(asked, (), memory, services.policies.at(NOW), NOW)
    assert (made.topic, made.verdict) == ("查一查我这单能不能退", "全额退")
    assert made.amount is not None
    assert "80" in made.amount
    told = told.replace("，花了80元", "")
    _, memory = await respond(CHECK, turn(told, (CHECK, 0.9)), Memory(), services)
    made = brief(asked, (), memory, services.policies.at(NOW), NOW)
    assert (made.verdict, made.amount) == ("全额退", None)
    unsure = turn("我的云服务器能退吗", (CHECK, 0.9))
    _, memory = await respond(CHECK, unsure, Memory(), services)
    assert brief(unsure, (), memory, services.policies.at(NOW), NOW).verdict is None
