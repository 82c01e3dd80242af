"""A message read once: the marks it bears, in either script, and the classes of words they are made of."""

from __future__ import annotations

from datetime import datetime

import pytest
from opencc import OpenCC

from refundbot.strict_yaml import read
from refundbot.understanding import marks, utterance
from refundbot.understanding.facts import extract_facts
from refundbot.understanding.lexicon.words import LexiconError, fill

NOW = datetime.fromisoformat("2026-06-24T15:00:00+08:00")
EXAMPLES = [
    (place.key, text, bears)
    for place in read(marks.FILE, LexiconError).children()
    for key, bears in (("says", True), ("says_not", False))
    for text in place.child(key).texts()
]


@pytest.mark.parametrize("script", [None, "s2t", "s2tw", "s2hk"])
@pytest.mark.parametrize(("mark", "text", "bears"), EXAMPLES)
def test_a_mark_is_read_in_its_examples_in_either_script(
    mark: str, text: str, bears: bool, script: str | None
) -> None:
    written = OpenCC(script).convert(text) if script else text
    assert (mark in utterance.utterance(written).marks.borne()) is bears


def test_every_mark_has_examples() -> None:
    for bears in (True, False):
        assert {mark for mark, _, b in EXAMPLES if b is bears} == set(marks.Marks.__dataclass_fields__)


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
