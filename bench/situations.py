"""How unusual situations and short follow-ups are answered, by what an answer has to say and must not say.

    python -m bench.situations [--show missed] [bench/unread/situations.jsonl ...]

The sets lie in `tests/situations`, unless others are named. Printed for each: the share of answers that say
what is hoped, of those that say something false, of those under a right topic, and of those that ask back.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from refundbot.settings import ROOT

FOLDER = ROOT / "tests" / "situations"
NOW = "2026-11-29T12:00:00+08:00"


def ask(talks: list[list[str]], **begin: str) -> list[dict[str, Any]]:
    """The last answer of each conversation. `begin`: `at` and `customer`, as `converse` takes them."""
    lines = [line for talk in talks for line in ({"new": True, **begin}, *({"say": text} for text in talk))]
    ran = subprocess.run(
        [sys.executable, "-m", "refundbot.cli", "converse"],
        input="\n".join(json.dumps(line, ensure_ascii=False) for line in lines),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    answers = iter([json.loads(line) for line in ran.stdout.splitlines()])
    return [[next(answers) for _ in range(len(talk) + 1)][-1] for talk in talks]


def judge(case: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, bool]:
    """What holds of an answer."""
    text, envelope = "\n".join(answer["texts"]), answer["envelope"]
    return {
        "said": all(any(re.search(one, text) for one in group) for group in case["says"]),
        "false": any(re.search(one, text) for one in case["never"]),
        "topic": envelope["topic"] in case["topics"],
        "asked back": envelope["kind"] == "clarify",
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", choices=["missed"])
    parser.add_argument("sets", nargs="*", type=Path, default=sorted(FOLDER.glob("*.jsonl")))
    options = parser.parse_args()
    for path in options.sets:
        cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        answers = ask([case.get("turns") or [case["text"]] for case in cases], at=NOW)
        judged = [judge(case, answer) for case, answer in zip(cases, answers, strict=True)]
        shares = {name: round(sum(one[name] for one in judged) / len(judged), 3) for name in judged[0]}
        print(path.stem, len(cases), shares)
        for case, answer, one in zip(cases, answers, judged, strict=True):
            if options.show and (one["false"] or not one["said"]):
                print(
                    "-", case.get("text") or case["turns"], "->", answer["envelope"]["topic"], answer["texts"]
                )


if __name__ == "__main__":
    main()
