"""Turns of phrase are heard in their examples, in either script."""

from __future__ import annotations

from functools import cache

import pytest
from opencc import OpenCC

from refundbot.understanding.facts.reading import read
from refundbot.understanding.lexicon.phrases import phrases
from refundbot.understanding.lexicon.words import LexiconError

FILES = ("marks.yml", "sayings.yml", "under_way.yml")
EXAMPLES = [
    (file, name, text, says)
    for file in FILES
    for name, phrase in phrases(file).items()
    for says, texts in ((True, phrase.says), (False, phrase.says_not))
    for text in texts
]


converter = cache(OpenCC)


@pytest.mark.parametrize("script", [None, "s2t", "s2tw", "s2hk"])
@pytest.mark.parametrize(("file", "name", "text", "says"), EXAMPLES)
def test_a_phrase_is_heard_in_its_examples_in_either_script(
    file: str, name: str, text: str, says: bool, script: str | None
) -> None:
    written = converter(script).convert(text) if script else text
    assert phrases(file)[name].is_in(read(written).whole.strip()) is says


@pytest.mark.parametrize("file", FILES)
def test_every_phrase_has_examples_of_both_kinds(file: str) -> None:
    assert [name for name, phrase in phrases(file).items() if not (phrase.says and phrase.says_not)] == []


def test_a_file_holds_the_phrases_that_its_reader_knows() -> None:
    with pytest.raises(LexiconError, match=r"sayings\.yml: .*'no_such_saying' is missing"):
        phrases("sayings.yml", frozenset({*phrases("sayings.yml"), "no_such_saying"}))
