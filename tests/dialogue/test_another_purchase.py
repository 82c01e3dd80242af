"""What is told of one purchase is not of another one, and each is gone back to by its name."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"


@pytest.mark.parametrize("given", ["我领的试用云主机到期会扣费吗", "活动送的那台云服务器，不要了会扣钱不"])
@pytest.mark.parametrize(
    "bought", ["还有一台云服务器是自己花99买的，12号下单", "然后99块一年的那台，12号买的，能退不"]
)
async def test_what_was_given_is_not_what_was_paid_for(talk, given, bought) -> None:
    _, state = await talk((given, "policy.gift"), (bought, CHECK))
    assert "origin" not in state.check.facts
    assert (state.check.facts["product"], state.check.facts["paid_amount"]) == ("ecs", "99")


async def test_the_number_of_the_purchases_is_not_that_of_one(talk) -> None:
    first = ("我领的试用云主机到期会扣费吗", "policy.gift")
    _, state = await talk(first, ("然后99块一年的那台，12号买的，能退不", CHECK), ("那两台都不要了", None))
    assert "quantity" not in state.check.facts


PACKAGE = ("买了个流量包，一点没用", "policy.traffic_package")


@pytest.mark.parametrize("told", ["是CDN的那个，昨天买的", "CDN那个，昨天买的", "哦买的是CDN的，昨天"])
async def test_a_name_that_is_more_exact_takes_the_place_of_the_guess(talk, told) -> None:
    replies, state = await talk(PACKAGE, (told, CHECK))
    assert state.check.facts["product"] == "cdn_traffic_package"
    assert state.check.facts["used"] is False
    assert "改成" not in replies[-1].texts[0]


CDN = ("昨天买的CDN流量包能退吗", CHECK)
SHARED = ("我还有个共享流量包，前天买的，7月8号生效", CHECK)


async def test_a_correction_is_of_the_purchase_that_it_names(talk) -> None:
    _, state = await talk(CDN, SHARED, ("我指的是CDN那个，不是共享的", None))
    assert state.check.facts["product"] == "cdn_traffic_package"
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-23")
    assert "effective_at" not in state.check.facts


@pytest.mark.parametrize("another", ["那OBS的资源包呢，选了7月15号生效", "我还有个OBS资源包，7月15号生效"])
async def test_another_product_has_none_of_the_dates_of_the_one_before(talk, another) -> None:
    replies, state = await talk(CDN, (another, None))
    assert state.check.facts["product"] == "obs_package"
    assert "paid_at" not in state.check.facts
    assert "改成" not in "".join(replies[-1].texts)


async def test_what_is_told_on_another_thing_is_not_of_the_one_before(talk) -> None:
    _, state = await talk(
        ("SSL证书今天中午12点付的款，想退", CHECK),
        ("还有一个弹性公网IP，按流量计费的", None),
        ("证书签发了，还没吊销", None),
    )
    assert state.check.facts["product"] == "ssl_certificate"
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-24T12")
    assert "billing_mode" not in state.check.facts


OWN = ("昨天新买的云服务器，包月，120块，名额还有10个，能退吗", CHECK)


@pytest.mark.parametrize(
    "asked",
    ["我同事6月2号买的那台能退多少", "小李那台是6月2号买的，能全退吗", "他6月2号也买了一台，能全额退吗"],
)
async def test_what_somebody_else_bought_is_not_judged_as_ones_own(talk, asked) -> None:
    (_, reply), state = await talk(OWN, (asked, CHECK))
    assert "120" not in "".join(reply.texts)
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-23")
    assert state.anothers.facts["paid_at"]["earliest"].startswith("2026-06-02")


async def test_it_is_judged_by_its_own_facts_and_the_own_stays(talk) -> None:
    (_, _, _, theirs, own), _ = await talk(
        OWN,
        ("我同事6月2号买的那台能退多少", "amount.calculation"),
        ("包月", None),
        ("他也是新买的，付了88，没退过", None),
        ("我那台到底能不能退", CHECK),
    )
    assert theirs.envelope["verdict"]["outcome"] == "partial_refund"
    assert "88.00" in "".join(theirs.texts)
    assert own.envelope["verdict"]["outcome"] == "full_refund"
    assert "120" in "".join(own.texts)


@pytest.mark.parametrize("said", ["朋友说能全退是真的吗", "同事帮我付的钱，能退吗", "我跟他一起买的，能退吗"])
async def test_who_only_says_or_does_something_bought_nothing(talk, said) -> None:
    _, state = await talk(OWN, (said, None))
    assert state.anothers is None


@pytest.mark.parametrize(
    "told",
    [
        "我老婆那台也想退，她是6月2号买的一年480",
        "顺便问下，我同事那台是6月2号买的一年480，他也想退",
        "我爸那台6月2号买的一年480，一起退",
        "小李的也要退，6月2号买的，付了480",
    ],
)
async def test_what_somebody_else_would_give_back_too_is_not_ones_own(talk, told) -> None:
    (_, reply), state = await talk(OWN, (told, CHECK))
    assert "120" not in "".join(reply.texts)
    assert state.anothers.facts["paid_amount"] == "480"
    assert state.check.facts["paid_amount"] == "120"


@pytest.mark.parametrize(
    "told", ["我朋友那台6月2号买的，他已经退了，我也想退", "我女朋友那台一直在用，6月2号买的，不退"]
)
async def test_what_is_told_of_theirs_in_passing_is_not_judged(talk, told) -> None:
    _, state = await talk(OWN, (told, CHECK))
    assert state.anothers is None
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-23")


TRAFFIC = ("昨天下午3点买的共享流量包，1TB一年，640元", CHECK)


@pytest.mark.parametrize(
    "why",
    [
        "我们的EIP其实是按带宽计费的，根本抵扣不了",
        "部机系用固定带宽，根本唔食流量，可唔可以退",
        "机器走的是包月带宽，不走流量，能退吗",
        "服务器是按带宽算的，用不上",
    ],
)
async def test_a_thing_on_which_a_package_is_of_no_use_is_not_what_was_bought(talk, why) -> None:
    _, state = await talk(TRAFFIC, (why, CHECK))
    assert state.check.facts["product"] == "shared_traffic_package"
    assert state.check.facts["paid_amount"] == "640"


@pytest.mark.parametrize(
    "turned", ["我还买了个带宽，用不上，能退吗", "流量包抵扣不了就算了，我想退那个带宽", "带宽能退吗"]
)
async def test_another_thing_that_was_bought_is_turned_to(talk, turned) -> None:
    _, state = await talk(TRAFFIC, (turned, CHECK))
    assert state.check.facts["product"] == "eip_bandwidth"
