"""Short messages after an answer, as the trained model hears them: `follow_ups.yml`, written for this."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bench.situations import NOW, ask
from refundbot.replies import title

LEAST = 0.85
"""Of the follow-ups, how many are answered as they are meant; without what was answered before .59 were."""
CASES: dict[str, dict[str, str]] = yaml.safe_load(
    Path(__file__).with_name("follow_ups.yml").read_text(encoding="utf-8")
)


def right(answer: dict[str, Any], wanted: list[str]) -> bool:
    envelope = answer["envelope"]
    given = envelope["question"] or envelope["topic"]
    return envelope["kind"] != "clarify" and any(
        given == each or (each.endswith("/*") and given.startswith(each[:-1])) for each in wanted
    )


def test_follow_ups_are_heard_in_the_light_of_what_was_answered() -> None:
    cases = [
        (before, text, [id.strip() for id in ids.split("|")])
        for before, said in CASES.items()
        for text, ids in said.items()
    ]
    answers = ask([[title(before), text] for before, text, _ in cases], at=NOW)
    missed = [
        f"{before}: {text}: {answer['envelope']['question'] or answer['envelope']['topic']}"
        for (before, text, ids), answer in zip(cases, answers, strict=True)
        if not right(answer, ids)
    ]
    assert len(cases) >= 120
    assert 1 - len(missed) / len(cases) >= LEAST, "\n".join(missed)
