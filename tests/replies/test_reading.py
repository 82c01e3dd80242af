"""How an answer reads: it begins with what was asked, and is soon over. Every wording, for all one names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from refundbot.catalogue import QUESTIONS, TOPICS, topic_of
from refundbot.policy import Policy
from refundbot.replies import Facets, Reply, answer
from refundbot.replies.topics import ENTRIES, QUESTION_ENTRIES
from tests.replies.test_answers import named_things

FIRST_LINE = 90
"""Characters before the first line break, which have to answer."""
LINES = 5
"""Lines of an answer at most, without the one that names the sources."""
WRITTEN = [*QUESTION_ENTRIES, *(id for id in ENTRIES if TOPICS[id].kind not in ("check", "smalltalk"))]
STILL_LONG = {
    "policy.subscription/early_leave",
    "policy.subscription/months_back",
    "policy.subscription/one_of_many",
    "policy.five_day/eleventh",
    "policy.five_day/used_within",
    "policy.five_day/fee",
    "policy.five_day/coupon",
    "policy.five_day/which_products",
    "policy.used/one_day",
    "policy.used/installed",
    "policy.used/opened_not_used",
    "policy.deadline/how_long",
    "policy.deadline/half_year",
    "policy.coupon/voucher",
    "policy.coupon/cash_coupon",
    "policy.coupon/stored_card",
    "amount.calculation",
    "amount.fee",
    "payout.time",
    "payout.destination",
    "payout.missing",
    "payout.withdraw",
    "policy.overview",
    "policy.subscription",
    "policy.traffic_package",
    "policy.five_day",
    "policy.used",
    "policy.non_refundable",
    "policy.deadline",
    "policy.coupon",
    "policy.large_amount",
    "process.apply",
    "process.find_entry",
    "process.progress",
    "rejection.reasons",
    "rejection.next_steps",
    "support.contact",
    "support.value_added",
}
"""Those of which some wording is longer yet: what is shortened is taken away here."""


def replies_to(id: str, policy: Policy) -> Iterator[Reply]:
    """The answer to a topic or question, for all that may be named."""
    topic, question = topic_of(id), id if id in QUESTIONS else None
    for facets in named_things(policy) if _depends_on_names(id) else (Facets(),):
        yield answer(topic, policy, facets, 1.0, question)


def _depends_on_names(id: str) -> bool:
    variants = (QUESTION_ENTRIES.get(id) or ENTRIES[id]).variants
    return len(variants) > 1 or "<" in str(variants)


def is_long(reply: Reply) -> bool:
    lines = [line for line in "\n".join(reply.texts).splitlines() if not line.startswith("来源：")]
    return len(lines[0]) > FIRST_LINE or len(lines) > LINES


@pytest.mark.parametrize("id", WRITTEN)
def test_an_answer_is_short_and_says_what_it_answers(
    id: str, policy: Policy, check: Callable[[Reply], None]
) -> None:
    told = list(replies_to(id, policy))
    assert any(map(is_long, told)) == (id in STILL_LONG)
    for reply in told if id in QUESTIONS else ():
        check(reply)
        assert reply.envelope["topic"] == QUESTIONS[id].topic
        assert reply.envelope["question"] == id


def test_what_nothing_is_written_on_is_answered_by_its_topic(policy: Policy) -> None:
    general = answer("policy.five_day", policy, Facets(), 1.0)
    assert general.envelope["question"] is None
    assert answer("policy.five_day", policy, Facets(), 1.0, "policy.five_day/moon") == general
