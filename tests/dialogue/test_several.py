"""Two questions in one message are both heard."""

from __future__ import annotations

import pytest

from refundbot.dialogue import Memory, Services, Turn, respond
from refundbot.replies import Reply, title

from .conftest import NOW


async def ask(text: str, topic: str | None, asked: list[tuple[str, float]], services: Services) -> Reply:
    whole = ((topic, 0.9),) if topic else ((asked[0][0], 0.4),)
    turn = Turn(text, whole, (), NOW, questions=tuple(((name, share),) for name, share in asked))
    return (await respond(topic, turn, Memory(), services))[0]


async def test_both_are_answered_under_the_topic_of_the_whole(services: Services) -> None:
    reply = await ask(
        "怎么退，多久到账", "payout.time", [("process.apply", 0.9), ("payout.time", 0.9)], services
    )
    assert reply.envelope["topic"] == "payout.time"
    assert any(title("process.apply") in text for text in reply.texts)
    assert title("payout.time") not in [button.text for button in reply.buttons]


async def test_a_third_one_is_offered(services: Services) -> None:
    asked = [("process.materials", 0.9), ("process.review_time", 0.9), ("payout.time", 0.9)]
    reply = await ask("要什么材料？审核几天？几天到账？", "process.review_time", asked, services)
    assert reply.envelope["follow_ups"][0]["topic"] == "payout.time"
    assert reply.buttons[0].text == title("payout.time")


async def test_questions_that_are_each_sure_make_up_for_an_unsure_whole(services: Services) -> None:
    reply = await ask(
        "怎么退？退到哪？", None, [("process.apply", 0.9), ("payout.destination", 0.9)], services
    )
    assert reply.envelope["topic"] == "process.apply"


@pytest.mark.parametrize(
    "asked",
    [
        [("process.apply", 0.5), ("payout.time", 0.9)],
        [("smalltalk.greet", 0.9), ("payout.time", 0.9)],
        [("payout.time", 0.9), ("payout.time", 0.9)],
        [("out_of_scope", 0.9), ("payout.time", 0.9)],
        [("process.data", 0.9), ("payout.time", 0.9)],  # nothing in the text says so
    ],
)
async def test_what_is_unsure_or_no_question_is_left(
    asked: list[tuple[str, float]], services: Services
) -> None:
    reply = await ask("退款多久到账", "payout.time", asked, services)
    assert not any(text.startswith("另外") for text in reply.texts)


async def test_a_question_beside_the_check_is_answered_before_it_asks(services: Services) -> None:
    reply = await ask(
        "昨天买的云服务器能退吗？数据会丢吗？",
        "eligibility.check",
        [("eligibility.check", 0.9), ("process.data", 0.9)],
        services,
    )
    assert reply.envelope["kind"] == "question"
    assert "数据" in reply.texts[0]
    assert "包年包月" in reply.texts[-1]


async def test_what_the_verdict_will_tell_is_not_told_beside_it(services: Services) -> None:
    reply = await ask(
        "昨天买的云服务器能退吗？手续费多少？",
        "eligibility.check",
        [("eligibility.check", 0.9), ("amount.fee", 0.9)],
        services,
    )
    assert "手续费" not in "".join(reply.texts)


CHECK = "eligibility.check"
TWO = (
    "上个月新买了个云硬盘包年，花了50块，想退；还有一台云服务器是昨天新买的，包月，300块，名额还有，也想退",
    CHECK,
)


async def test_two_purchases_are_looked_at_one_after_the_other_by_their_own_facts(talk) -> None:
    replies, state = await talk(TWO)
    told = "\n".join(text for reply in replies for text in reply.texts)
    assert "先看云硬盘，再看云服务器" in replies[0].texts[0]
    assert "接着看下面这样：云服务器" in told
    assert replies[-1].envelope["verdict"]["outcome"] == "partial_refund"
    assert state.check.facts["product"] == "ecs"
    assert state.check.facts["paid_amount"] == "300"
    assert state.check.facts["paid_at"]["earliest"].startswith("2026-06-23")
    assert state.waiting == ()


async def test_those_that_wait_are_remembered_in_the_slot(talk) -> None:
    first, second = TWO[0].split("；")
    _, state = await talk((f"{first.replace('上个月新', '上周')}；{second}", CHECK))
    assert state.check.facts["product"] == "evs"
    assert state.check.facts["paid_amount"] == "50"
    assert Memory.from_json(state.to_json()) == state
    assert [check.facts["product"] for check in state.waiting] == ["ecs"]


async def test_what_is_kept_is_not_looked_at(talk) -> None:
    text = "昨天下了两单，云硬盘包月50块接着用，云服务器包月300块不想要了，能退吗"
    _, state = await talk((text, CHECK))
    assert state.check.facts["product"] == "ecs"
    assert state.check.facts["paid_amount"] == "300"
    assert state.waiting == ()


