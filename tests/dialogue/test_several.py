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
