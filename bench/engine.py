"""How long the engine takes beside what a message costs anyway: `python -m bench.engine`.

Every case of the engine's golden and boundary files is decided, and its next question found, under a policy
view that is as fresh as in a conversation. A verdict stands apart from a decision that lacks facts, which
also tries out the answers that could change it. The yardstick is one sentence encoded on one core in the same
run: the least that understanding a message takes. The median of all, that of the slowest case, and ratios to
the yardstick, in processor time; the ratios can be compared between machines, the times cannot.
"""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import yaml

from refundbot.eligibility import Case, Outcome, case_from_mapping, decide, next_question
from refundbot.policy import load_policy
from refundbot.understanding.intents.encoder import E5

FILES = Path(__file__).parents[1] / "tests" / "eligibility"
NOW = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
SENTENCE = "我上周买的云服务器还没怎么用，现在能退款吗，大概能退多少"
YARDSTICK = "one sentence encoded"
ROUNDS = 20


def cases() -> list[Case]:
    """The cases of the engine's test files."""
    golden = yaml.safe_load((FILES / "golden.yaml").read_text("utf-8"))
    facts = [example["case"] for example in golden if "case" in example]
    for file in sorted((FILES / "cases").glob("*.yaml")):
        content = yaml.safe_load(file.read_text("utf-8"))
        facts += [{**content["base"], **vector["case"]} for vector in content["cases"]]
    return [case_from_mapping(stated, NOW) for stated in facts]


def milliseconds(work: Callable[[], object]) -> float:
    """The processor time that one call takes, whatever else the machine does."""
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def main() -> None:
    """Prints the medians and their ratios."""
    book, encoder, all_cases = load_policy(), E5(), cases()
    encode = partial(encoder.encode, [SENTENCE])
    encode()
    taken: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for _ in range(ROUNDS):  # in turns, so that whatever else the machine does falls on all alike
        taken[YARDSTICK][0] += [milliseconds(encode) for _ in range(10)]
        for number, case in enumerate(all_cases):
            open_ = decide(case, book.at(case.requested_at)).outcome is Outcome.NEED_FACTS
            for name, work in (
                ("facts lacking" if open_ else "verdict", decide),
                ("next question", next_question),
            ):
                policy = book.at(case.requested_at)
                taken[name][number].append(milliseconds(partial(work, case, policy)))
    yardstick = statistics.median(taken[YARDSTICK][0])
    for name, by_case in taken.items():
        median = statistics.median(time for times in by_case.values() for time in times)
        slowest = max(statistics.median(times) for times in by_case.values())
        print(
            f"{name:20} {len(by_case):3} cases  median {median:7.3f} ms = {median / yardstick:.3f}"
            f"  slowest case {slowest:7.3f} ms = {slowest / yardstick:.3f}"
        )


if __name__ == "__main__":
    main()
