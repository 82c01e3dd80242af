"""A date that puts another right is of what that was of, whatever it would tell alone."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"


async def test_the_end_of_a_coupon_is_put_right(talk) -> None:
    _, state = await talk(
        ("云主机上个月续费了一年 还没开始 付了900 其中代金券100", CHECK),
        ("代金券月底过期", "dialogue.inform"),
        ("我是说29号过期的", "dialogue.inform"),
    )
    coupon = state.check.facts["payment"]["voucher"]
    assert coupon["expires_at"]["earliest"][8:10] == "29"
    assert state.check.facts.keys().isdisjoint({"expires_at"})
    assert state.check.facts["state"] == "not_in_effect"


async def test_the_day_that_is_meant_is_put_right_by_its_own_words(talk) -> None:
    _, state = await talk(
        ("昨天新买的包年云服务器，五天名额还有，月底再退行吗", CHECK),
        ("我说的月底是29号", "dialogue.inform"),
    )
    assert state.check.meant_for["at"][8:10] == "29"
    assert state.check.facts.keys().isdisjoint({"expires_at"})


async def test_the_day_of_a_renewal_is_not_that_of_what_was_bought_new(talk) -> None:
    _, state = await talk(
        ("I bought a new yearly ECS, paid yesterday at 10am, all 10 quota left", CHECK),
        ("and I renewed it today, does that matter", None),
    )
    paid = state.check.facts.get("paid_at") or state.check.facts["provisioned_at"]
    assert "T10:" in paid["earliest"]


async def test_the_end_before_a_renewal_that_is_put_right_moves_its_beginning(talk) -> None:
    renewed = ("云主机6月23号续了一个月，付了130，老的那期6月30号到期", CHECK)
    for words in (
        "记错了，老的那期是6月22号到期的",
        "刚才翻了下订单，老的那期22号到期的",
        "不对，老的那期6月22号就到期了",
    ):
        _, state = await talk(renewed, (words, "dialogue.inform"))
        assert state.check.facts["effective_at"]["earliest"][:10] == "2026-06-23", words
        assert state.check.facts["paid_at"]["earliest"][:10] == "2026-06-23", words
        assert state.check.facts.keys().isdisjoint({"expires_at", "state"}), words
    _, state = await talk(renewed, ("说错了，老的那期是7月2号到期", "dialogue.inform"))
    assert state.check.facts["effective_at"]["earliest"][:10] == "2026-07-03"


async def test_a_beginning_that_was_the_end_is_taken_back(talk) -> None:
    _, state = await talk(
        ("OBS资源包，500，7月15号生效", CHECK),
        ("看反了，7月15号是到期，生效是买的当天", "dialogue.inform"),
    )
    assert "effective_at" not in state.check.facts
    assert state.check.facts["state"] == "in_effect"


async def test_what_ended_and_is_thought_of_renewing_is_not_renewed_yet(talk) -> None:
    ended = ("包月的云主机6月22号到期了没续，还能退吗", CHECK)
    replies, state = await talk(ended, ("那里头的文件还在不在", "process.data"))
    assert "保留期" in "".join(replies[-1].texts)
    for words in ("我先续一个月再退成不成", "要是续上，能退不"):
        replies, state = await talk(ended, (words, None))
        assert state.check.facts["purchase_kind"] != "renewal", words
        assert "没有五天无理由" in "".join(replies[-1].texts), words
    _, state = await talk(ended, ("昨天我已经续了一个月，付了130", "dialogue.inform"))
    assert state.check.facts["purchase_kind"] == "renewal"
    assert state.check.facts.get("state") != "expired"
    assert state.check.facts["effective_at"]["earliest"][:10] == "2026-06-23"


async def test_a_next_day_is_behind_that_of_the_payment_told_before(talk) -> None:
    (_, _), state = await talk(
        ("新买的包年云服务器，6月20号晚上8点付的款，3000元", CHECK), ("第二天晚上8点才开通的", None)
    )
    assert state.check.facts["provisioned_at"]["earliest"].startswith("2026-06-21T20:00")


@pytest.mark.parametrize("text", ["那我把它续费了再退呢", "不是,我意思是续一个月120,刚续完马上反悔"])
async def test_what_ended_and_would_be_renewed_stays_what_it_is(talk, text: str) -> None:
    (_, reply), state = await talk(("我的服务器6月10号到期了忘续", CHECK), (text, None))
    assert reply.envelope["topic"] == "policy.renewal"
    assert "续上就已经开始了" in "\n".join(reply.texts)
    assert "purchase_kind" not in state.check.facts
    assert state.check.facts["expires_at"]["earliest"].startswith("2026-06-10")


async def test_what_was_renewed_since_it_ended_is_heard(talk) -> None:
    _, state = await talk(("我的服务器6月10号到期了", CHECK), ("昨天续费以后又不想要了，想退，120元", None))
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-23")


async def test_what_is_put_right_of_last_years_leaves_its_day(talk) -> None:
    _, state = await talk(
        ("去年11月3号新买的一年云主机，花了980", CHECK),
        ("不对,去年那台花的是890,980是优惠前", "dialogue.inform"),
    )
    paid = state.check.facts.get("paid_at") or state.check.facts["provisioned_at"]
    assert (paid["earliest"][:10], state.check.facts["paid_amount"]) == ("2025-11-03", "890")


@pytest.mark.parametrize(
    "text", ["看错了 20号是测试环境那个按需的", "搞错了，20号是另一台的", "sorry，20号是别的订单"]
)
async def test_a_day_of_another_thing_is_taken_back_and_asked_for_anew(talk, text: str) -> None:
    server = ("包月的云服务器，付了300，6月20号买的，新买的，名额还有8个", "eligibility.check")
    (_, reply), state = await talk(server, (text, None))
    assert "paid_at" not in state.check.facts
    assert state.check.facts["billing_mode"] == "subscription"
    assert state.check.asked == "paid_at"
    assert reply.envelope["kind"] == "question"


async def test_a_day_of_another_thing_leaves_the_own_day(talk) -> None:
    server = ("包月的云服务器，付了300，6月20号买的，新买的，名额还有8个", "eligibility.check")
    _, state = await talk(server, ("对了，15号是另一台的", None))
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-20")


async def test_a_day_alone_puts_right_what_the_day_was_told_of(talk) -> None:
    _, state = await talk(
        ("云服务器 三个月 240元 6月3号上午九点开通的 想退", CHECK),
        ("打错了 是23号 6月23号上午九点", "dialogue.inform"),
    )
    assert state.check.facts["provisioned_at"]["earliest"].startswith("2026-06-23T09")
    assert "paid_at" not in state.check.facts


async def test_a_day_put_right_beside_that_of_another_doing(talk) -> None:
    _, state = await talk(
        ("云服务器 包月 90元 23号买的 想退", CHECK),
        ("不对 是12号上午九点 23号是我交房租 看混了", "dialogue.inform"),
    )
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-12T09")
