"""Asks a running assistant labelled questions over REST and counts how it did.

    python tests/questions/score.py [QUESTIONS.jsonl ...] [--url URL] [--show wrong]

right: answered under an accepted topic (out of scope: declined); clarified: asked back, with one among
the candidates; unsure: asked back or gave up without one; wrong: under another topic; broken: no words
or no envelope.
"""

from __future__ import annotations

import argparse
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

FOLDER = Path(__file__).parent
VERDICTS = ("right", "clarified", "unsure", "wrong", "broken")
CUT_FROM: dict[str, list[str]] = json.loads((FOLDER / "cut_from.json").read_text(encoding="utf-8"))
"""Topics that came after the sets were written, and those that their questions were labelled with before."""


def read(path: Path) -> list[dict[str, Any]]:
    """The questions of a file, one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def ask(url: str, text: str, sender: str | None = None) -> list[dict[str, Any]]:
    """The messages of one turn; a new sender unless one is given."""
    body = json.dumps({"sender": sender or uuid.uuid4().hex, "message": text}).encode()
    request = Request(f"{url}/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=60) as answer:
        messages: list[dict[str, Any]] = json.loads(answer.read())
    return messages


def envelope(messages: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The answer envelope among the messages of a turn."""
    return next((m["custom"]["data"] for m in messages if "custom" in m), None)


def judge(question: Mapping[str, Any], messages: list[dict[str, Any]]) -> str:
    """One of `VERDICTS` for an answer."""
    data = envelope(messages)
    if data is None or data["kind"] == "error" or not any(m.get("text") for m in messages):
        return "broken"
    wanted = {question["topic"], *question.get("alt_topics", [])}
    if data["kind"] == "clarify":
        return "clarified" if wanted & {c["topic"] for c in data["candidates"]} else "unsure"
    if data["topic"] in wanted or not wanted.isdisjoint(CUT_FROM.get(data["topic"], ())):
        return "right"
    gave_up = (
        {"smalltalk", "handoff"} if question["topic"] == "out_of_scope" else {"smalltalk", "out_of_scope"}
    )
    return "unsure" if data["kind"] in gave_up else "wrong"


def shares(verdicts: Iterable[str]) -> dict[str, float]:
    """The share of each verdict."""
    counts = Counter(verdicts)
    return {v: round(counts[v] / max(1, counts.total()), 4) for v in VERDICTS}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, default=[FOLDER / "test.jsonl"])
    parser.add_argument("--url", default="http://127.0.0.1:5006")
    parser.add_argument("--show", choices=VERDICTS, action="append", default=[])
    options = parser.parse_args()
    questions = [question for path in options.files for question in read(path)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda question: ask(options.url, question["text"]), questions))
    verdicts = [judge(question, messages) for question, messages in zip(questions, answers, strict=True)]
    for question, messages, verdict in zip(questions, answers, verdicts, strict=True):
        if verdict in options.show:
            data = envelope(messages) or {}
            print(
                verdict, question["topic"], "->", data.get("topic"), data.get("confidence"), question["text"]
            )
    for scope in ("in_scope", "out_of_scope"):
        inside = [
            v
            for q, v in zip(questions, verdicts, strict=True)
            if (q["topic"] == "out_of_scope") == (scope == "out_of_scope")
        ]
        print(json.dumps({scope: {"n": len(inside), **shares(inside)}}))


if __name__ == "__main__":
    main()
