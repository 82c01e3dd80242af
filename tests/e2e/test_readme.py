"""The answers that README.md prints are the ones that the bot gives at the instant that it names."""

from __future__ import annotations

import re

import pytest

from bench.situations import ask
from refundbot.orders.sample_book import SAMPLE_CUSTOMER
from refundbot.settings import ROOT

TITLE = "十二个可以问的问题"
_TRANSCRIPT = re.compile(r"^\*\*(.+)\*\*\n\n((?:> .*\n)+)", re.MULTILINE)


def chapter() -> str:
    """The part of README.md that shows questions and answers."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.split(f"\n## {TITLE}\n")[1].split("\n## ")[0]


def lines(text: str) -> list[str]:
    """The lines of an answer without Markdown's quotation marks and forced breaks."""
    return [line.removeprefix("> ").rstrip() for line in text.splitlines() if line.strip("> ")]


@pytest.mark.e2e
def test_the_answers_in_the_readme_are_the_bots() -> None:
    shown = {question: lines(answer) for question, answer in _TRANSCRIPT.findall(chapter())}
    assert len(shown) == 12
    named = re.search(r"REFUNDBOT_NOW=([\d:T+-]+)", chapter())
    assert named
    answers = ask([[question] for question in shown], at=named[1], customer=SAMPLE_CUSTOMER)
    assert dict(zip(shown, (lines("\n".join(answer["texts"])) for answer in answers), strict=True)) == shown
