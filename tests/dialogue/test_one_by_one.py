"""Several purchases told in messages of their own: each keeps its facts, they share the quota, and add up."""

from __future__ import annotations

import pytest

CHECK = "eligibility.check"
TWO = ("我有两台云服务器想退", CHECK)
NEW = "一台是前天新买的，包月，200块"
OLD = "另外那台是1月5号新买的，包年，付了1200"


async def test_what_is_told_of_one_of_two_is_not_told_of_the_other(talk) -> None:
    _, state = await talk(TWO, (NEW, CHECK), (OLD, CHECK))
    facts = {check.facts.get("paid_amount"): check.facts for check in state.purchases}
    assert facts.keys() == {"200", "1200"}
    assert facts["200"]["paid_at"]["earliest"].startswith("2026-06-22")
    assert facts["1200"]["paid_at"]["earliest"].startswith("2026-01-05")
    assert all(each["quantity"] == 1 for each in facts.values())


async def test_each_gets_its_verdict(talk) -> None:
    replies, state = await talk(TWO, (NEW, CHECK), (OLD, CHECK), ("名额还有8个", None))
    told = [reply.envelope["verdict"]["outcome"] for reply in replies if reply.envelope["verdict"]]
    assert set(told) == {"full_refund", "partial_refund"}
    assert state.waiting == ()


@pytest.mark.parametrize(
    "second",
    [
        "还有一台，1月5号买的，包年1200",
        "第二台是1月5号买的，包年，1200元",
        "一台1月5号开的，包年，1200元",
        "剩下那台1月5号买的包年，付了1200",
        "另一台是1月5号买的，包年1200块",
        "再有一台是1月5号买的，包年1200块",
    ],
)
@pytest.mark.parametrize("quota", ["", "，名额还有8个"])
async def test_the_second_completes_or_changes_nothing_of_the_first(talk, second, quota) -> None:
    first = (f"云服务器不要了，有一台昨天新买的，包月，150元{quota}", CHECK)
    replies, state = await talk(first, (second, CHECK))
    assert [check.facts["product"] for check in state.purchases] == ["ecs", "ecs"]
    assert [check.facts.get("paid_amount") for check in state.purchases] == ["150", "1200"]
    assert "改成" not in "".join(replies[-1].texts)


FIRST = ("昨天新买的云服务器，包月，付了120，今年名额还剩1个，能退吗", CHECK)
SECOND = ("还有一台也是昨天新买的，包月，98块，能退吗", CHECK)


async def test_the_place_that_the_first_takes_is_not_there_for_the_second(talk) -> None:
    replies, state = await talk(FIRST, SECOND)
    assert replies[0].envelope["verdict"]["outcome"] == "full_refund"
    assert replies[1].envelope["verdict"]["outcome"] == "partial_refund"
    assert state.check.facts["quota_left"] == 0


async def test_nor_where_both_are_told_at_once(talk) -> None:
    told = "两台云服务器都要退，一台昨天新买包月120，一台前天新买包月98，今年名额只剩1个"
    (reply,), state = await talk((told, CHECK))
    assert state.former[0].facts["quota_left"] == 1
    assert state.check.facts["quota_left"] == 0
    assert "还剩 0 个" in "".join(reply.texts)


async def test_with_places_enough_both_come_back_whole(talk) -> None:
    replies, state = await talk((FIRST[0].replace("1个", "5个"), CHECK), SECOND)
    assert replies[1].envelope["verdict"]["outcome"] == "full_refund"
    assert state.check.facts["quota_left"] == 4


async def test_how_much_is_left_is_asked_where_it_was_not_told(talk) -> None:
    replies, state = await talk((FIRST[0].replace("还剩1个", "还有"), CHECK), SECOND)
    assert state.check.asked == "quota_left"
    assert "算上它" in "".join(replies[1].texts)


@pytest.mark.parametrize("asked", ["两台一共退多少", "加起来多少", "那合计能退多少钱", "俩加一起能拿回多少"])
async def test_what_they_come_to_is_added_up(talk, asked: str) -> None:
    replies, _ = await talk((FIRST[0].replace("1个", "5个"), CHECK), SECOND, (asked, "amount.calculation"))
    told = "".join(replies[-1].texts)
    assert "120.00 元" in told
    assert "98.00 元" in told
    assert "合计退回218.00 元" in told


async def test_what_is_not_exact_is_not_added_up_as_if_it_were(talk) -> None:
    replies, _ = await talk(FIRST, SECOND, ("两台一共退多少", "amount.calculation"))
    told = "".join(replies[-1].texts)
    assert "最多" in told


