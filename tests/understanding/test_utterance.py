"""A message read once: what is heard in it, and the classes of words that it is heard by."""

from __future__ import annotations

from datetime import datetime

import pytest

from refundbot.understanding import utterance
from refundbot.understanding.facts import extract_facts
from refundbot.understanding.lexicon.words import LexiconError, fill

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")


@pytest.mark.parametrize("name", ["名额", "额度", "次数", "机会"])
@pytest.mark.parametrize(
    ("text", "left"), [("没有{}了", 0), ("没{}了", 0), ("今年的{}用完了", 0), ("{}还有", 1)]
)
def test_the_quota_is_heard_by_any_of_its_names(name: str, text: str, left: int) -> None:
    facts = {fact.field: fact.value for fact in extract_facts(text.format(name), NOW, "quota_left")}
    assert facts["quota_left"] == left


def test_a_class_of_words_that_there_is_not_is_told() -> None:
    with pytest.raises(LexiconError, match="NO_SUCH_CLASS"):
        fill("没有<NO_SUCH_CLASS>")


def test_the_facts_of_a_message_are_those_of_its_text() -> None:
    text = "我昨天买的云服务器，微信付了1299"
    assert utterance.utterance(text).facts(NOW) == extract_facts(text, NOW)


@pytest.mark.parametrize(
    "text", ["五天内不是无理由退吗，把300全退给我", "不是九点就是十点", "现金券不是当钱用的吗"]
)
def test_who_asks_whether_it_is_not_so_corrects_nothing(text: str) -> None:
    assert not utterance.utterance(text).marks.corrects


@pytest.mark.parametrize("text", ["不是九点，是十点", "我不是说了是4号吗", "不是云硬盘，是云服务器"])
def test_who_says_what_it_is_not_does(text: str) -> None:
    assert utterance.utterance(text).marks.corrects
