"""What is put right after a verdict is taken and decided at once, not asked about once more."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
FULL = ("包月的云主机，付了96，6月22号下午开的，新买的，今年一次没退过，能退吗", CHECK)
LATE = ("包季的云主机，付了270，6月5号开的，新买的，今年一次没退过，能退吗", CHECK)


def outcome(reply) -> str | None:
    """The outcome of the verdict that a reply gives, `None` where it gives none."""
    verdict = reply.envelope["verdict"]
    return verdict and verdict["outcome"]


@pytest.mark.parametrize(
    "text",
    [
        "看串了，22号那笔是给婚庆店买的气球，主机是8号开的",
        "翻了群才想起来我记混了：22号那台是按需的测试机，主机是端午前开的，6月8号",
        "22号开的那台要留着，要退的是8号早上开的这台",
        "我之前说22号开通是错的，是8号开通的",
        "我看了下订单，是6月8号上午开通的",
        "控制台上写的开通时间是6月8号9点",
        "其实是8号下午开的",
        "说错了半个月，8号就开了",
    ],
)
async def test_a_day_that_is_put_right_is_decided_on(talk, text: str) -> None:
    (_, reply), state = await talk(FULL, (text, None))
    assert state.check.facts["provisioned_at"]["earliest"].startswith("2026-06-08")
    assert "paid_at" not in state.check.facts
    assert state.check.facts["billing_mode"] == "subscription"
    assert outcome(reply) == "partial_refund"


async def test_an_hour_told_of_the_other_thing_is_not_that_of_the_own(talk) -> None:
    _, state = await talk(FULL, ("看串了，22号那笔是买气球的，主机是8号开的", None))
    assert state.check.facts["provisioned_at"]["latest"].startswith("2026-06-08T23:59")


@pytest.mark.parametrize(
    "text",
    [
        "更正：问了合伙人，他春天退了一大堆，名额页写着剩余：0",
        "刚问了同事，今年那十个名额她都用光了，我前面说一次没退过是错的",
        "老公说额度页上显示剩余 0",
    ],
)
async def test_what_another_used_of_the_own_quota_counts(talk, text: str) -> None:
    (_, reply), state = await talk(FULL, (text, None))
    assert state.check.facts["quota_left"] == 0
    assert outcome(reply) == "partial_refund"
    assert "别人账号" not in "".join(reply.texts)


async def test_a_count_in_the_place_of_one_of_refunds_is_of_refunds(talk) -> None:
    counted = ("包月的云主机，付了96，6月22号下午开的，新买的，今年退过3次，能退吗", CHECK)
    _, state = await talk(counted, ("我说退过3次是错的，是6次", None))
    assert state.check.facts["quota_left"] == 4
    _, state = await talk(counted, ("不对，是还有5个名额", None))
    assert state.check.facts["quota_left"] == 5


async def test_a_thing_that_is_named_again_by_any_word_is_no_doubt(talk) -> None:
    (_, reply), state = await talk(LATE, ("搞错了，机器的开通时间是6月22号10:00", None))
    assert state.check.asked is None
    assert outcome(reply) == "full_refund"


async def test_what_was_told_by_the_day_of_the_payment_goes_with_it(talk) -> None:
    paid = ("包年的云主机，1300，6月2号付的款，当天就开通了，新购，今年没退过，能退吗", CHECK)
    (_, reply), state = await talk(paid, ("记错了，付款是23号", None))
    days = {state.check.facts[field]["earliest"][:10] for field in ("paid_at", "provisioned_at")}
    assert days == {"2026-06-23"}
    assert outcome(reply) == "full_refund"


async def test_so_much_as_something_was_off_is_no_term(talk) -> None:
    renewed = ("云主机6月10号续了一年，付了900，这期7月1号才开始，没改过配置，想退", CHECK)
    (_, reply), state = await talk(
        renewed, ("记错一个月，老的5月31号就到了，续的这期6月1号已经开始了，还能退多少", "policy.renewal")
    )
    assert state.check.facts["term_months"] == 12
    assert state.check.facts["effective_at"]["earliest"].startswith("2026-06-01")
    assert outcome(reply) == "partial_refund"


@pytest.mark.parametrize("text", ["不好意思更正一下", "我前面记错了", "刚才那个日子说错了", "有一处写错了哈"])
async def test_what_is_taken_back_and_not_heard_is_asked_for(talk, text: str) -> None:
    (_, reply), state = await talk(FULL, (text, None))
    assert reply.envelope["kind"] == "question"
    assert "我没听准要改成什么" in "".join(reply.texts)
    assert "可以全额退" not in "".join(reply.texts)
    _, state = await talk(FULL, (text, None), ("是8号开的", None))
    assert state.check.facts["provisioned_at"]["earliest"].startswith("2026-06-08")


@pytest.mark.parametrize("text", ["我没记错，就是22号", "应该是能全退的吧", "你们搞错了吧", "所以能全退对吧"])
async def test_who_takes_nothing_back_is_told_the_verdict(talk, text: str) -> None:
    (_, reply), _ = await talk(FULL, (text, None))
    assert "可以全额退" in "".join(reply.texts)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("说错了，22号那台是23号上午才开出来的", "23"),
        ("昨天开了个工单没人理", "22"),
        ("对了，8号我还咨询过客服", "22"),
    ],
)
async def test_another_day_in_passing_puts_nothing_right(talk, text: str, day: str) -> None:
    _, state = await talk(FULL, (text, None))
    assert state.check.facts["provisioned_at"]["earliest"][8:10] == day