async def test_one_of_which_nothing_is_known_yet_is_left_out_of_the_sum(talk) -> None:
    more = ("还有一台也想退，是以前买的", CHECK)
    replies, state = await talk(FIRST, more, ("两台一共退多少", "amount.calculation"))
    told = "".join(replies[-1].texts)
    assert state.check.running
    assert "120.00 元" in told
    assert "还有 1 样没看完" in told


async def test_the_sum_asked_for_with_the_purchases_is_told_behind_the_last_verdict(talk) -> None:
    told = "两台云服务器都要退，一台昨天新买包月120，一台前天新买包月98，名额还有6个，一共能退多少"
    (reply,), _ = await talk((told, CHECK))
    assert "合计退回218.00 元" in "".join(reply.texts)


@pytest.mark.parametrize("said", ["第一台多久到账", "前面那台多久到账", "120块的那台多久到账"])
async def test_each_is_gone_back_to_by_its_place_or_what_was_told_of_it(talk, said) -> None:
    _, state = await talk(FIRST, SECOND, (said, "payout.time"))
    assert state.check.facts["paid_amount"] == "120"
    assert [check.facts["paid_amount"] for check in state.former] == ["98"]


RENEWED = ("云服务器6月20号续了一个月，付了100，7月5号才开始，续费能退吗", CHECK)


async def test_of_a_renewal_the_period_in_use_is_looked_at_beside_it(talk) -> None:
    replies, state = await talk(
        RENEWED,
        ("两段都退呢，各退多少", "amount.calculation"),
        ("原来那段是6月5号买的一个月，100元", CHECK),
    )
    renewal, in_use = state.purchases
    assert replies[0].envelope["verdict"]["outcome"] == "full_refund"
    assert renewal.facts["purchase_kind"] == "renewal"
    assert in_use.facts["purchase_kind"] == "new"
    assert in_use.facts["paid_amount"] == "100"
    assert replies[-1].envelope["verdict"]["outcome"] == "partial_refund"
    assert "合计" in "".join(replies[-1].texts)


async def test_of_two_told_at_once_both_sums_are_told(talk) -> None:
    told = "云服务器5月30号买的一个月100，6月20号又续了一个月100，都退能退多少"
    (reply,), state = await talk((told, CHECK))
    renewal, in_use = state.purchases
    assert renewal.facts["effective_at"]["earliest"].startswith("2026-06-30")
    assert renewal.facts["paid_amount"] == in_use.facts["paid_amount"] == "100"
    assert in_use.facts["paid_at"]["earliest"].startswith("2026-05-30")
    assert "合计最多退回" in "".join(reply.texts)


async def test_the_quota_that_was_asked_for_is_not_read_from_the_next_one(talk) -> None:
    first = "云服务器6月22号新买的，包月150元，想退"
    _, state = await talk((first, CHECK), ("一台3月1号新买的，包年1800", CHECK))
    assert state.check.asked == "quota_left"
    assert not any("quota_left" in check.facts for check in state.purchases)


@pytest.mark.parametrize(
    "beside",
    ["另外那台是按需的，不退", "还有一台是3月买的，一直在用，跟这个没关系", "剩下那台别动"],
)
async def test_one_that_stays_is_not_looked_at_and_changes_nothing(talk, beside: str) -> None:
    _, state = await talk(FIRST, (beside, None))
    assert len(state.purchases) == 1
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-23")


async def test_of_two_the_one_that_stays_is_left_out(talk) -> None:
    told = "两台服务器，一台前天新买包月100，一台3月新买包年1200，名额还有3个，包年那台留着，只退包月的"
    _, state = await talk((told, CHECK))
    assert [check.facts["paid_amount"] for check in state.purchases] == ["100"]


@pytest.mark.parametrize("sums", ["分别120和98", "一台120一台98", "第一台120，第二台98块"])
async def test_of_two_bought_alike_each_keeps_its_sum(talk, sums: str) -> None:
    _, state = await talk((f"昨天新买了两台云服务器，包月，{sums}，名额只剩1个，都想退", CHECK))
    assert [check.facts["paid_amount"] for check in state.purchases] == ["120", "98"]
    assert [check.facts["quota_left"] for check in state.purchases] == [1, 0]


async def test_what_all_cost_is_not_what_one_did(talk) -> None:
    told = "两台云主机一共付了2000，一台昨天新买的包月，一台去年新买的包年，想退"
    _, state = await talk((told, CHECK))
    assert not any("paid_amount" in check.facts for check in state.purchases)


async def test_another_one_that_is_not_named_is_asked_about(talk) -> None:
    _, state = await talk(FIRST, ("另外还有一单，上个月新买的，包年900", CHECK))
    assert state.check.doubt == "unsure:product"


