"""The report of `make eval`: what it counts, and what it does not show."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from bench.nlu import report
from bench.nlu.answers import Answer, cost
from bench.nlu.assistant import Reply
from bench.nlu.distortions import DISTORTIONS


def reply(wanted: str, kind: str, topic: str | None, *candidates: str, text: str = "问") -> Reply:
    envelope: dict[str, Any] = {"kind": kind, "topic": topic}
    envelope["candidates"] = [{"topic": each, "title": each} for each in candidates]
    return Reply(Answer(text, frozenset({wanted}), [(topic or "none", 0.9)]), envelope)


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (reply("payout.time", "answer", "payout.time"), "right"),
        (reply("payout.time", "clarify", None, "payout.missing", "payout.time"), "clarified"),
        (reply("payout.time", "clarify", None, "payout.missing"), "unsure"),
        (reply("payout.time", "out_of_scope", "out_of_scope"), "unsure"),
        (reply("payout.time", "answer", "payout.missing"), "wrong"),
        (reply("out_of_scope", "out_of_scope", "out_of_scope"), "right"),
        (reply("out_of_scope", "answer", "payout.time"), "wrong"),
        (reply("out_of_scope", "clarify", None, "payout.time"), "unsure"),
        (reply("policy.pay_per_use", "answer", "charge.continues"), "right"),
        (reply("policy.pay_per_use", "clarify", None, "charge.continues"), "clarified"),
        (reply("charge.continues", "answer", "policy.pay_per_use"), "wrong"),
    ],
)
def test_what_the_customer_is_told_is_judged(told: Reply, verdict: str) -> None:
    assert told.verdict == verdict


def test_a_wrong_answer_costs_more_than_asking_back() -> None:
    answers = [Answer("", frozenset({"a"}), [("b", 0.6), ("a", 0.4)])]
    assert cost(answers, 0.5, 0.0) > cost(answers, 0.7, 0.0) > 0


def test_the_figures_keep_the_scopes_apart_and_tell_the_change() -> None:
    asked = {"dev": [reply("payout.time", "answer", "payout.time"), reply("out_of_scope", "answer", "x")]}
    now = report.figures(asked)
    assert now["dev, in scope"]["right"] == now["dev, out of scope"]["wrong"] == 1
    before = {"dev, in scope": {**now["dev, in scope"], "right": 0.75}}
    rows = {row[0]: row for row in report.compared(now, before)}
    assert "1.000 (+0.250)" in rows["dev, in scope"]
    assert "1.000" in rows["dev, out of scope"]


def test_only_the_questions_of_dev_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "nearest", lambda answers, examples: [[] for _ in answers])
    asked = {
        name: [reply("payout.time", "answer", "payout.missing", text=f"{name}里的问题")]
        for name in report.SETS
    }
    shown = report.page(report.figures(asked), {}, {}, asked, 0.5)
    assert "dev里的问题" in shown
    assert not any(f"{name}里的问题" in shown for name in report.SETS if name != "dev")


def test_a_report_stands_alone() -> None:
    assert "src=" not in report.table(("a",), [("<b>",)])
    assert "&lt;b&gt;" in report.table(("a",), [("<b>",)])


@pytest.mark.parametrize("name", DISTORTIONS)
def test_a_distortion_is_repeatable_and_changes_most_texts(name: str) -> None:
    texts = ["退款几天到账", "流量包怎么退订单", "发票开了还能退吗", "订单被拒了怎么办"]
    once, again = ([DISTORTIONS[name](text, Random(3)) for text in texts] for _ in range(2))
    assert once == again
    assert sum(text != changed for text, changed in zip(texts, once, strict=True)) >= 2
