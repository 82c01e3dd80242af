"""What a customer tells of their purchase is never lost, whatever the message was taken for."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
TAKEN_FOR = (
    *("out_of_scope", "smalltalk.greet", "amount.fee", "policy.gift", "support.compensation"),
    *("process.apply", "usage.choose_plan", "dialogue.wait", "dialogue.cancel", None),
)
STORIES = (
    "前天给花店弄小程序买了台云服务器，包月的，花了66块，微信付的",
    "照着网友的帖子买了台云服务器，一年的，580元，上周五付的",
    "替我妈买的云硬盘，半年90块，昨天下的单",
)
INTRODUCED = "喂你好我是人事的小周啊我们六月七号早上九点买了一台云服务器包月的花了二百六十五微信付的"


@pytest.mark.parametrize("taken_for", TAKEN_FOR)
@pytest.mark.parametrize("story", [*STORIES, INTRODUCED])
async def test_a_story_is_heard_whatever_it_was_taken_for(talk, story, taken_for) -> None:
    _, known = await talk((story, CHECK), ("那我这个能退吗", CHECK))
    _, state = await talk((story, taken_for), ("那我这个能退吗", CHECK))
    assert state.check.facts == known.check.facts
    assert {"product", "term_months", "paid_amount"} <= state.check.facts.keys()


@pytest.mark.parametrize("story", [*STORIES, "想做个店招，手一滑点成云主机了，三个月的"])
async def test_who_only_tells_of_their_purchase_is_not_lectured(talk, story) -> None:
    for topic in ("out_of_scope", "policy.gift", "amount.fee"):
        (reply,), state = await talk((story, topic))
        assert reply.envelope["topic"] == CHECK
        assert state.check is not None
        assert not state.check.heard


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("我想买台云服务器，一年的", "usage.choose_plan"),
        ("云服务器一年的多少钱", "out_of_scope"),
        ("昨天买的云服务器，一年的，怎么连不上", "out_of_scope"),
        ("上个月办的视频会员，一年198", "out_of_scope"),
        ("在京东买的手机，三千块，昨天付的", "out_of_scope"),
        ("流量包用了一半能退吗", "policy.traffic_package"),
    ],
)
async def test_what_is_asked_or_of_another_trade_opens_no_check(talk, text, topic) -> None:
    (reply,), _ = await talk((text, topic))
    assert reply.envelope["topic"] != CHECK


async def test_what_was_told_in_several_messages_is_taken_together(talk) -> None:
    _, state = await talk(
        ("我们有框架合同，写明退订免手续费的", "amount.fee"),
        ("你好", "smalltalk.greet"),
        ("弹性云服务器，一年，今年3月1日付的3000元，当天开通", CHECK),
    )
    assert {"fee_waiver_contract", "product", "paid_amount"} <= state.check.facts.keys()


async def test_a_contract_that_waives_the_fee_is_said_back(talk) -> None:
    replies, _ = await talk(
        ("我们有框架合同，写明退订免手续费的", "amount.fee"),
        ("弹性云服务器，一年，今年3月1日付的3000元，当天开通", CHECK),
    )
    assert "有免手续费的合同" in "".join(replies[-1].texts)


async def test_who_asks_of_what_was_told_is_answered_on_it(talk) -> None:
    replies, state = await talk(
        ("年前迷迷糊糊点成了一年的，付了五百块", "out_of_scope"),
        ("孩子讲这叫云服务器，你们能不能把钱还我？我从没退过别的", "policy.overview"),
    )
    assert replies[-1].envelope["topic"] == CHECK
    assert state.check.facts["paid_amount"] == "500"


async def test_another_purchase_is_not_mixed_with_what_was_told(talk) -> None:
    _, state = await talk(
        ("我前天买了台云服务器，一年580", "smalltalk.greet"),
        ("还有个对象存储的资源包，上周三买的，一年120", "out_of_scope"),
        ("那我这个能退吗", CHECK),
    )
    assert (state.check.facts["product"], state.check.facts["paid_amount"]) == ("obs_package", "120")


async def test_a_check_that_was_left_while_it_asked_goes_on_asking(talk) -> None:
    replies, state = await talk(
        ("我前天买了台云服务器，一年580", CHECK),
        ("流量包用了一半能退吗", "policy.traffic_package"),
        ("那我那台云服务器能退吗", None),
    )
    assert replies[-1].envelope["kind"] == "question"
    assert state.check.asked == "quota_left"


async def test_what_is_hardly_used_answers_what_was_asked(talk) -> None:
    first = ("云服务器续费了半年，6月23号付的600元，今年没退过，能退吗", CHECK)
    _, asking = await talk(first)
    assert asking.check.asked == "state"
    replies, state = await talk(first, ("跑着没怎么管它", "policy.used"))
    assert state.check.facts["state"] == "in_effect"
    assert replies[-1].envelope["kind"] == "verdict"


DECIDED = ("云服务器包月的，6月23号上午十点开的，66块，微信付的，今年没退过，能退吗", CHECK)


@pytest.mark.parametrize(
    "text", ["收银那台千万别给我动啊", "退它会不会把我另一台也停了", "3月份那台还能照常用吧"]
)
async def test_another_machine_is_not_touched(talk, text) -> None:
    (_, reply), state = await talk(DECIDED, (text, None))
    assert reply.texts[0].startswith("不会动它")
    assert "paid_at" not in state.check.facts


@pytest.mark.parametrize("text", ["那我今晚收摊了再点，不耽误吧", "儿子放学回来弄，来得及吧"])
async def test_whether_it_is_in_time_is_answered_by_the_day(talk, text) -> None:
    (_, reply), _ = await talk(DECIDED, (text, None))
    assert "2026年6月28日" in "".join(reply.texts)
    assert reply.envelope["topic"] == "policy.deadline"


async def test_who_takes_the_steps_is_told(talk) -> None:
    (_, reply), _ = await talk(DECIDED, ("是我上去点还是你们给办", None))
    assert reply.envelope["question"] == "process.apply/by_agent"


@pytest.mark.parametrize("text", ["那我再去买个新的，两码事吧", "退完我重新买台三年的哈"])
async def test_what_is_to_be_bought_changes_nothing_of_the_verdict(talk, text) -> None:
    _, before = await talk(DECIDED)
    replies, state = await talk(DECIDED, (text, None))
    assert (state.check.facts, state.check.implied) == (before.check.facts, before.check.implied)
    assert "还差点信息" not in "".join(replies[-1].texts)
