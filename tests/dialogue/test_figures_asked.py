"""A figure that is asked for is told of the case: of what may come of it, or as it was decided."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
LONG_AGO = ("我有台云服务器，三月二号付的款，一年，2400块，名额还剩八个，想退", CHECK)
LATELY = ("昨天付的包月云硬盘，66块，想退掉", CHECK)
DECIDED = ("三月二号新买的云服务器，一年，2400块，名额还剩八个，能退吗", CHECK)
FULL = ("昨天新买的包月云硬盘，66块，名额还剩八个，能退吗", CHECK)


def said(reply) -> str:
    return "\n".join(reply.texts)


@pytest.mark.parametrize(
    ("text", "topic"),
    [("手续费呢", "amount.fee"), ("手续费是几成啊，多少", "amount.fee"), ("收手续费不", None)],
)
async def test_the_fee_is_told_by_what_is_still_asked_and_not_by_the_table(talk, text, topic) -> None:
    (_, reply), state = await talk(LONG_AGO, (text, topic))
    assert "新买的：扣费后退一部分；手续费：还算不出" in said(reply)
    assert "续费、还没生效：全额退；手续费：不收" in said(reply)
    assert "五年" not in said(reply)
    assert state.check.asked == "purchase_kind"
    assert state.check.askings["purchase_kind"] == 1


async def test_the_sum_is_told_by_whether_there_is_quota(talk) -> None:
    (_, reply), _ = await talk(LATELY, ("那退回来多少", "amount.calculation"))
    assert "名额还够、新买的：全额退；一共退回66.00 元" in said(reply)
    assert "名额用完了、新买的：扣费后退一部分；应退：最多约 6" in said(reply)


async def test_a_day_that_is_supposed_for_the_refund_is_gone_on_with(talk) -> None:
    (_, reply, sums), state = await talk(LATELY, ("要是7月8号退呢", None), ("能退多少", "amount.calculation"))
    assert "打算 2026年7月8日 退" in said(reply)
    assert state.check.meant_for is not None
    assert "按 2026年7月8日 退来算的" in said(sums)
    assert "新买的：扣费后退一部分；应退：最多约 33" in said(sums)


async def test_some_of_several_come_back_whole(talk) -> None:
    case = ("昨天付的三台包年云服务器，一台260，名额就剩1个，都想退", CHECK)
    (_, reply), _ = await talk(case, ("其余两台能退多少", "amount.calculation"))
    assert "名额内的全额退：260.00 元；其余的扣费退：最多约 51" in said(reply)


async def test_what_is_told_beside_the_question_is_kept(talk) -> None:
    (_, reply), state = await talk(LATELY, ("名额还剩三个，退完还剩几次", None))
    assert state.check.facts["quota_left"] == 3
    assert "退完还剩 2 个" in said(reply)


@pytest.mark.parametrize(
    "text", ["一般手续费多少", "要是按需的手续费多少", "手续费多久退", "域名的手续费多少"]
)
async def test_what_is_asked_in_general_or_of_another_is_left_to_its_topic(talk, text) -> None:
    (_, reply), _ = await talk(LONG_AGO, (text, "amount.fee"))
    assert "先分开说" not in said(reply)


@pytest.mark.parametrize("text", ["这次占名额吗", "算几次名额啊", "退了还有几次"])
async def test_what_a_decided_case_takes_of_the_quota(talk, text) -> None:
    (_, full), _ = await talk(FULL, (text, "policy.five_day"))
    (_, part), _ = await talk(DECIDED, (text, "policy.five_day"))
    assert full.texts[0].startswith("您这单占五天无理由的名额 1 个，退完还剩 7 个。")
    assert part.texts[0].startswith("您这单不占五天无理由的名额，退完还是 8 个。")


@pytest.mark.parametrize("text", ["所以要扣我多少", "到底扣多少钱", "多少钱要被扣"])
async def test_all_that_is_taken_off_is_told(talk, text) -> None:
    (_, reply), _ = await talk(DECIDED, (text, "amount.calculation"))
    first, second, *_ = reply.texts[0].splitlines()
    assert first.startswith("已消费：约 7")
    assert second.startswith("手续费：")


@pytest.mark.parametrize(
    ("case", "text", "first"),
    [
        (DECIDED, "就因为超了五天？", "对，就因为这一点。"),
        (DECIDED, "难道是因为我开过发票吗", "不是因为这个。"),
        (
            ("昨天新买的包月云服务器，60块，有个升配单没付，能退吗", CHECK),
            "就因为那单没付款？",
            "对，就因为这一点。",
        ),
        (
            ("昨天新买的包月云硬盘，66块，名额没了，能退吗", CHECK),
            "合着就因为名额用完了？",
            "对，就因为这一点。",
        ),
    ],
)
async def test_whether_one_thing_decided_is_answered(talk, case, text, first) -> None:
    (_, reply), _ = await talk(case, (text, None))
    assert reply.texts[0].splitlines()[0] == first


@pytest.mark.parametrize("text", ["早知道就不加了", "后悔死了"])
async def test_who_rues_it_is_told_what_stands(talk, text) -> None:
    (_, reply), _ = await talk(DECIDED, (text, None))
    assert "开通已经超过 5 天" in said(reply)


async def test_a_gift_is_not_the_purchase(talk) -> None:
    (_, reply), _ = await talk(FULL, ("赠品能折成现金吗", "policy.gift"))
    assert "没有付过款" in said(reply)
    assert "66.00" not in said(reply)


@pytest.mark.parametrize("text", ["那张券早就失效了", "对了，代金券过期了"])
async def test_a_coupon_that_has_ended_leaves_the_total(talk, text) -> None:
    case = ("昨天新买的云硬盘，包月，现金付了80，代金券抵了20，名额还剩八个，能退吗", CHECK)
    (before, after), _ = await talk(case, (text, "policy.coupon"))
    assert "合计：100.00 元" in said(before)
    assert "应退：80.00 元" in said(after)
    assert "代金券已经过期" in said(after)


async def test_what_begins_another_thing_is_no_yes(talk) -> None:
    (_, _), state = await talk(LONG_AGO, ("对了，我是支付宝付的", "dialogue.inform"))
    assert "purchase_kind" not in state.check.facts
    assert state.check.facts["channel"] == "alipay"
