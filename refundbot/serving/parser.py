"""The trained model as a parser of messages in this process, for commands that need no server."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from refundbot.serving import environment
from refundbot.settings import ROOT

MEMORY_SLOT = "conversation"
"""The slot of the dialogue's memory."""


class Parser(Protocol):
    """What understands a message: Rasa's agent, or a stand-in."""

    async def parse_message(self, message_data: str, memory: object = None) -> dict[str, Any]:
        """Intent, ranking, entities and questions of a text; `memory`: what the dialogue remembers."""


@dataclass(frozen=True)
class RasaParser:
    """Rasa's agent, which reads a message as it does in a conversation with that memory."""

    agent: Any

    async def parse_message(self, message_data: str, memory: object = None) -> dict[str, Any]:
        """See `Parser`."""
        from rasa.core.channels.channel import UserMessage
        from rasa.shared.core.events import SlotSet
        from rasa.shared.core.trackers import DialogueStateTracker

        tracker = DialogueStateTracker("", self.agent.domain.slots)
        tracker.update(SlotSet(MEMORY_SLOT, memory))
        parsed: dict[str, Any] = await self.agent.processor.parse_message(UserMessage(message_data), tracker)
        return parsed


def load_parser(model_file: Path) -> Parser:
    """The model, loaded; it takes several seconds. The working directory becomes the checkout."""
    os.chdir(ROOT)  # config.yml names the spaCy pipeline and the encoder by paths below the checkout
    environment.prepare()
    from rasa.core.agent import Agent
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(logging.WARNING, warn_only_once=False)
    configure_structlog(logging.WARNING)
    return RasaParser(Agent.load(model_file))
