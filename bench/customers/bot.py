"""The dialogue on the trained model, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from refundbot.commands.converse import Talk
from refundbot.policy import PolicyBook
from refundbot.serving import model
from refundbot.serving.parser import load_parser
from refundbot.settings import Settings


class TrainedBot:
    """`refundbot.cli converse` without the lines of JSON."""

    def __init__(self, talk: Talk, loop: asyncio.AbstractEventLoop) -> None:
        self._talk, self._loop = talk, loop

    def begin(self, at: datetime) -> None:
        """A new conversation, with nobody signed in."""
        self._talk.begin(at, None)

    def say(self, text: str) -> dict[str, Any]:
        """The bot's turn."""
        return self._loop.run_until_complete(self._talk.say(text))


@contextmanager
def trained_bot(policies: PolicyBook) -> Iterator[TrainedBot]:
    """The bot on the trained model, which is trained first where need be."""
    parser = load_parser(model.ensure())
    loop = asyncio.new_event_loop()
    try:
        with TemporaryDirectory() as folder:
            yield TrainedBot(Talk(parser, Settings.from_env(), policies, Path(folder)), loop)
    finally:
        loop.close()
