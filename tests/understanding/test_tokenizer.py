"""Tokens lie where entities begin and end."""

from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from refundbot.understanding.rasa.tokenizer import HanCharTokenizer
from refundbot.understanding.text.normal_form import MAX_CHARACTERS


def tokens(text: str) -> list[tuple[str, int, int]]:
    message = Message({TEXT: text})
    HanCharTokenizer(HanCharTokenizer.get_default_config()).process([message])
    return [(token.text, token.start, token.end) for token in message.get(TOKENS_NAMES[TEXT])]


def test_a_token_is_normalised_and_lies_where_it_was_written() -> None:
    assert tokens("ＥＣＳ買") == [("ecs", 0, 3), ("买", 3, 4)]


def test_every_annotated_entity_spans_whole_tokens(annotated_sentences) -> None:
    for example in annotated_sentences:
        found = tokens(example.text)
        starts, ends = {start for _, start, _ in found}, {end for _, _, end in found}
        for start, end, entity in example.entities:
            assert (start in starts, end in ends) == (True, True), (example, entity)


def test_an_empty_text_has_no_tokens() -> None:
    assert tokens("") == tokens("\u200b ") == []


def test_no_token_lies_beyond_the_cut() -> None:
    assert tokens("退" * 350_000)[-1] == ("退", MAX_CHARACTERS - 1, MAX_CHARACTERS)
