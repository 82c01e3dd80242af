"""`make eval`: how the trained model and the dialogue do on the question sets, as one HTML file.

    python -m bench.nlu.report [--accept]

Writes reports/nlu.html and prints the figures beside those of the last accepted report, which `--accept`
keeps in bench/nlu/accepted.json. Only questions of `dev` are shown: nobody is to tune on the other sets.
"""

from __future__ import annotations

import argparse
import base64
import html
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random

import numpy as np
import yaml

from bench.nlu import pictures
from bench.nlu.answers import OUTSIDE, VERDICTS, Answer, read_questions, shares
from bench.nlu.assistant import Assistant, Reply
from bench.nlu.distortions import DISTORTIONS
from bench.roles import TESTED, by_both, f1
from refundbot.understanding.facts.roles.annotations import read_annotated
from refundbot.understanding.facts.roles.model import role_model
from refundbot.understanding.facts.roles.training import examples
from refundbot.understanding.intents.encoder import E5
from refundbot.understanding.rasa.training_data import Example, read_examples
from refundbot.understanding.text.normal_form import normalize
from refundbot.understanding.thresholds import SURE_OF_A_FACT

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests" / "questions"
ACCEPTED = Path(__file__).with_name("accepted.json")
REPORT = ROOT / "reports" / "nlu.html"
LOOKED_AT = "dev"
"""The set whose questions may be shown."""
SETS = (LOOKED_AT, "test", "holdout", "holdout_second", "narratives", "stories_dev", "stories_test")
WORST = 50
NOISY_SAMPLE = 300

Figures = dict[str, dict[str, float]]


def figures(replies: Mapping[str, Sequence[Reply]]) -> Figures:
    """Of each set: the share of each verdict within and out of scope, and how many questions there are."""
    found: Figures = {}
    for name, asked in replies.items():
        for scope, outside in (("in scope", False), ("out of scope", True)):
            group = [reply for reply in asked if (OUTSIDE in reply.answer.topics) == outside]
            found[f"{name}, {scope}"] = {"n": len(group), **shares(reply.verdict for reply in group)}
    return found


def noise(assistant: Assistant, questions: Sequence[tuple[str, frozenset[str]]]) -> Figures:
    """The verdicts on the same questions clean and distorted, each way."""
    sample = Random(1).sample(list(questions), min(NOISY_SAMPLE, len(questions)))
    found: Figures = {"clean": shares(assistant.ask(text, topics).verdict for text, topics in sample)}
    for name, distort in DISTORTIONS.items():
        random = Random(2)
        asked = ((distort(text, random), topics) for text, topics in sample)
        found[name] = shares(assistant.ask(text, topics).verdict for text, topics in asked)
    return found


def worst(replies: Sequence[Reply]) -> list[Reply]:
    """The answers that were wrong, the surest first, then those least sure of being right."""
    wrong = sorted((r for r in replies if r.verdict == "wrong"), key=lambda r: -r.answer.confidence)
    others = [r for r in replies if r.verdict in ("clarified", "unsure")]
    return (wrong + sorted(others, key=lambda r: not r.answer.within(1)))[:WORST]


def nearest(answers: Sequence[Answer], examples: Sequence[Example]) -> list[list[Example]]:
    """For each answer the three nearest training phrasings of the intents that it is between."""
    intents = {intent for answer in answers for intent in (answer.best, *answer.topics)}
    chosen = [example for example in examples if example.intent in intents]
    encoder = E5()
    known = encoder.encode([normalize(example.text) for example in chosen])[:, -1]
    asked = encoder.encode([normalize(answer.text) for answer in answers])[:, -1]
    return [[chosen[i] for i in np.argsort(-row)[:3]] for row in asked @ known.T]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """An HTML table."""

    def line(cells: Sequence[object], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(_cell(cell))}</{tag}>" for cell in cells) + "</tr>"

    return f"<table>{line(head, 'th')}{''.join(line(row, 'td') for row in rows)}</table>"


def _cell(cell: object) -> str:
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def _picture(title: str, png: bytes) -> str:
    data = base64.b64encode(png).decode()
    return f'<h2>{title}</h2><img alt="{title}" src="data:image/png;base64,{data}">'


def compared(now: Figures, before: Figures) -> list[list[object]]:
    """Rows of each set: the verdicts now, and the change since the accepted report."""
    rows: list[list[object]] = []
    for name, found in now.items():
        old = before.get(name, {})
        changes = [
            f"{found[v]:.3f} ({found[v] - old[v]:+.3f})" if v in old else f"{found[v]:.3f}" for v in VERDICTS
        ]
        rows.append([name, f"{found['n']:.0f}" if "n" in found else "", *changes])
    return rows