@pytest.mark.parametrize(
    "text",
    [
        "昨天新买的云服务器包月300块，给它加了块云硬盘，能退吗",
        "昨天新买的云服务器，300块，5M带宽，能退吗",
    ],
)
async def test_what_belongs_to_a_purchase_is_no_second_one(talk, text: str) -> None:
    _, state = await talk((text, CHECK))
    assert state.waiting == ()


async def test_the_count_of_disks_is_no_sum(talk) -> None:
    _, state = await talk(
        ("云硬盘6块（同一订单），昨天上午开通，包年，实付3600元，6块全部退订", "eligibility.check"),
        ("名额10个都在，请测算6块的可退金额", "eligibility.check"),
    )
    assert state.check.facts["paid_amount"] == "3600"
    assert state.check.facts["quantity"] == 6


async def test_what_stays_while_another_goes_back_is_not_looked_at(talk) -> None:
    first = ("我买了两个东西，一个RDS（昨天，包月200），一个域名（前天，60），能退吗", "eligibility.check")
    _, state = await talk(first, ("RDS不要了，域名留着", None))
    assert state.check.facts["product"] == "rds"
    assert state.waiting == ()


BOUGHT = "6月22号一口气买了两样，一块云硬盘180半年，还有个30元的CDN流量包"


async def test_each_purchase_keeps_its_own_price_and_term_and_shares_the_date(talk) -> None:
    _, state = await talk((BOUGHT, CHECK))
    assert state.check.facts["product"] == "evs"
    assert (state.check.facts["paid_amount"], state.check.facts["term_months"]) == ("180", 6)
    (package,) = state.waiting
    assert (package.facts["product"], package.facts["paid_amount"]) == ("cdn_traffic_package", "30")
    assert "term_months" not in package.facts
    assert package.facts["paid_at"]["earliest"].startswith("2026-06-22")


@pytest.mark.parametrize(
    ("which", "product", "amount"),
    [
        ("流量包我自己留着，就想把这块盘退了", "evs", "180"),
        ("云硬盘接着用，流量包不要了", "cdn_traffic_package", "30"),
        ("盘別動，流量包想退", "cdn_traffic_package", "30"),
    ],
)
async def test_what_goes_back_is_heard_beside_what_stays(talk, which, product, amount) -> None:
    _, state = await talk((BOUGHT, CHECK), (which, CHECK))
    assert (state.check.facts["product"], state.check.facts["paid_amount"]) == (product, amount)
    assert state.waiting == ()


async def test_no_verdict_before_it_is_heard_which_of_two_goes_back(talk) -> None:
    told = "前天下了两单，流量包66块，还有一台云主机980一年"
    replies, state = await talk((told, CHECK))
    assert (replies[-1].envelope["kind"], state.check.asked) == ("question", "product")
    replies, state = await talk((told, CHECK), ("云主机", None))
    assert (state.check.facts["product"], state.check.facts["paid_amount"]) == ("ecs", "980")
    assert state.waiting == ()


async def test_sums_told_in_the_order_of_the_purchases_are_kept_apart(talk) -> None:
    _, state = await talk(("6月21号买了俩，云数据库和流量包，分别700和45", CHECK))
    assert (state.check.facts["product"], state.check.facts["paid_amount"]) == ("rds", "700")
    assert [each.facts["paid_amount"] for each in state.waiting] == ["45"]


@pytest.mark.parametrize(
    "told",
    [
        "6月21号买了俩，云数据库和流量包，一共745",
        "6月21号买了两样，WAF跟域名一共1600，一年的",
        "6月21号一起买的云服务器和OBS资源包，共花了512，包年的",
    ],
)
async def test_what_cannot_be_kept_apart_is_of_none(talk, told: str) -> None:
    replies, state = await talk((told, CHECK))
    assert (replies[-1].envelope["kind"], state.check.asked) == ("question", "product")
    assert state.check.facts.keys() == {"paid_at"}


async def test_the_one_that_is_to_go_back_is_known_but_not_what_all_cost(talk) -> None:
    _, state = await talk(("上周五买了3样，云服务器、云硬盘跟一个公网IP，总共花了820，我想退云硬盘", CHECK))
    assert state.check.facts["product"] == "evs"
    assert "paid_amount" not in state.check.facts


async def test_only_the_one_that_is_named_with_the_wish_is_looked_at(talk) -> None:
    _, state = await talk(("昨天下了两单，OBS资源包88块，云主机1280一年，我要退云主机", CHECK))
    assert (state.check.facts["product"], state.check.facts["paid_amount"]) == ("ecs", "1280")
    assert state.waiting == ()


