"""While a question is on the table: interruptions and what they state, the question itself, one's orders."""

from __future__ import annotations

import pytest

from refundbot.dialogue.signs import stated
from refundbot.replies import ESCAPE
from refundbot.understanding.facts import extract_facts

from .conftest import NOW

CHECK = "eligibility.check"
OPEN = ("昨天买的云服务器能退吗", CHECK)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("我是用微信付的，多久到账", True),
        ("微信付的，多久到账", True),
        ("我用微信付的多久到账", True),
        ("微信付的要多久", False),
        ("如果是微信付的，多久到账", False),
        ("要是用微信付的呢", False),
        ("听说微信付的快，是真的吗", False),
        ("一般微信付的多久到账", False),
        ("朋友是微信付的，他三天就到了，真的吗", False),
    ],
)
async def test_what_a_question_states_is_kept_and_what_it_supposes_is_not(talk, text, kept) -> None:
    (_, reply), state = await talk(OPEN, (text, "payout.time"))
    assert (state.check.facts.get("channel") == "wechat") is kept
    assert state.check.asked == "billing_mode"
    assert reply.envelope["topic"] == "payout.time"


def test_each_fact_of_a_message_is_stated_or_supposed_by_its_own_clause() -> None:
    text = "我昨天买的，要是用微信付的能快点吗"
    assert {fact.field for fact in stated(text, extract_facts(text, NOW))} == {"paid_at"}


@pytest.mark.parametrize("text", ["为什么", "为什么要问这个", "问这个干嘛", "在哪看", "去哪里查"])
async def test_the_question_on_the_table_is_explained(talk, text) -> None:
    (_, reply), state = await talk(OPEN, (text, None))
    assert reply.envelope["kind"] == "question"
    assert "订单详情" in "\n".join(reply.texts)
    assert state.check.asked == "billing_mode"
    assert state.check.misses == 0


async def test_an_interruption_can_be_followed_up(talk) -> None:
    replies, state = await talk(OPEN, ("微信多久到账", "payout.time"), ("那支付宝呢", "dialogue.inform"))
    assert replies[-1].envelope["topic"] == "payout.time"
    assert "支付宝付的" in replies[-1].texts[0]
    assert "channel" not in state.check.facts
    assert state.check.asked == "billing_mode"


async def test_what_is_known_is_said_back_only_when_something_was_added(talk) -> None:
    replies, _ = await talk(OPEN, ("微信多久到账", "payout.time"), ("不知道", "dialogue.unsure"))
    assert "我记下了" in replies[0].texts[0]
    assert "我记下了" not in "\n".join(text for reply in replies[1:] for text in reply.texts)


async def test_both_replies_of_an_interruption_have_their_figures_in_the_envelope(talk) -> None:
    (_, reply), _ = await talk(("能退吗", CHECK), ("五天无理由是什么，我是微信付的", "policy.five_day"))
    assert any(fact["id"] == "case.recap" for fact in reply.envelope["facts"])


async def test_a_customer_who_is_signed_in_is_offered_his_orders_once(talk) -> None:
    (first, second), _ = await talk(("我的订单能退吗", CHECK), ("云服务器", None), customer="demo")
    offered = [button.text for button in first.buttons if button.text.startswith("CS")]
    assert 0 < len(offered) <= 5
    assert "示例数据" in first.texts[-1]
    assert not any(button.text.startswith("CS") for button in second.buttons)


async def test_only_orders_that_fit_are_offered(talk) -> None:
    (reply,), _ = await talk(("我的云会议能退吗，去年买的", CHECK), customer="demo2")
    assert not any(button.text.startswith("CS") for button in reply.buttons)


async def test_nobody_else_is_offered_orders(talk) -> None:
    (reply,), _ = await talk(("我的订单能退吗", CHECK))
    assert not any(button.text.startswith("CS") for button in reply.buttons)


async def test_an_offered_order_is_looked_up_and_its_card_stands_in_the_verdict(talk) -> None:
    (first, second), _ = await talk(("我的订单能退吗", CHECK), ("CS2611000106", None), customer="demo2")
    assert "CS2611000106" in [button.text for button in first.buttons]
    assert second.envelope["verdict"]["order"] == {
        "number": "CS2611000106",
        "title": "弹性云服务器 4核8G 包月",
        "sample": True,
    }


@pytest.mark.parametrize("text", ["我要退款", "退款", "你好，我想退订", "麻烦帮我退一下"])
async def test_a_bare_wish_opens_the_check(talk, text) -> None:
    (reply,), state = await talk((text, "process.apply"))
    assert reply.envelope["topic"] == CHECK
    assert state.check.asked == "product"


async def test_what_is_told_without_a_question_opens_the_check(talk) -> None:
    replies, state = await talk(
        ("怎么申请退款", "process.apply"), ("服务器", "dialogue.inform"), ("昨天买的", "dialogue.inform")
    )
    assert replies[-1].envelope["kind"] == "question"
    assert {"product", "paid_at"} <= state.check.facts.keys()


async def test_several_purchases_are_looked_at_one_by_one(talk) -> None:
    (reply,), state = await talk(("这两个都想退", None), customer="demo2")
    assert "一单一单" in reply.texts[0]
    assert state.check.asked == "product"


async def test_none_of_what_is_offered_asks_once_more_without_a_reproach(talk) -> None:
    (_, reply), state = await talk(("我的订单能退吗", CHECK), (ESCAPE, "dialogue.deny"), customer="demo2")
    assert reply.envelope["kind"] == "question"
    assert state.check.misses == 0


async def test_after_two_misses_a_person_is_offered(talk) -> None:
    replies, _ = await talk(("嗯哼哼", None), (ESCAPE, None), ("啦啦啦", None))
    assert "转人工" not in [button.text for button in replies[1].buttons]
    assert "转人工" in [button.text for button in replies[2].buttons]
