"""The trained model as a parser of messages in this process, for commands that need no server."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any, Protocol

from refundbot.serving import environment
from refundbot.settings import ROOT


class Parser(Protocol):
    """What understands a message: Rasa's agent, or a stand-in."""

    async def parse_message(self, message_data: str) -> dict[str, Any]:
        """Intent, ranking, entities and questions of a text."""


def load_parser(model_file: Path) -> Parser:
    """The model, loaded; it takes several seconds. The working directory becomes the checkout."""
    os.chdir(ROOT)  # config.yml names the spaCy pipeline and the encoder by paths below the checkout
    environment.prepare()
    from rasa.core.agent import Agent
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(logging.WARNING, warn_only_once=False)
    configure_structlog(logging.WARNING)
    parser: Parser = Agent.load(model_file)
    return parser