async def test_a_question_on_what_stays_does_not_make_it_the_case(talk) -> None:
    replies, state = await talk(
        ("昨天新买的云服务器，包月，300块，名额还有10个，能退吗", CHECK), ("那流量包不受影响吧", CHECK)
    )
    assert replies[0].envelope["verdict"]["outcome"] == "full_refund"
    assert state.check.facts["product"] == "ecs"


@pytest.mark.parametrize(
    "aside",
    [
        "甲客户5月买过一个CDN流量包，那个不用管，已经用完了",
        "A项目的RDS上个月已经过期了，那个别管",
        "前一家买的域名已经到期了，不用看",
    ],
)
async def test_what_is_told_of_the_one_put_aside_is_not_of_the_one_asked_about(talk, aside: str) -> None:
    replies, state = await talk((aside, CHECK))
    assert replies[-1].envelope["kind"] != "verdict"
    assert state.check is None
    _, state = await talk((aside, CHECK), ("问的是另一家的云硬盘：昨天买的一年，240", CHECK))
    assert state.check.facts["product"] == "evs"
    assert {"state", "used", "expires_at"}.isdisjoint(state.check.facts)


async def test_a_product_of_an_earlier_question_is_not_asked_for(talk) -> None:
    first = ("云硬盘不用了怎么还在扣钱", "charge.continues")
    replies, state = await talk(first, ("我是按需的", "policy.pay_per_use"), ("那这个能退吗", CHECK))
    assert state.check.facts["product"] == "evs"
    assert replies[-1].envelope["verdict"]["outcome"] == "nothing_to_refund"
    bought = ("昨天新买的，包月80块，名额还有10个，能退吗", CHECK)
    replies, state = await talk(("云硬盘能退吗", "policy.five_day"), bought)
    assert (replies[-1].envelope["kind"], state.check.doubt) == ("question", "unsure:product")
    replies, _ = await talk(("云硬盘能退吗", "policy.five_day"), bought, ("对", "dialogue.affirm"))
    assert replies[-1].envelope["verdict"]["outcome"] == "full_refund"


async def test_what_is_billed_by_use_needs_no_product(talk) -> None:
    replies, state = await talk(("我开的是按需的，扣了63块，能退吗", CHECK))
    assert replies[-1].envelope["verdict"]["outcome"] == "nothing_to_refund"
    replies, state = await talk(("我开的是按需的，扣了63块，能退吗", CHECK), ("是云数据库", CHECK))
    assert state.check.facts["product"] == "rds"
    assert replies[-1].envelope["verdict"]["outcome"] == "nothing_to_refund"


SOLD = "昨天买了一台云服务器95块，还有个CDN流量包126块"


@pytest.mark.parametrize(
    ("first", "then", "product", "paid"),
    [
        (SOLD, "服务器挺好用的，流量包买多了想退", "cdn_traffic_package", "126"),
        (SOLD, "流量包我留着，就问服务器能不能退", "ecs", "95"),
        ("前天采购了一台服务器和一个域名，服务器560一年，域名70", "域名注册错了想退", "domain", "70"),
        (
            "我买了一个OBS存储包99元，又买了一台云服务器95元包月，都是昨天",
            "存储包不动，只退服务器",
            "ecs",
            "95",
        ),
        ("WAF是3月份买的8000一年，堡垒机是昨天买的1200一个月", "WAF不用管，堡垒机退得了不", "cbh", "1200"),
        (
            "5月10号买了一套RDS一年2400，昨天买了台服务器一个月95",
            "服务器要用，RDS用不上了想退",
            "rds",
            "2400",
        ),
        (
            "前天一次买了俩东西，云桌面239包月，共享流量包50",
            "流量包先不动，云桌面太卡退了吧",
            "cloud_desktop",
            "239",
        ),
    ],
)
async def test_each_of_two_purchases_keeps_what_was_told_of_it(talk, first, then, product, paid) -> None:
    _, state = await talk((first, "eligibility.check"), (then, None))
    assert (state.check.facts["product"], state.check.facts["paid_amount"]) == (product, paid)
    assert "paid_at" in state.check.facts
    assert state.waiting == ()


async def test_what_was_only_to_be_bought_is_no_purchase_beside_the_other(talk) -> None:
    said = "我昨天明明要买服务器，稀里糊涂给我买成共享流量包了，一年的，1200块"
    _, state = await talk((said, "eligibility.check"))
    assert (state.check.facts["product"], state.waiting) == ("shared_traffic_package", ())


async def test_what_is_used_with_a_purchase_is_no_other_one(talk) -> None:
    first = ("云速建站前天买的，1200一年，不要了，能退吗", CHECK)
    (reply, _), state = await talk(first, ("域名都还没绑呢", None))
    assert state.check.facts["product"] == "website_builder"
    assert state.check.asked == "quota_left"
    assert reply.envelope["kind"] == "question"
