"""Normalisation keeps every character's place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refundbot.understanding.text.normal_form import _WORDS, MAX_CHARACTERS, cap, normalize, token_spans

any_text = st.text(st.characters(), max_size=80)  # every code point, lone surrogates included


@given(any_text)
def test_normalising_keeps_the_length(text: str) -> None:
    assert len(normalize(text)) == len(text)


@given(any_text, any_text)
def test_what_stands_before_a_text_does_not_move_it(left: str, right: str) -> None:
    assert len(normalize(left + " " + right)[len(left) + 1 :]) == len(right)


@given(st.text(st.characters(categories=["Cc", "Cf", "Zs"]), min_size=1, max_size=10))
def test_invisible_characters_become_spaces(text: str) -> None:
    assert normalize(text).isspace()


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("ＥＣＳ　退款１００％", "ecs 退款100%"),
        ("買咗雲伺服器，可唔可以退費", "买了云服务器,可不可以退费"),
        ("流量套餐退訂，頻寬呢", "流量套餐退订,带宽呢"),
        ("退\u200b款\ufeff", "退 款 "),
        ("乾淨的著作權", "干净的著作权"),
        ("到帐多久，代今券還嗎", "到账多久,代金券还吗"),
        ("㎏ ﬁ İ", "㎏ ﬁ İ"),
        ("退\ud800款", "退 款"),
        ("", ""),
    ],
)
def test_the_normalised_form(written: str, normalised: str) -> None:
    assert normalize(written) == normalised


def test_every_word_keeps_the_length_of_what_was_written() -> None:
    assert [pair for pair in _WORDS.items() if len(pair[0]) != len(pair[1])] == []


def test_a_long_text_is_cut() -> None:
    assert len(cap("退" * 350_000)) == MAX_CHARACTERS
    assert cap("退款") == "退款"


@given(any_text)
def test_tokens_follow_one_another_and_leave_out_only_spaces(text: str) -> None:
    end = 0
    for start, stop in token_spans(text):
        assert start >= end
        assert text[end:start].strip() == ""
        assert stop > start
        end = stop
    assert text[end:].strip() == ""


def test_numbers_and_words_are_whole() -> None:
    text = "买了ecs花1299.5元,cs2611041234"
    assert [text[a:b] for a, b in token_spans(text)] == [
        *"买了", "ecs", "花", "1299.5", "元", ",", "cs", "2611041234",
    ]  # fmt: skip
