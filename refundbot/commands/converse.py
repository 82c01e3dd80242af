"""`converse`: conversations by lines of JSON, on standard input and output, without a server.

    {"new": true, "at": "2026-06-24T15:00:00+08:00", "customer": "demo"}
    {"say": "我昨天买的云服务器能退吗"}

The first line begins a conversation, the second says something in it; each is answered by one. `at` fixes the
clock of the conversation and of the sample order book, `customer` is who is signed in; both may be missing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from refundbot.commands.arguments import Commands
from refundbot.dialogue import Memory, Services, read_turn, respond_traced
from refundbot.eligibility import CaseError
from refundbot.eligibility.reading import instant
from refundbot.orders import OrderSource, open_order_source, open_sample_book
from refundbot.policy import PolicyBook, load_policy
from refundbot.serving import model
from refundbot.serving.parser import Parser, load_parser
from refundbot.settings import Settings

FALLBACK = "nlu_fallback"

ORDER_SECONDS = 60.0
"""For an order lookup. Nobody waits here, and what is answered must not hang on how busy the machine is."""


class BadLine(ValueError):
    """A line that is no request; the text says what one looks like."""


@dataclass
class Talk:
    """One conversation at a time, as the action server holds it, its memory in JSON between turns."""

    parser: Parser
    settings: Settings
    policies: PolicyBook
    folder: Path
    """For sample order books, one for each instant that a conversation is set to."""
    now: datetime | None = None
    customer: str | None = None
    services: Services | None = None
    memory: object = None
    """What the dialogue remembers, as the slot holds it."""

    def begin(self, at: datetime | None, customer: str | None) -> dict[str, Any]:
        """A new conversation at an aware instant (`None`: now), with nobody or a customer signed in."""
        self.now, self.customer, self.memory = at, customer, None
        self.services = Services(self.policies, self._orders(at), order_timeout=ORDER_SECONDS)
        return {"new": True, "at": (at or self.settings.now()).isoformat()}

    async def say(self, text: str) -> dict[str, Any]:
        """The bot's turn."""
        if self.services is None:
            self.begin(None, None)
        assert self.services is not None
        parsed = await self.parser.parse_message(text, self.memory)
        turn = read_turn(parsed, self.now or self.settings.now(), self.customer)
        intent = parsed["intent"]["name"]
        state = Memory.from_json(self.memory)
        topic = None if intent == FALLBACK else intent
        response = await respond_traced(topic, turn, state, self.services)
        reply, state = response.reply, response.memory
        self.memory = json.loads(json.dumps(state.to_json()))
        check = state.check
        return {
            "texts": list(reply.texts),
            "buttons": [button.title for button in reply.buttons],  # as the customer sees them
            "envelope": reply.envelope,
            "asked": check.asked if check else None,
            "facts": dict(check.facts) if check else {},
            "trace": {"intent": intent, **response.trace.to_json()},
        }

    def _orders(self, at: datetime | None) -> OrderSource:
        if at is None or self.settings.order_source != "sample":
            return open_order_source(self.settings)
        return open_sample_book(self.folder / f"{at:%Y%m%dT%H%M%S%z}.db", at, ORDER_SECONDS)

    async def answer(self, line: str) -> dict[str, Any]:
        """The answer to one line.

        Raises:
            BadLine: it cannot be read.
        """
        try:
            request = json.loads(line)
        except ValueError:
            raise BadLine(f"not JSON: {line.strip()[:80]}") from None
        if isinstance(request, dict) and request.get("new") is True:
            return self.begin(_instant(request), _text(request, "customer"))
        if isinstance(request, dict) and isinstance(request.get("say"), str):
            return await self.say(request["say"])
        raise BadLine('a line is {"new": true, "at": "...", "customer": "..."} or {"say": "..."}')


def add_to(commands: Commands) -> None:
    """Registers the command."""
    converse = commands.add_parser("converse", help="talk by lines of JSON, without a server")
    converse.set_defaults(run=_run)


def _run(_: argparse.Namespace, settings: Settings) -> int:
    with _own_output() as output, tempfile.TemporaryDirectory() as folder:
        talk = Talk(load_parser(model.ensure()), settings, load_policy(), Path(folder))
        asyncio.run(_converse(talk, output))
    return 0


async def _converse(talk: Talk, output: IO[str]) -> None:
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            answer = await talk.answer(line)
        except BadLine as bad:
            answer = {"error": str(bad)}
        print(json.dumps(answer, ensure_ascii=False), file=output, flush=True)


@contextmanager
def _own_output() -> Iterator[IO[str]]:
    """Standard output for the answers alone: what libraries print there goes to standard error."""
    sys.stdout.flush()
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as output:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        yield output


def _instant(request: Mapping[str, Any]) -> datetime | None:
    at = request.get("at")
    if at is None:
        return None
    try:
        return instant("at", at)
    except CaseError as error:
        raise BadLine(str(error)) from None


def _text(request: Mapping[str, Any], name: str) -> str | None:
    value = request.get(name)
    if value is not None and not isinstance(value, str):
        raise BadLine(f"{name}: not a text")
    return value or None
