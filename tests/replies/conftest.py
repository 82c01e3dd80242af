"""What every reply has to satisfy, whatever it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import jsonschema
import pytest

from refundbot.policy import Policy, PolicyBook, load_policy
from refundbot.replies import Reply
from refundbot.replies.envelope import schema
from refundbot.replies.figures import Figure

NUMERAL = "零〇一二两三四五六七八九十百千万半"
UNIT = "小时|分钟|秒|个?工作日|天|日|周|星期|礼拜|个?月|年|元|块|角|毛|折|倍|次|台|笔|条|份|张|档|种|成|个"
PRODUCT_NAMES = re.compile(r"非?五天无理由(退订)?|一个一个|一次性|同一|统一|一月一日")
FIGURE = re.compile(rf"\d+(?:[.,:-]\d+)*|[{NUMERAL}]+(?:{UNIT})|百分之[{NUMERAL}]+")
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")
LONGEST_BUBBLE = 400
MOST_LINES = 10


def figures_in(text: str) -> list[str]:
    """Digits, and Chinese numerals with a unit; product names and line numbers are no figures."""
    without_numbers = re.sub(r"^\d+\. ", "", text, flags=re.M)
    return [match[0] for match in FIGURE.finditer(PRODUCT_NAMES.sub("", without_numbers))]


def fact_texts(reply: Reply) -> str:
    facts = reply.envelope["facts"]
    assert isinstance(facts, list)
    shown = []
    for fact in facts:
        value = tuple(fact["value"]) if isinstance(fact["value"], list) else fact["value"]
        shown.append(Figure(fact["id"], value, fact["unit"], fact["source"]).text())
    return "\n".join(shown)


def check_reply(reply: Reply) -> None:
    validator = jsonschema.Draft7Validator(schema())
    validator.validate(reply.envelope)
    assert reply.texts, "silence"
    whole = "\n".join(reply.texts)
    body = "\n".join(line for line in whole.splitlines() if not line.startswith("来源："))
    assert not re.search("[!！]", whole), whole
    assert not EMOJI.search(whole), whole
    assert not re.search(r"[你{}]|。。|；。|，。|：。|。；|\s$", whole), whole
    assert not re.search(r"\d (小时|天|个工作日|个月|元) [\u4e00-\u9fff]", whole), whole
    for line in body.splitlines():
        assert not ("提现" in line and "免费" in line), line
    has_sources = bool(reply.envelope["sources"])
    assert (reply.texts[-1].splitlines()[-1].startswith("来源：")) == has_sources, whole
    stated = fact_texts(reply)
    for figure in figures_in(body):
        assert figure in stated, f"{figure!r} is in no fact: {whole}"
    for bubble in reply.texts:
        assert len(bubble) <= LONGEST_BUBBLE, (len(bubble), bubble)
        assert len(bubble.splitlines()) <= MOST_LINES, bubble
    for button in reply.buttons:
        assert button.title
        assert button.text


@pytest.fixture(scope="session")
def book() -> PolicyBook:
    return load_policy()


@pytest.fixture(scope="session")
def policy(book: PolicyBook) -> Policy:
    return book.at(date(2026, 11, 22))


@pytest.fixture(scope="session")
def check() -> Callable[[Reply], None]:
    return check_reply


@pytest.fixture(scope="session")
def find_figures() -> Callable[[str], list[str]]:
    return figures_in
