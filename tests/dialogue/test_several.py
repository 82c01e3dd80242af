"""Two questions in one message are both heard."""

from __future__ import annotations

import pytest

from refundbot.dialogue import Conversation, Services, Turn, respond
from refundbot.replies import Reply, title

from .conftest import NOW


async def ask(text: str, topic: str | None, asked: list[tuple[str, float]], services: Services) -> Reply:
    whole = ((topic, 0.9),) if topic else ((asked[0][0], 0.4),)
    turn = Turn(text, whole, (), NOW, questions=tuple(((name, share),) for name, share in asked))
    return (await respond(topic, turn, Conversation(), services))[0]


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
