"""What opens a check: two facts of an own purchase, or a request to look at it."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.dialogue import Turn
from refundbot.dialogue.opening import states_a_case
from refundbot.understanding.facts import extract_facts

NOW = datetime.fromisoformat("2026-11-22T12:00:00+08:00")


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("用了一半，剩下一半能退钱不", False),
        ("200G用了50G，还剩150G，能退不", False),
        ("用了一半，上周三买的，能退吗", True),
        ("还剩一半，花了300块，能退多少", True),
    ],
)
def test_what_is_used_and_what_is_left_are_one_fact(text: str, opens: bool) -> None:
    turn = Turn(text, (("policy.used", 0.97),), (), NOW)
    assert states_a_case("policy.used", extract_facts(text, NOW), turn) is opens


STORY = "我上周三买了一台云服务器，花了1299块，是给女儿的画室用的。" + "后来画室搬家，事情一多就耽搁了。" * 12


@pytest.mark.parametrize(
    ("topic", "opens"),
    [("policy.five_day", False), (None, False), ("policy.overview", True), ("eligibility.check", True)],
)
def test_in_a_story_only_a_wish_for_a_refund_is_about_what_was_bought(topic: str | None, opens: bool) -> None:
    turn = Turn(STORY, (), (), NOW)
    assert states_a_case(topic, extract_facts(STORY, NOW), turn) is opens


def test_an_order_number_in_a_story_opens_a_check() -> None:
    story = STORY + "订单号是CS2611180930AB12C。"
    facts = extract_facts(story, NOW)
    assert "order_number" in {fact.field for fact in facts}
    assert states_a_case(None, facts, Turn(story, (), (), NOW))


@pytest.mark.parametrize(
    ("topic", "text", "opens"),
    [
        ("policy.not_in_effect", "昨天买的流量包下个月才生效，能退吗", False),
        ("policy.not_in_effect", "我昨天买的流量包下个月才生效，能退吗", False),
        ("policy.failed_order", "我昨晚买的云服务器创建失败了，钱呢", False),
        ("policy.not_in_effect", "昨天花300块买的流量包下个月才生效，能退吗", True),
        ("policy.failed_order", "昨晚下的单，资源创建失败了，钱呢", False),
        ("policy.renewal", "昨天续费的，续费周期已经生效了，能退吗", True),
    ],
)
def test_what_a_topic_is_about_is_no_fact_besides(topic: str, text: str, opens: bool) -> None:
    assert states_a_case(topic, extract_facts(text, NOW), Turn(text, (), (), NOW)) is opens


@pytest.mark.parametrize("text", ["有点事想请教", "嗯那个", "是这样的，就是"])
async def test_who_only_begins_to_tell_is_listened_to(talk, text) -> None:
    replies, state = await talk(("在吗", "smalltalk.greet"), (text, "smalltalk.greet"))
    assert replies[0].texts != replies[1].texts
    assert "我在听" in replies[1].texts[0]
    assert state.misses == 0


@pytest.mark.parametrize(
    "text", ["之前在你家买过个玩意", "那东西不想用了", "我外甥帮我弄的那个什么云，花了四百来块"]
)
async def test_who_names_nothing_yet_is_asked_for_the_product(talk, text) -> None:
    _, state = await talk(("在吗", "smalltalk.greet"), (text, None))
    assert state.check.asked == "product"


@pytest.mark.parametrize("text", ["昨天到期 结果又自动续费了", "25号自动续上了一年"])
async def test_a_renewal_that_was_made_is_a_case_of_its_own(talk, text) -> None:
    _, state = await talk((text, "policy.renewal"))
    assert state.check.facts["purchase_kind"] == "renewal"
    assert state.check.asked == "product"


async def test_what_is_renewed_runs_from_its_own_beginning(talk) -> None:
    (reply,), _ = await talk(
        ("昨天到期了结果又自动续了一个月扣了88不想要了云服务器能退吗", "eligibility.check")
    )
    assert reply.envelope["kind"] == "verdict"
    assert reply.envelope["verdict"]["outcome"] == "partial_refund"