def by_topic(replies: Sequence[Reply]) -> list[list[object]]:
    """Rows of each topic: verdicts, and how often a right topic came first and within three."""
    groups: dict[str, list[Reply]] = defaultdict(list)
    for reply in replies:
        groups[min(reply.answer.topics)].append(reply)
    return [
        [
            topic,
            len(group),
            *shares(reply.verdict for reply in group).values(),
            *(sum(reply.answer.within(n) for reply in group) / len(group) for n in (1, 3)),
        ]
        for topic, group in sorted(groups.items())
    ]


def roles() -> list[str]:
    """How the roles of spans are told: F1 of each on an author that training never saw, and reliability."""
    unseen = [each for each in examples(list(read_annotated(TESTED))) if each.context.asked is None]
    way = by_both(role_model())
    told = [
        (sure, guess == role)
        for example in unseen
        for role, (guess, sure) in zip(example.roles, way(example), strict=True)
    ]
    rows = [[" ".join(key), score] for key, score in sorted(f1(way, unseen).items())]
    return [
        "<h2>Roles of spans (an unseen author)</h2>",
        table(("role", "F1"), rows),
        _picture("Reliability of roles", pictures.reliability(told, SURE_OF_A_FACT, "spans")),
    ]


def page(
    now: Figures, before: Figures, noisy: Figures, replies: Mapping[str, Sequence[Reply]], threshold: float
) -> str:
    """The report."""
    everything = [reply for asked in replies.values() for reply in asked]
    answers = [reply.answer for reply in everything]
    bad = worst(replies[LOOKED_AT])
    phrasings = nearest([reply.answer for reply in bad], list(read_examples(ROOT / "data" / "nlu")))
    mistakes = [
        [
            reply.verdict,
            reply.answer.text,
            " / ".join(sorted(reply.answer.topics)),
            reply.answer.best,
            reply.answer.confidence,
            "; ".join(f"{example.text} [{example.intent}]" for example in near),
        ]
        for reply, near in zip(bad, phrasings, strict=True)
    ]
    parts = [
        "<h1>Understanding: evaluation</h1>",
        "<p>Each question opens a conversation; judged is what the customer is told. In brackets: the change "
        "since the accepted report. Out of scope, right means declined and wrong means answered.</p>",
        table(("set", "questions", *VERDICTS), compared(now, before)),
        f"<h2>Noise ({LOOKED_AT}, a sample)</h2>",
        table(("distortion", "", *VERDICTS), compared(noisy, {"": {}})),
        "<h2>By topic (all sets)</h2>",
        table(("topic", "questions", *VERDICTS, "first", "within three"), by_topic(everything)),
        _picture("Confusion (all sets, share of the row; numbers: mistakes)", pictures.confusion(answers)),
        _picture(
            "Reliability (all sets)",
            pictures.reliability([(a.confidence, a.right) for a in answers], threshold, "answers"),
        ),
        _picture("Out-of-scope curve (all sets, ranking alone)", pictures.out_of_scope(answers, threshold)),
        *roles(),
        f"<h2>The worst {WORST} of {LOOKED_AT}</h2>",
        table(("verdict", "question", "right", "first", "confidence", "nearest phrasings"), mistakes),
    ]
    style = (
        "body{font:14px/1.5 'Noto Sans CJK SC',sans-serif;margin:2em auto;max-width:75em;color:#1f2328}"
        "table{border-collapse:collapse}td,th{border:1px solid #d1d9e0;padding:.2em .6em;text-align:left}"
        "img{max-width:100%}"
    )
    head = f"<meta charset=utf-8><title>Understanding: evaluation</title><style>{style}</style>"
    return f"<!doctype html><html lang=en><head>{head}</head><body>{''.join(parts)}</body></html>"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accept", action="store_true", help="let these figures be the accepted ones")
    options = parser.parse_args()
    assistant = Assistant()
    questions = {name: read_questions(QUESTIONS / f"{name}.jsonl") for name in SETS}
    replies = {
        name: [assistant.ask(text, topics) for text, topics in asked] for name, asked in questions.items()
    }
    inside = [(text, topics) for text, topics in questions[LOOKED_AT] if OUTSIDE not in topics]
    noisy = noise(assistant, inside)
    now = figures(replies)
    before: Figures = json.loads(ACCEPTED.read_text(encoding="utf-8")) if ACCEPTED.exists() else {}
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    threshold = next(each["threshold"] for each in pipeline if each["name"] == "FallbackClassifier")
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(page(now, before, noisy, replies, threshold), encoding="utf-8")
    for name, _, *verdicts in (*compared(now, before), *compared(noisy, {})):
        print(f"{name!s:26}" + "".join(f"{v!s:>18}" for v in verdicts))
    print(f"{REPORT.relative_to(ROOT)} ({', '.join(VERDICTS)})")
    if options.accept:
        ACCEPTED.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
