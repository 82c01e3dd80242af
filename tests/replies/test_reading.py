"""How an answer reads: it begins with what was asked, and is soon over. Every wording, for all one names."""

from __future__ import annotations

import re
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

FIRST_WORDS = (
    (r"谁", r"由|退到|一般先回到"),
    (r"为什么|怎么还", r"因为|多半|没有查到|官方没有|看|关机不等于|伙伴代付的"),
    (r"哪里|哪个页面", r".*在|到|先看|入口|.*看|先请|直接|会退|退到"),
    (
        r"吗$|能不能|要不要|占不占|退不退|赔不赔|会不会|是不是|有没有",
        r"(一般|多数|最好|就算|可以|符合条件的)?(不|能|可以|会|有|要|退|没有|没查到|取消|看|来得及|恢复不了)",
    ),
    (r"几|多久|多少|什么时候", r".*(\d|自然年|没有查到|自动|全天)|看|按|能"),
    (
        r"怎么|怎样|要做什么",
        r"(最好)?(先|到|在|请|把|打|看|从|按|照|可以|准备|以|没|换|由|登录|点|退|多半|能|要|会|过期)",
    ),
)
"""How it is asked, by the title, and with what the answer has to begin; nothing else is measured."""
ANSWERED_AT_ONCE = 0.97


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


def begins_at_once(title: str, first_line: str) -> bool | None:
    """Whether an answer begins with what is asked; `None` of what is asked in no way that is measured."""
    begins = next((begins for asked, begins in FIRST_WORDS if re.search(asked, title)), None)
    return None if begins is None else re.match(begins, first_line) is not None


def test_the_first_words_answer(policy: Policy) -> None:
    measured = {}
    for question in QUESTIONS.values():
        told = answer(question.topic, policy, Facets(), 1.0, question.id)
        measured[question.title] = begins_at_once(question.title, told.texts[0].splitlines()[0])
    late = [title for title, at_once in measured.items() if at_once is False]
    asked = sum(at_once is not None for at_once in measured.values())
    assert asked >= 200
    assert 1 - len(late) / asked >= ANSWERED_AT_ONCE, late


def test_what_nothing_is_written_on_is_answered_by_its_topic(policy: Policy) -> None:
    general = answer("policy.five_day", policy, Facets(), 1.0)
    assert general.envelope["question"] is None
    assert answer("policy.five_day", policy, Facets(), 1.0, "policy.five_day/moon") == general
