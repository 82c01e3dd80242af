"""A voucher told of after the sum, as a part of it, is taken off it and not put on top."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
CASE = ("云主机昨天新买的包月150，今年一台都没退过", CHECK)


def _sums(state) -> tuple[str, str]:
    facts = state.check.facts
    return facts["paid_amount"], facts["payment"]["voucher"]["amount"]


@pytest.mark.parametrize(
    ("said", "paid"),
    [
        ("其中30块是代金券", "120"),
        ("里头30是拿代金券付的", "120"),
        ("里面包含30代金券", "120"),
        ("用了30的代金券，算在里面了", "120"),
        ("另外还用了张30的代金券", "150"),
    ],
)
async def test_only_a_part_is_taken_off(talk, said: str, paid: str) -> None:
    _, state = await talk(CASE, (said, "dialogue.inform"))
    assert _sums(state) == (paid, "30")


@pytest.mark.parametrize(
    ("answer", "paid"),
    [
        ("含在里面", "120"),
        ("算里面的", "120"),
        ("不在里面，另外的", "150"),
        ("另外用的", "150"),
        ("不算在150里", "150"),
        ("不含", "150"),
    ],
)
async def test_where_it_belongs_is_asked_where_nobody_said(talk, answer: str, paid: str) -> None:
    replies, state = await talk(CASE, ("用了30的代金券", "dialogue.inform"), (answer, None))
    assert replies[1].texts == ("实付 150.00 元里，含不含代金券 30.00 元？",)
    assert replies[2].envelope["kind"] == "verdict"
    assert not replies[2].texts[0].startswith("就差这一问")
    assert _sums(state) == (paid, "30")


async def test_what_answers_something_else_is_asked_about_again(talk) -> None:
    told = ("用了30的代金券", "dialogue.inform")
    replies, state = await talk(CASE, told, ("多久到账", "payout.time"), ("含", "dialogue.affirm"))
    assert "含不含" in "\n".join(replies[2].texts)
    assert _sums(state) == ("120", "30")
    replies, state = await talk(CASE, told, ("啥", None), ("啥嘛", None))
    assert replies[-1].envelope["kind"] == "verdict"
    assert _sums(state) == ("120", "30")


@pytest.mark.parametrize(
    "told",
    [
        "云主机昨天新买的包月150，用了30的代金券，今年一台都没退过",
        "云主机昨天新买的包月150，有30是用券的，今年一台都没退过",
    ],
)
async def test_it_is_asked_of_one_message_too(talk, told: str) -> None:
    (reply,), _ = await talk((told, CHECK))
    assert reply.envelope["kind"] == "question"
    assert "含不含" in reply.texts[0]


@pytest.mark.parametrize("paid", ["实付150", "券后150", "自己掏了150"])
async def test_what_was_paid_in_the_end_holds_none(talk, paid: str) -> None:
    case = (f"云主机昨天新买的包月，{paid}，今年一台都没退过", CHECK)
    (_, reply), state = await talk(case, ("用了30的代金券", "dialogue.inform"))
    assert reply.envelope["kind"] == "verdict"
    assert _sums(state) == ("150", "30")


async def test_it_is_taken_off_once_and_can_be_put_right(talk) -> None:
    said = ("其中30块是代金券", "dialogue.inform")
    _, state = await talk(CASE, said, said)
    assert _sums(state) == ("120", "30")
    _, state = await talk(CASE, said, ("看错了，其中50块是代金券", "dialogue.inform"))
    assert _sums(state) == ("100", "50")


async def test_what_was_told_in_one_message_is_not_taken_off_again(talk) -> None:
    told = "云主机昨天新买的包月，一共150，里面有30是代金券，今年一台都没退过"
    _, state = await talk((told, CHECK), ("里面30是代金券", "dialogue.inform"))
    assert _sums(state) == ("120", "30")


async def test_more_than_the_sum_is_no_part_of_it(talk) -> None:
    _, state = await talk(CASE, ("其中300是代金券", "dialogue.inform"))
    assert _sums(state) == ("150", "300")


@pytest.mark.parametrize("asked", ["那这30呢", "那30呢", "这30怎么办"])
async def test_a_part_that_is_asked_about_is_no_price(talk, asked: str) -> None:
    (*_, reply), state = await talk(CASE, ("其中30块是代金券", "dialogue.inform"), (asked, None))
    assert _sums(state) == ("120", "30")
    assert "实付 30" not in "".join(reply.texts)


@pytest.mark.parametrize(
    ("said", "paid", "voucher"),
    [
        (("我付的120 学生券抵了30",), "120", "30"),
        (("120 另外卷30",), "120", "30"),
        (("用了30的代金券", "自己付了120"), "120", "30"),
        (("微信付了110，用了40的代金券",), "110", "40"),
    ],
)
async def test_sums_that_add_up_settle_where_it_belongs(talk, said: tuple[str, ...], paid, voucher) -> None:
    told = [(each, "dialogue.inform") for each in said]
    replies, state = await talk(CASE, *told)
    assert _sums(state) == (paid, voucher)
    assert replies[-1].envelope["kind"] == "verdict"


async def test_the_whole_sum_told_last_settles_it_too(talk) -> None:
    case = ("云主机昨天新买的包月，付了120，券抵了30，今年一台都没退过", CHECK)
    replies, state = await talk(case, ("一共150", "dialogue.inform"))
    assert "含不含" in replies[0].texts[0]
    assert replies[1].envelope["kind"] == "verdict"
    assert _sums(state) == ("120", "30")


async def test_sums_that_do_not_add_up_settle_nothing(talk) -> None:
    replies, _ = await talk(CASE, ("我付的125 学生券抵了30", "dialogue.inform"))
    assert replies[-1].envelope["kind"] == "question"


async def test_a_sum_told_anew_takes_the_place_of_the_money_that_was_more(talk) -> None:
    case = ("云主机昨天新买的包月，现金付了150，没用券，今年一台都没退过", CHECK)
    replies, state = await talk(case, ("说错了，实付120", "dialogue.inform"))
    assert state.check.facts["paid_amount"] == "120"
    assert "150" not in str(state.check.facts.get("payment"))
    assert "对不上" not in "".join(replies[-1].texts)
