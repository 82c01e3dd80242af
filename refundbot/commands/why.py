"""`why`: what the bot makes of a message, and why it answers as it does.

Each message of the talk is answered with the trace of its turn: the move that was made, those before it that
did not hold, how the message is meant, the facts with the words they were read from, the ranking, the limits.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from refundbot.commands.arguments import Commands, instant
from refundbot.commands.converse import Talk
from refundbot.commands.tree import Node, draw
from refundbot.policy import load_policy
from refundbot.serving import model
from refundbot.serving.parser import load_parser
from refundbot.settings import Settings


def add_to(commands: Commands) -> None:
    """Registers the command."""
    why = commands.add_parser("why", help="show why the bot answers a message, or a whole talk, as it does")
    why.add_argument(
        "messages", nargs="+", metavar="MESSAGE", help="what is said, or a file of a conversation"
    )
    why.add_argument("--at", type=instant, metavar="INSTANT", help="when it is said (default: now)")
    why.add_argument("--customer", metavar="ID", help="who is signed in, of the sample order book")
    why.set_defaults(run=_run)


def _run(chosen: argparse.Namespace, settings: Settings) -> int:
    file = model.ensure()
    with tempfile.TemporaryDirectory() as folder:
        talk = Talk(load_parser(file), settings, load_policy(), Path(folder))
        talk.begin(chosen.at, chosen.customer)
        asyncio.run(_explain(talk, [text for given in chosen.messages for text in _said(given)]))
    return 0


def _said(given: str) -> Iterator[str]:
    """A message, or those of a conversation file (YAML, `turns` with `say`)."""
    if not given.endswith((".yaml", ".yml")):
        yield given
        return
    script = yaml.safe_load(Path(given).read_text(encoding="utf-8"))
    yield from (str(turn["say"]) for turn in script["turns"])


async def _explain(talk: Talk, messages: list[str]) -> None:
    for text in messages:
        answer = await talk.say(text)
        print(draw(explained(text, answer)), end="\n\n")


def explained(text: str, answer: Mapping[str, Any]) -> Node:
    """The tree of one turn, of an answer as `Talk.say` gives it."""
    trace = answer["trace"]
    return Node(
        text,
        (
            Node(f"move: {trace['move']}"),
            Node(f"did not hold: {', '.join(trace['did_not_hold']) or '-'}"),
            Node(f"topic: {trace['topic']}, alone {trace['alone']}"),
            Node(f"question: {trace['question'] or '-'}, {trace['question_confidence']:.3f}"),
            Node(f"marks: {', '.join(trace['marks']) or '-'}"),
            Node("facts", tuple(Node(_fact(fact)) for fact in trace["facts"])),
            Node("ranking", tuple(Node(f"{share:.3f} {intent}") for intent, share in trace["ranking"][:5])),
            Node("thresholds", tuple(Node(f"{name}: {at}") for name, at in trace["thresholds"].items())),
            Node("answer", tuple(Node(line) for line in "\n".join(answer["texts"]).splitlines()[:3])),
        ),
    )


def _fact(fact: Mapping[str, Any]) -> str:
    about = " about" if fact["approximate"] else ""
    told = f"{fact['field']}:{about} {fact['problem'] or fact['value']}"
    return f"{told}  <- {fact['text']} in {fact['clause'].strip()}"
