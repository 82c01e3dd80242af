"""A refund for a later day is judged as of that day, several by their price and by the quota left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from .conftest import NOW

CHECK = "eligibility.check"
SERVER = ("昨天新买的包年云服务器，1299元，五天名额一个没用，能退吗", CHECK)
FIVE = ("昨天新买了五台包年云服务器，名额还剩3个，每台180，都退能退吗", CHECK)


def outcome(reply) -> str:
    return reply.envelope["verdict"]["outcome"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("7月3号再退行吗", "partial_refund"), ("我后天退", "full_refund"), ("等明年再退呢", "partial_refund")],
)
async def test_the_verdict_is_that_of_the_day_meant_and_says_so(talk, text: str, expected: str) -> None:
    (_, reply), _ = await talk(SERVER, (text, None))
    assert outcome(reply) == expected
    assert "不是今天退" in "\n".join(reply.texts)
    assert "打算 20" in "\n".join(reply.texts)


async def test_the_day_is_kept_until_another_is_told(talk) -> None:
    (_, _, again, now), state = await talk(
        SERVER, ("7月3号再退行吗", None), ("所以到底能退多少", None), ("那今天退呢", None)
    )
    assert "不是今天退" in again.texts[0]
    assert outcome(now) == "full_refund"
    assert state.check.meant_for is None


async def test_the_outcome_stands_before_the_day_it_is_told_of(talk) -> None:
    (_, reply, again), _ = await talk(SERVER, ("7月3号再退行吗", None), ("所以到底能退多少", None))
    for said in (reply.texts[-4], again.texts[0]):
        assert said.startswith("可以退")
        assert "7月3日 退来算的" in said.splitlines()[1]


@pytest.mark.parametrize("text", ["今天申请的话能退多少", "现在提交能退多少", "那我今天办呢"])
async def test_a_request_made_today_goes_back_to_today(talk, text: str) -> None:
    (_, reply), _ = await talk((f"{SERVER[0]}，打算7月3号退", CHECK), (text, "amount.calculation"))
    assert outcome(reply) == "full_refund"


async def test_several_at_one_price_above_the_quota_have_their_sums(talk) -> None:
    (reply, again), _ = await talk(FIVE, ("剩下那两台能退多少", "amount.calculation"))
    for said in ("\n".join(reply.texts), "\n".join(again.texts)):
        assert "名额内的全额退：540.00 元" in said
        assert "其余的扣费退：最多约 35" in said


async def test_without_a_day_it_is_said_to_hold_for_today(talk) -> None:
    (reply,), _ = await talk((f"{SERVER[0]}，我过几天再退", CHECK))
    assert "按今天退来算" in "\n".join(reply.texts)


async def test_what_is_not_in_effect_now_may_be_then(talk) -> None:
    (_, reply), _ = await talk(
        ("续费的包年云服务器，6月20号续的，付了1200，新的那年还没生效", CHECK), ("下个月10号再退可以吗", None)
    )
    assert outcome(reply) == "manual_review"


async def test_an_order_of_more_than_the_quota_has_left_is_told_so(talk) -> None:
    (reply, again), state = await talk(FIVE, ("能全额退吗", None))
    assert outcome(reply) == "partial_refund"
    assert "其中 3 个能全额退" in "\n".join(reply.texts)
    assert "其中 3 个能全额退" in "\n".join(again.texts)
    assert state.check.facts["paid_amount"] == "900"
    assert "实付 900.00 元（每台180，× 5）" in "\n".join(reply.texts)


async def test_the_price_of_one_goes_by_the_count_whenever_either_is_told(talk) -> None:
    (_, _, _, _), state = await talk(
        ("昨天新买的包年云服务器，名额全在，一台180", CHECK),
        ("哦一共有12台", None),
        ("不对，是4台", None),
        ("只退其中两台", None),
    )
    assert (state.check.facts["quantity"], state.check.facts["paid_amount"]) == (2, "360")


async def test_how_much_of_the_quota_is_left_is_asked_where_several_go_back(talk) -> None:
    (reply, again), _ = await talk(("昨天新买了五台包年云服务器，都退", CHECK), ("名额还有", None))
    assert "还剩几个" in reply.texts[-1]
    assert again.envelope["kind"] == "question"


EVENING = ("6月20号晚上8点新买的包年云服务器，1700元，名额还有7个，能退吗", CHECK)


def said(reply) -> str:
    return "\n".join(reply.texts)


async def test_an_hour_before_the_limit_is_in_time_and_one_behind_it_is_not(talk) -> None:
    (_, before, behind), _ = await talk(EVENING, ("那我25号上午9点去退呢", None), ("25号晚上9点退呢", None))
    assert outcome(before) == "full_refund"
    assert outcome(behind) == "partial_refund"
    assert "想全额退，请在 2026年6月25日 20:00前退" in said(behind)


async def test_a_day_within_which_the_window_closes_is_told_with_the_hour(talk) -> None:
    (_, reply), _ = await talk(EVENING, ("25号退成不成", None))
    assert outcome(reply) == "full_refund"
    assert "到 2026年6月25日 20:00为止全额退，过了就是：扣费后退一部分" in said(reply)


async def test_another_bare_day_is_one_of_the_refund_as_well(talk) -> None:
    (*_, reply, early), _ = await talk(
        EVENING, ("我25号上午退呢", None), ("那28号呢", None), ("6月25号早上8点呢", None)
    )
    assert outcome(reply) == "partial_refund"
    assert "打算 2026年6月28日 退" in said(reply)
    assert outcome(early) == "full_refund"


async def test_an_hour_of_today_is_not_called_another_day(talk) -> None:
    bought = ("6月19号晚上8点新买的包年云服务器，1700元，名额还有7个，能退吗", CHECK)
    (_, reply), _ = await talk(bought, ("今晚10点再退行不", None))
    assert outcome(reply) == "partial_refund"
    assert "不是现在就退" in said(reply)
    assert "不是今天退" not in said(reply)


async def test_what_has_run_out_by_then_gives_nothing_back(talk) -> None:
    bought = ("昨天新买的包月云服务器，150元，名额用完了，能退吗", CHECK)
    (_, reply), state = await talk(bought, ("那我拖到明年1月2号再退是不是就能全退了", "policy.five_day"))
    assert outcome(reply) == "not_refundable"
    assert "已经到期" in said(reply)
    assert state.check.meant_for["quota_left"] == 10


async def test_once_it_has_run_out_is_a_supposition_and_no_fact(talk) -> None:
    bought = ("去年12月15号新买的包年云服务器，1500元，没用券，能退吗", CHECK)
    (_, reply, after), state = await talk(
        bought, ("过了期再退会怎样", None), ("所以到底能退多少", "amount.calculation")
    )
    assert outcome(reply) == "not_refundable"
    assert outcome(after) == "partial_refund"
    assert "state" not in state.check.facts


async def test_an_hour_told_of_the_day_known_moves_the_limit(talk) -> None:
    (_, reply), _ = await talk(SERVER, ("昨天下午两点半左右开通的", "dialogue.inform"))
    assert "14:00前退订" in said(reply)


async def test_a_day_put_right_keeps_its_hour(talk) -> None:
    (_, reply), state = await talk(
        ("昨天下午3点新买的包月云服务器，60元，名额有，能退吗", CHECK), ("看错了，是前天买的", None)
    )
    before, after = NOW.date() - timedelta(days=2), state.check.facts["paid_at"]
    assert after["earliest"].startswith(f"{before}T15:00")
    assert "15:00前退订" in said(reply)


async def test_a_renewal_has_not_begun_on_the_day_that_the_old_term_ends(talk) -> None:
    renewed = ("6月16号自动续费扣了300，云服务器6月25号到期，能退吗", CHECK)
    (reply, on_it, behind), _ = await talk(renewed, ("25号白天退还行吗", CHECK), ("26号退呢", CHECK))
    assert "请在 2026年6月26日 00:00前退订" in said(reply)
    assert outcome(on_it) == "full_refund"
    assert outcome(behind) == "partial_refund"


async def test_until_when_is_asked_of_today_whatever_day_is_meant(talk) -> None:
    (_, _, reply), _ = await talk(EVENING, ("30号再退呢", None), ("那最迟哪天退才能全额", "policy.five_day"))
    assert "请在 2026年6月25日 20:00前退订" in said(reply)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("最迟几点前退、总共拿回多少、哪天能到账", ("1700.00 元", "25日 20:00前", "工作日")),
        ("请问截止日期及到账时间", ("25日 20:00前", "工作日")),
        ("应退金额多少，款退至何处，何时到账", ("1700.00 元", "华为云账户", "工作日")),
        ("total 退多少，how long", ("1700.00 元", "工作日")),
        ("截止到几点，多少钱，退哪去", ("1700.00 元", "25日 20:00前", "华为云账户")),
    ],
)
async def test_each_of_several_questions_is_answered(talk, text: str, parts: tuple[str, ...]) -> None:
    (_, reply), _ = await talk(EVENING, (text, "payout.time"))
    assert all(part in said(reply) for part in parts)


async def test_where_no_day_gives_all_back_it_is_said(talk) -> None:
    bought = ("去年12月15号新买的包年云服务器，1500元，没用券，能退吗", CHECK)
    (_, reply), _ = await talk(bought, ("最晚什么时候退，能退多少", "policy.deadline"))
    assert "没有能全额退的时间了" in said(reply)


async def test_while_a_question_is_open_several_are_answered_by_the_verdict(talk) -> None:
    (_, reply, verdict), _ = await talk(
        ("6月20号上午新买的包年云服务器，6000元，能退吗", CHECK),
        ("那可退多少、截止何时、退至何处", "payout.destination"),
        ("名额还有", None),
    )
    assert "6000.00 元" in said(reply)
    assert "名额" in reply.texts[-1]
    assert outcome(verdict) == "full_refund"


async def test_what_is_asked_of_an_end_to_come_is_no_verdict(talk) -> None:
    bought = ("去年12月15号新买的包年云服务器，1500元，没用券，能退吗", CHECK)
    (_, reply), _ = await talk(bought, ("我不退的话，到期了会自动扣我钱吗", "policy.renewal"))
    assert "自动续费才会自动扣" in said(reply)


async def test_a_bare_hour_is_of_the_day_known(talk) -> None:
    (_, reply), _ = await talk(SERVER, ("大概下午两点左右吧", None))
    assert "6月23日 13:30到15:29购买，对吗" in said(reply)


async def test_whether_a_later_hour_is_in_time_is_judged_on_the_case(talk) -> None:
    renewed = ("6月16号续的一年，花了600，云服务器原来的今天到期，能退吗", CHECK)
    (_, reply), _ = await talk(renewed, ("今天晚上退还能全额不", "policy.five_day"))
    assert outcome(reply) == "full_refund"
    assert "不是现在就退" in said(reply)


async def test_a_day_named_after_it_was_put_off_leaves_the_purchase_alone(talk) -> None:
    (_, reply), state = await talk(SERVER, ("那我过两天再退行不行,比如7月6号", CHECK))
    assert outcome(reply) == "partial_refund"
    assert "打算 2026年7月6日 退" in said(reply)
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06")


async def test_what_is_charged_two_days_later_is_told_of_then(talk) -> None:
    (_, reply), _ = await talk(EVENING, ("晚三天退会扣多少", "amount.fee"))
    assert outcome(reply) == "partial_refund"
    assert "不是今天退" in said(reply)


async def test_today_is_answered_where_today_was_judged(talk) -> None:
    (_, reply), _ = await talk(SERVER, ("那今天退呢", None))
    assert reply.envelope["kind"] == "verdict"
    assert outcome(reply) == "full_refund"


async def test_a_later_day_answers_a_question_and_is_no_digression(talk) -> None:
    asked = ("6月20号上午新买的包年云服务器，6000元，能退吗", CHECK)
    (_, reply), state = await talk(asked, ("那拖到下周一退会怎样", "payout.time"))
    assert reply.envelope["topic"] != "payout.time"
    assert state.check.meant_for is not None


async def test_that_the_five_days_are_no_working_days_is_told(talk) -> None:
    (reply,), _ = await talk(("五天从什么时候开始算", None))
    assert "不是工作日" in said(reply)


async def test_a_renewal_that_has_not_begun_does_not_end_with_the_period_before_it(talk) -> None:
    """Until that ends all of it comes back, and from then on it is in use."""
    renewed = ("云服务器明天到期，续了半年，510元，续的还没开始，能全退吗", CHECK)
    (now, then), state = await talk(renewed, ("那要是后天，6月26号早上才去退呢", None))
    assert (outcome(now), outcome(then)) == ("full_refund", "partial_refund")
    assert state.check.facts["effective_at"]["earliest"].startswith("2026-06-26T00:00")


async def test_once_it_has_begun_is_a_day_to_come_and_no_state(talk) -> None:
    """What stands in the way of a renewal that has not begun does so until it begins."""
    renewed = ("云服务器6月10号续了一年2600，7月1号才生效，6月15号又加了块盘，能退吗", CHECK)
    (now, then), state = await talk(renewed, ("那等到7月5号生效了能退吗", None))
    assert (outcome(now), outcome(then)) == ("not_refundable", "partial_refund")
    assert "state" not in state.check.facts
    assert state.check.facts["effective_at"]["earliest"].startswith("2026-07-01")
