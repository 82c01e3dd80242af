"""The questions of a message that asks more than one thing, or that tells a story around one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refundbot.understanding.text.normal_form import normalize
from refundbot.understanding.text.questions import HEARD, LONGEST, MOST, SENTENCE, asking, questions


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("怎么退，多久到账？", ["怎么退", "多久到账?"]),
        ("请问怎么申请退款还有钱退到哪里", ["怎么申请退款", "钱退到哪里"]),
        ("包到期了，没用完的怎么办，另外发票怎么处理", ["包到期了,没用完的怎么办", "发票怎么处理"]),
        ("要什么材料？审核几天？几天到账？", ["要什么材料?", "审核几天?", "几天到账?"]),
        ("能退吗\n手续费多少", ["能退吗", "手续费多少"]),
    ],
)
def test_each_question_comes_with_what_leads_up_to_it(text: str, asked: list[str]) -> None:
    assert questions(normalize(text)) == asked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "怎么退",
        "为什么退不了啊？？",
        "我上个月买的服务器，用了几天，能退吗",
        "你好。流量包能退吗",
        "不想要了，想退款。",
        "怎么退，多久到账？" * 40,
    ],
)
def test_one_question_or_none_is_not_told_apart(text: str) -> None:
    assert questions(normalize(text)) == []


@given(st.text(alphabet="退钱吗呢怎么多久，。？ a还有另外", max_size=LONGEST + 20))
def test_questions_are_few_and_stand_in_the_text(text: str) -> None:
    asked = questions(text)
    assert len(asked) in {0, *range(2, MOST + 1)}
    assert all(question in text for question in asked)


BACKGROUND = "我们是做培训的，去年把教务系统搬到云上，老师们都用得挺顺手。后来学校合并，系统归总部管了。" * 4


@pytest.mark.parametrize("place", ["start", "middle", "end"])
def test_the_question_of_a_story_is_found_wherever_it_stands(place: str) -> None:
    question = "退款要多少天才能回到微信？"
    story = {
        "start": question + BACKGROUND,
        "middle": BACKGROUND + question + BACKGROUND,
        "end": BACKGROUND + question,
    }[place]
    assert asking(normalize(story)) == [normalize(question)]


def test_what_is_no_story_has_no_sentences() -> None:
    assert asking(normalize("退款要多少天才能回到微信？")) == []


def test_a_story_without_a_full_stop_is_taken_apart_at_its_pauses() -> None:
    story = "我们去年买了服务器，" * 20 + "现在想问退款要多少天，" + "同事都说没办过，" * 10
    (sentence,) = asking(normalize(story))
    assert "退款要多少天" in sentence


@given(st.text(alphabet="退钱吗呢怎么多久，。？ a\n还有另外", min_size=LONGEST, max_size=12 * LONGEST))
def test_what_is_heard_of_a_story_is_bounded(text: str) -> None:
    found = asking(normalize(text))
    assert len(found) <= 2 * HEARD
    assert all(len(sentence) <= SENTENCE for sentence in found)
    assert all(sentence in normalize(text) for sentence in found)
