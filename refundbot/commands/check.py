"""`check`: what a customer would be told of a case, and why."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from refundbot import replies
from refundbot.commands.arguments import Commands, add_policy, instant, tell
from refundbot.commands.case_file import read_cases
from refundbot.commands.trace import AS_IT_IS, HEADING, LEGEND, OVERVIEW, trace
from refundbot.commands.tree import draw
from refundbot.eligibility import Case, decide, decision_to_json, next_question
from refundbot.policy import Policy, load_policy
from refundbot.policy.loader import PACKAGED
from refundbot.replies import Reply
from refundbot.settings import Settings


def add_to(commands: Commands) -> None:
    """Registers the command."""
    check = commands.add_parser("check", help="decide the cases of a file, with the trace of each decision")
    check.add_argument("file", type=Path, help="YAML: one case or a list, by the names of the Case fields")
    check.add_argument(
        "--at",
        type=instant,
        metavar="INSTANT",
        help="when it is asked for, in place of the case's own requested_at (else REFUNDBOT_NOW, else now)",
    )
    add_policy(check)
    form = check.add_mutually_exclusive_group()
    form.add_argument("--explain", action="store_true", help="the tree with facts, parameters and sources")
    form.add_argument("--json", action="store_true", help="the decisions as JSON, nothing else")
    check.set_defaults(run=_run)


def _run(chosen: argparse.Namespace, settings: Settings) -> int:
    book = load_policy(chosen.policy)
    read = read_cases(chosen.file, settings.now(), chosen.at)
    cases = [(case, book.at(case.requested_at)) for case in read.cases]
    if chosen.json:
        decisions = [decision_to_json(decide(case, policy)) for case, policy in cases]
        tell(json.dumps(decisions[0] if read.single else decisions, ensure_ascii=False, indent=2))
        return 0
    texts = [checked(case, policy, chosen.explain) for case, policy in cases]
    if chosen.at is not None or chosen.policy != PACKAGED:
        as_they_are = read_cases(chosen.file, settings.now()).cases
        texts = [f"{text}\n\n{as_it_is(case)}" for text, case in zip(texts, as_they_are, strict=True)]
    tell("\n\n".join(_numbered(texts)))
    return 0


def _numbered(texts: Sequence[str]) -> Iterator[str]:
    for number, text in enumerate(texts, start=1):
        yield f"{HEADING.format(number=number, count=len(texts))}\n\n{text}" if len(texts) > 1 else text


def checked(case: Case, policy: Policy, explain: bool = False) -> str:
    """What the customer reads, then the tree of the decision: what was concluded, or all of it."""
    proof = trace(case, decide(case, policy), policy)
    drawn = draw(proof) if explain else draw(proof, OVERVIEW)
    return "\n\n".join((*told(case, policy).texts, drawn, LEGEND))


def as_it_is(case: Case) -> str:
    """What the policy in use concludes of a case as its file has it, to hold a what-if against."""
    policy = load_policy().at(case.requested_at)
    return AS_IT_IS.format(conclusion=trace(case, decide(case, policy), policy).text)


def told(case: Case, policy: Policy) -> Reply:
    """The turn in which the customer is told the decision, or asked for the fact that can still change it."""
    recap = replies.recap(case, {})
    fact = next_question(case, policy)
    if fact is not None:
        return replies.question(fact, policy, confidence=1.0, recap=recap)
    return replies.verdict(decide(case, policy), case, policy, confidence=1.0, recap=recap)
