"""The trained model and the dialogue, asked in this process: what a server would answer."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.nlu.answers import OUTSIDE, Answer
from refundbot.dialogue import Memory, Services, read_turn, respond
from refundbot.orders import open_sample_book
from refundbot.policy import load_policy
from refundbot.serving import environment, model

NOW = datetime.fromisoformat("2026-11-22T21:00:00+08:00")


@dataclass(frozen=True)
class Reply:
    """The ranking of a question's intents and the envelope of the answer to it."""

    answer: Answer
    envelope: Mapping[str, Any]

    @property
    def verdict(self) -> str:
        """One of `answers.VERDICTS`, by what the customer is told."""
        answer, data = self.answer, self.envelope
        if data["kind"] == "clarify":
            offered = any(answer.accepts(candidate["topic"]) for candidate in data["candidates"])
            return "clarified" if offered else "unsure"
        if answer.accepts(data["topic"]):
            return "right"
        outside = OUTSIDE in answer.topics
        harmless = {"smalltalk", "handoff"} if outside else {"smalltalk", OUTSIDE}
        return "unsure" if data["kind"] in harmless else "wrong"


class Assistant:
    """Loads the model that fits the present code and data. Raises `FileNotFoundError` where none does."""

    def __init__(self) -> None:
        environment.prepare()
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.ERROR)
        archive = model.trained()
        if archive is None:
            raise FileNotFoundError("There is no model trained on the present data and code: make train")
        self._agent = Agent.load(str(archive))
        orders = open_sample_book(Path(tempfile.mkdtemp(), "orders.db"), NOW)
        self._services = Services(load_policy(), orders)

    def ask(self, text: str, topics: frozenset[str]) -> Reply:
        """The answer to a question that opens a conversation."""
        return asyncio.run(self._ask(text, topics))

    async def _ask(self, text: str, topics: frozenset[str]) -> Reply:
        parse = await self._agent.parse_message(text)
        turn = read_turn(parse, NOW, None)
        intent = parse["intent"]["name"]
        topic = None if intent == "nlu_fallback" else intent
        reply, _ = await respond(topic, turn, Memory(), self._services)
        return Reply(Answer(text, topics, turn.ranking), reply.envelope)
