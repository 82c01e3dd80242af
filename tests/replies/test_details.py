"""What is told on request after an answer: why, on what evidence, the steps, the exceptions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from refundbot.catalogue import CHANNELS, PRODUCTS, QUESTIONS, TOPICS, topic_of
from refundbot.eligibility.case import BillingMode
from refundbot.policy import Policy
from refundbot.replies import Facets, Reply, answer, detail, evidence, missing
from refundbot.replies.details import DETAILS, LISTED

Check = Callable[[Reply], None]
NAMED = [
    Facets(),
    *(Facets(product=product) for product in PRODUCTS),
    *(Facets(billing_mode=mode.value) for mode in BillingMode),
    *(Facets(channel=channel) for channel in CHANNELS),
]


def parts() -> list[tuple[str, str]]:
    return [(part, id) for part, written in DETAILS.items() for id in written]


@pytest.mark.parametrize(("part", "id"), parts())
def test_each_part_holds_for_whatever_was_named(part: str, id: str, policy: Policy, check: Check) -> None:
    topic, question = topic_of(id), id if id in QUESTIONS else None
    assert topic in TOPICS
    plain = detail(part, topic, policy, Facets(), 0.8, question)
    assert plain is not None
    for facets in NAMED:
        reply = detail(part, topic, policy, facets, 0.8, question)
        if reply is not None:
            check(reply)
            assert (reply.envelope["topic"], reply.envelope["question"]) == (topic, question)
            assert reply.envelope["sources"]


@pytest.mark.parametrize("part", ["steps", "exceptions"])
def test_what_has_an_answer_of_its_own_is_not_told_the_general_part(part: str, policy: Policy) -> None:
    assert detail(part, "policy.renewal", policy, Facets(product="website_builder"), 0.8) is None
    assert detail(part, "policy.renewal", policy, Facets(product="ecs"), 0.8) is not None


@pytest.mark.parametrize("id", [*(t for t in TOPICS if TOPICS[t].kind == "answer"), *QUESTIONS])
def test_the_evidence_lists_the_sources_of_the_answer(id: str, policy: Policy, check: Check) -> None:
    topic, question = topic_of(id), id if id in QUESTIONS else None
    told, reply = (say(topic, policy, Facets(), 0.8, question) for say in (answer, evidence))
    check(reply)
    sources = told.envelope["sources"]
    assert all(source["url"] in reply.texts[-1] for source in sources[:LISTED] if source["url"])
    assert [source for source in sources if source not in reply.envelope["sources"]] == []


@pytest.mark.parametrize("part", ["steps", "exceptions"])
def test_what_is_not_written_is_said_to_be_so_with_a_way_on(part: str, policy: Policy, check: Check) -> None:
    reply = missing(part, "price.after_refund", policy, 0.8, None)
    check(reply)
    assert "没有" in reply.texts[0]
    assert "工单" in reply.texts[0]
