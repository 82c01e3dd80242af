"""English and Cantonese in the middle of a check, where what is said is short."""

from __future__ import annotations

import pytest

from refundbot.understanding.facts.fact import GUESSED
from refundbot.understanding.utterance import utterance
from tests.dialogue.conftest import NOW, Talk


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("purchase_kind", "new", "new"),
        ("purchase_kind", "first time", "new"),
        ("purchase_kind", "renewal", "renewal"),
        ("purchase_kind", "唔係續費", "new"),
        ("quota_left", "yes", 1),
        ("quota_left", "yep", 1),
        ("quota_left", "係呀", 1),
        ("quota_left", "仲有", 1),
        ("quota_left", "no", 0),
        ("quota_left", "nope", 0),
        ("quota_left", "冇", 0),
        ("quota_left", "用晒", 0),
        ("state", "not yet", "not_in_effect"),
        ("state", "仲未", "not_in_effect"),
        ("state", "未", "not_in_effect"),
        ("pending_transaction", "nope", False),
        ("pending_transaction", "No", False),
        ("pending_transaction", "not yet", False),
        ("pending_transaction", "I don't have any", False),
        ("pending_transaction", "no other orders", False),
        ("pending_transaction", "Yeah, there is one", True),
        ("used", "No, I haven’t", False),
        ("used", "not yet", False),
        ("invoiced", "no, never", False),
        ("state", "no, not yet", "not_in_effect"),
        ("state", "it has not started", "not_in_effect"),
        ("purchase_kind", "a new one", "new"),
        ("billing_mode", "monthly", "subscription"),
        ("pending_transaction", "唔係", False),
        ("pending_transaction", "冇呀", False),
        ("pending_transaction", "yes", True),
        ("pending_transaction", "係㗎", True),
        ("billing_mode", "one year", "subscription"),
        ("billing_mode", "2 years", "subscription"),
        ("billing_mode", "yearly", "subscription"),
        ("term_months", "twelve months", 12),
        ("channel", "alipay", "alipay"),
        ("used", "冇用過", False),
        ("used", "用咗", True),
    ],
)
def test_a_short_answer_is_heard(asked: str, text: str, value: object) -> None:
    facts = {fact.field: fact.value for fact in utterance(text).facts(NOW, asked)}
    assert facts.get(asked) == value


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("state", "yes", "in_effect"),
        ("state", "no", "not_in_effect"),
        ("state", "是的", "in_effect"),
        ("purchase_kind", "nope", "new"),
    ],
)
def test_a_yes_or_no_to_one_of_two_is_only_likely(asked: str, text: str, value: object) -> None:
    (fact,) = utterance(text).facts(NOW, asked)
    assert (fact.field, fact.value, fact.confidence) == (asked, value, GUESSED)


@pytest.mark.parametrize("text", ["yes", "no", "是的", "还没有"])
def test_a_yes_or_no_says_nothing_of_a_certificate_of_which_two_things_were_asked(text: str) -> None:
    assert not utterance(text).facts(NOW, "certificate_refundable_state")


@pytest.mark.parametrize("text", ["one year ago", "a month later", "two years left"])
def test_a_time_elapsed_or_left_is_no_term(text: str) -> None:
    assert "term_months" not in {fact.field for fact in utterance(text).facts(NOW, "billing_mode")}


async def test_a_check_in_english_comes_to_its_verdict(talk: Talk) -> None:
    answers = {"quota_left": "yes", "purchase_kind": "new", "state": "in use", "pending_transaction": "nope"}
    messages = [("I bought an ECS for one year yesterday, refund?", "eligibility.check")]
    replies, state = await talk(*messages)
    while state.check is not None and state.check.asked is not None:
        messages.append((answers[state.check.asked], None))
        replies, state = await talk(*messages)
        assert len(messages) <= len(answers) + 1
    assert replies[-1].envelope["kind"] == "verdict"
    assert state.check is not None
    assert state.check.facts["term_months"] == 12