async def test_of_three_disks_the_third_gets_what_two_leave(talk) -> None:
    first = ("前天新买的包月云硬盘，30块，名额还有2个，能退吗", CHECK)
    more = ("另外还有块盘，昨天新买的，包月，45块", CHECK), ("还有一块，今天上午新买的包月，50块", CHECK)
    replies, state = await talk(first, *more)
    assert [check.facts["quota_left"] for check in state.purchases] == [2, 1, 0]
    assert replies[-1].envelope["verdict"]["outcome"] == "partial_refund"


async def test_a_server_and_a_domain_share_what_is_told_of_the_account(talk) -> None:
    told = "昨天买了个服务器还有个域名，服务器99包月新购，域名35，都想退，名额还有4个"
    (reply,), state = await talk((told, CHECK))
    assert state.former[0].facts["quota_left"] == 4
    assert reply.envelope["verdict"]["outcome"] == "full_refund"
    assert "占 1 个名额" not in "".join(reply.texts)


@pytest.mark.parametrize(
    "said", ["第一台我不退了，就退第二台", "前面那台留着吧", "120块的那台不退了，只退这台"]
)
async def test_where_the_first_stays_its_place_is_there_for_the_second(talk, said: str) -> None:
    replies, state = await talk(FIRST, SECOND, (said, "process.cancel"))
    assert [check.facts["paid_amount"] for check in state.purchases] == ["98"]
    assert replies[-1].envelope["verdict"]["outcome"] == "full_refund"


async def test_a_second_one_that_is_asked_about_is_not_supposed_of_the_first(talk) -> None:
    _, state = await talk(FIRST, ("那我再退一台前天新买的包月98行不行", CHECK))
    assert [check.facts["paid_amount"] for check in state.purchases] == ["120", "98"]


async def test_products_named_side_by_side_are_looked_at_one_after_the_other(talk) -> None:
    server, domain = ("服务器是前天新买的，包月，88", CHECK), ("域名是昨天注册的，55", CHECK)
    replies, state = await talk(("我有台服务器和一个域名想退", CHECK), server, domain, ("名额还有", None))
    told = [reply.envelope["verdict"]["outcome"] for reply in replies if reply.envelope["verdict"]]
    assert told == ["not_refundable", "full_refund"]
    assert state.check.facts["product"] == "ecs"


async def test_two_machines_are_not_two_periods_of_one(talk) -> None:
    told = "服务器甲是6月22号新买的包月100，服务器乙是去年买的6月20号续了一年1200，7月1号才开始，两台都退"
    _, state = await talk((told, CHECK))
    assert [check.facts["paid_amount"] for check in state.purchases] == ["100", "1200"]
    assert "expires_at" not in state.check.facts


async def test_what_an_order_is_made_of_is_no_purchase_apart(talk) -> None:
    told = "云硬盘两块，一块系统盘一块数据盘，昨天新买包月的，一共60，名额还有8个，退了"
    _, state = await talk((told, CHECK))
    assert len(state.purchases) == 1
    assert state.check.facts["quantity"] == 2
    assert state.check.facts["paid_amount"] == "60"


async def test_what_is_told_later_of_each_by_its_place_is_of_that_one(talk) -> None:
    both = "两台云主机，一台昨天新买包月，一台1月10号新买包年，名额还有3个，都退"
    first, second = ("第一台付了99", None), ("第二台付了1099", None)
    for told in ((first, second), (second, first)):
        _, state = await talk((both, CHECK), *told)
        assert [check.facts["paid_amount"] for check in state.purchases] == ["99", "1099"]
        assert state.purchases[0].facts["paid_at"]["earliest"].startswith("2026-06-23")


async def test_of_three_two_that_are_alike_are_told_apart_from_the_third(talk) -> None:
    told = "两台服务器是昨天新买的包月各100，另一台是去年6月新买的一年900，名额5个，都退"
    _, state = await talk((told, CHECK))
    assert [check.facts.get("term_months") for check in state.purchases] == [1, 12]
    assert state.purchases[0].facts["quantity"] == 2
    assert state.purchases[0].facts["paid_amount"] == "200"
    assert "quota_left" not in state.purchases[1].facts


async def test_the_count_of_all_makes_no_third_one(talk) -> None:
    first = ("昨天新买的云服务器包月120，名额还有4个，想退", CHECK)
    _, state = await talk(first, ("买了两台，另一台前天新买的，包月150", CHECK))
    assert [check.facts["paid_amount"] for check in state.purchases] == ["120", "150"]


async def test_one_product_that_is_named_with_two_words_is_one(talk) -> None:
    first = ("我上个月买的共享流量包能退吗，用了一半了", CHECK)
    _, state = await talk(first, ("还有一个短信资源包也想退", CHECK))
    assert state.check.facts["product"] == "resource_package"
    assert state.waiting == ()
