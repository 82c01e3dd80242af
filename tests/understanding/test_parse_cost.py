"""Whatever is typed, understanding it costs no more than a few times an ordinary text of that length."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from refundbot.understanding.intents.model import gist
from refundbot.understanding.intents.ngrams import ngrams
from refundbot.understanding.rasa.spacy_pipeline import build
from refundbot.understanding.text.normal_form import MAX_CHARACTERS, cap, normalize
from refundbot.understanding.text.questions import asking, questions
from refundbot.understanding.text.sounds import alike
from refundbot.understanding.text.spelling import FREQUENT, Spelling

ORDINARY = "我们公司上个月在你们这里买了两台云服务器，现在项目不做了，想问一下这种情况能不能退，钱退到哪里？"
HOSTILE = (
    *(
        "退",
        "1",
        "一",
        "0,",
        "1.",
        "年",
        "一年1",
        "半",
        "百",
        " ",
        "，",
        "？",
        "a",
        "a1",
        "<b>",
        "</",
        "&#1;",
        "http://",
    ),
    *(
        "\u200b",
        "\u3000",
        "\ufdfa",
        "ｆｕｌｌ",
        "😭",
        "👨‍👩‍👧",
        "é",
        "订单cs",
        "cs1",
        "没",
        "不是",
        "包",
        "流量包年",
        "2026-",
    ),
)


def long(unit: str) -> str:
    return (unit * MAX_CHARACTERS)[:MAX_CHARACTERS]


@pytest.fixture(scope="module")
def work() -> Callable[[str], None]:
    """All that the classifier does of a message, save the encoder, whose tokens are limited."""
    nlp = build()
    spelling = Spelling.of([ORDINARY] * FREQUENT, alike(set(ORDINARY)))

    def read(text: str) -> None:
        doc = nlp(normalize(cap(text)))
        for part in (doc.text, *asking(doc.text), *questions(doc.text)):
            ngrams(spelling.mend(gist(part)))

    return read


def cost(work: Callable[[str], None], text: str) -> float:
    """The least processor time in seconds of three readings."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        work(text)
        times.append(time.process_time() - begun)
    return min(times)


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_hostile_message_costs_a_few_times_an_ordinary_one(work: Callable[[str], None], unit: str) -> None:
    assert cost(work, long(unit)) < 6 * cost(work, long(ORDINARY))


def test_what_is_beyond_the_longest_message_costs_nothing(work: Callable[[str], None]) -> None:
    assert cost(work, ORDINARY * 4000) < 3 * cost(work, long(ORDINARY))


def test_the_check_can_fail(work: Callable[[str], None]) -> None:
    def quadratic(text: str) -> None:
        for end in range(0, len(text), 8):
            work(text[:end][-200:])

    assert cost(quadratic, long("退")) > 6 * cost(work, long(ORDINARY))
