"""A count is what is left of the quota only where it counts places of it, or answers the question bare."""

from __future__ import annotations

import pytest

SERVER = ("前天新买的包月云服务器，付了120，能退吗", "eligibility.check")


@pytest.mark.parametrize(
    "text",
    [
        "哦还有一张券抵了20",
        "三个加起来我能拿回多少",
        "我有两个账号",
        "有三个同事在用",
        "还有两个问题",
        "这两个都是我的",
        "占两个名额吗",
    ],
)
async def test_what_counts_something_else_is_no_quota(talk, text: str) -> None:
    _, state = await talk(SERVER, (text, None))
    assert state.check.facts.get("quota_left") is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("之前退过两台服务器和一个盘，应该还有7个", 7),
        ("不是8个，是7个", 7),
        ("我看了下是5个", 5),
        ("还有五个的样子", 5),
        ("5个可以用", 5),
        ("还能退3台", 3),
    ],
)
async def test_what_is_said_to_be_left_counts(talk, text: str, left: int) -> None:
    _, state = await talk(SERVER, (text, "dialogue.inform"))
    assert state.check.facts["quota_left"] == left


@pytest.mark.parametrize("text", ["是还有7个不是8个", "不对，还剩7个", "说错了，是7个"])
async def test_it_can_be_put_right(talk, text: str) -> None:
    _, state = await talk(SERVER, ("还有8个名额", "dialogue.inform"), (text, None))
    assert state.check.facts["quota_left"] == 7


@pytest.mark.parametrize(
    "text", ["名额去年退过两台，今年没有", "去年退过三次，今年一次都没有", "名额去年用完了，今年没退过"]
)
async def test_what_was_used_in_another_year_is_not_counted(talk, text: str) -> None:
    _, state = await talk(SERVER, (text, "dialogue.inform"))
    assert state.check.facts["quota_left"] == 10
    assert "state" not in state.check.facts


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ("前天新买的包月云硬盘，一张订单10块盘，一共1000", "名额还剩4个，这10块全退的话够吗"),
        ("前天新买的包月云硬盘，一张订单里10块盘，一块100块钱", "今年名额还剩4个。这10块全退的话够吗"),
        ("前天新买的包月云服务器，一个订单里5台，一共1000", "名额还剩4个，这5台都退行吗"),
    ],
)
async def test_a_quota_that_is_not_enough_for_the_order_is_told(talk, told: str, asked: str) -> None:
    replies, state = await talk((told, "eligibility.check"), (asked, "policy.five_day"))
    assert state.check.facts["paid_amount"] == "1000"
    assert state.check.facts["quantity"] > state.check.facts["quota_left"] == 4
    assert "名额不够" in "".join(replies[-1].texts)


async def test_a_used_up_quota_leaves_the_state_of_the_purchase(talk) -> None:
    _, state = await talk(
        (
            "今天下午两点付款买了一台云服务器，包年2180元，支付宝付的，订单详情里显示创建失败",
            "eligibility.check",
        ),
        ("今年的无理由次数我之前用光了，这2180元会退给我吗", "eligibility.check"),
    )
    assert state.check.facts["state"] == "creation_failed"
    assert state.check.facts["quota_left"] == 0
    assert "used" not in state.check.facts
